"""Keep what the checks found on a submission: on to the reviewers, or back to the author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import Finding, ReleaseRequest, Severity
from output_checking.permissions import SYSTEM_ACTOR
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request


def record_findings(
    airlock: Airlock, *, request_id: str, turn: int, findings: Mapping[str, tuple[Finding, ...]]
) -> ReleaseRequest:
    """`findings` by file name. Raises Refusal `findings-missing` or `turn-changed`."""

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        if request.turn != turn:
            raise Refusal("turn-changed", turn=request.turn)
        checked = request.with_findings(findings)
        counts = Counter(one.severity.value for file in checked.files for one in file.findings)
        if checked.blocked():
            blocked = checked.decided(Action.BLOCK, datetime.now(UTC))
            return blocked, (Event("request.blocked", {"findings": dict(counts)}),)
        return checked.moved(Action.PASS_CHECKS), (
            Event("request.sent-to-review", {"findings": dict(counts)}),
        )

    action = Action.BLOCK if _any_block(findings) else Action.PASS_CHECKS
    return change_request(airlock, actor=SYSTEM_ACTOR, request_id=request_id, action=action, change=change)


def _any_block(findings: Mapping[str, tuple[Finding, ...]]) -> bool:
    return any(one.severity is Severity.BLOCK for found in findings.values() for one in found)
