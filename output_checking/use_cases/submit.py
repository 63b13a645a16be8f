"""Submit a request: a new turn opens, and the worker checks it before anyone is asked to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.project_rules import not_granted, profile_of, threshold_of
from output_checking.states import Action
from output_checking.use_cases.ask_replay import with_replay
from output_checking.use_cases.changing import Event, change_request


def submit_request(
    airlock: Airlock, *, actor: str, request_id: str, permits: Mapping[str, str], replay: bool = False
) -> ReleaseRequest:
    """`permits`: site -> digest of the permit in force there, as the author's access token tells.

    `replay`: the notebook runs again once the checks have passed. Raises Refusal `request-empty`,
    `group-unexplained`, or as `with_replay`.
    """

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        project = airlock.directory.project(request.project)
        rules = project.output_rules
        current = replace(
            request,
            votes_required=rules.votes,
            threshold=threshold_of(airlock.profile, rules.threshold),
            rules=rules.rules,
            sites_required=project.sites if rules.site_votes else (),
            same_site=rules.same_site == "allow",
            fast_lane=rules.fast_lane,
        )
        after = current.submitted(datetime.now(UTC), permits)
        held = profile_of(airlock.profile, request.project, rules.rules)
        told = {
            "files": dict(after.turns[-1].files),
            "threshold": after.threshold,
            "rules": held.digest(),
            "asked": rules.rules.model_dump(mode="json", exclude_none=True),
            "not_granted": not_granted(airlock.profile, rules.threshold, rules.rules),
        }
        submitted = Event("request.submitted", told)
        if not replay:
            return after, (submitted,)
        asked, event = with_replay(airlock, after, actor)
        return asked, (submitted, event)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.SUBMIT, change=change)
