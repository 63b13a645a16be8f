"""By which rules a request is judged: the set of rules, and where its project differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from output_checking.airlock import Airlock
from output_checking.project_rules import not_granted
from output_checking.use_cases.consult import RequestView
from output_checking.visibility import JUDGES


@dataclass(frozen=True)
class RulesShown:
    """`own`: rules of the project's own -> value; `refused`: what it asked for -> what holds instead.

    `secret`: it has parameters of dominance of its own. That they exist is told to those who judge, what they
    are to nobody.
    """

    name: str
    version: str
    threshold: int
    own: Mapping[str, Any]
    refused: Mapping[str, tuple[Any, Any]]
    secret: bool


def rules_shown(airlock: Airlock, view: RequestView) -> RulesShown:
    request = view.request
    in_force = airlock.profile_of(request).rules
    asked = request.rules.model_dump(mode="json", exclude_none=True)
    refused = not_granted(airlock.profile, request.threshold, request.rules)
    return RulesShown(
        name=airlock.profile.name,
        version=airlock.profile.version,
        threshold=request.threshold,
        own={name: value for name, value in asked.items() if name not in refused},
        refused={name: (value, getattr(in_force, name)) for name, value in refused.items()},
        secret=bool(view.standings & JUDGES) and request.project in airlock.profile.of_projects,
    )
