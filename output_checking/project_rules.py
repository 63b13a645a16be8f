"""The profile as it holds for one project: what governance lets a project ask, where it is stricter.

What is looser holds only where the profile names it in `projects_may_loosen`. The parameters of dominance,
which members must not read, stand in the profile itself, under `of_projects`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from governance.projects.project import StatisticalRules
from output_checking.profile import Profile

_HIGHER = ("threshold", "degrees_of_freedom", "rounding", "midpoint", "leaf", "protection")
_LOWER = ("rows", "columns", "source_literals")
_SEVERITIES = ("pass", "review", "block")


def profile_of(profile: Profile, project: str, asked: StatisticalRules) -> Profile:
    """The rules that hold for this project; the profile itself where it asks for nothing else."""
    granted = {
        name: value
        for name, value in asked.model_dump(exclude_none=True).items()
        if _holds(profile, name, value)
    }
    secret = profile.of_projects.get(project)
    if secret is not None:
        granted |= secret.model_dump(exclude_none=True)
    return profile.with_rules(granted) if granted else profile


def threshold_of(profile: Profile, asked: int) -> int:
    """Persons behind every number of a project that asks for `asked`."""
    return asked if _holds(profile, "threshold", asked) else profile.rules.threshold


def not_granted(profile: Profile, threshold: int, asked: StatisticalRules) -> Mapping[str, Any]:
    """What the project asked for and the profile does not loosen, by the name of the rule."""
    wishes = {"threshold": threshold, **asked.model_dump(mode="json", exclude_none=True)}
    return {name: value for name, value in wishes.items() if not _holds(profile, name, value)}


def _holds(profile: Profile, name: str, asked: Any) -> bool:
    return name in profile.projects_may_loosen or _is_as_strict(name, getattr(profile.rules, name), asked)


def _is_as_strict(name: str, held: Any, asked: Any) -> bool:
    if name in _HIGHER:
        return bool(asked >= held)
    if name in _LOWER:
        return bool(asked <= held)
    if name == "file_types":  # none named: any
        return not held or {*asked} <= {*held}
    return _SEVERITIES.index(asked) >= _SEVERITIES.index(held)
