"""Run the automatic checks on a draft: the author learns what blocks before anyone is asked to look."""

from __future__ import annotations

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request
from output_checking.use_cases.consult import view_to
from output_checking.use_cases.judge_request import judge_request


def check_now(airlock: Airlock, *, actor: str, request_id: str) -> ReleaseRequest:
    """The request with fresh findings. Raises Refusal `files-changed` when a file was replaced meanwhile."""
    examined = view_to(Action.CHECK, airlock, viewer=actor, request_id=request_id).request
    findings = judge_request(airlock, examined)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        if [(one.name, one.sha256) for one in request.files] != [
            (one.name, one.sha256) for one in examined.files
        ]:
            raise Refusal("files-changed")
        checked = request.with_findings(findings)
        return checked, (Event("request.checked", {"blocked": bool(checked.blocks(airlock.is_final))}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.CHECK, change=change)
