"""Keep what the checks found on a submission: on to the reviewers, or back to the author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.findings import Finding, Severity
from output_checking.gateway_evidence import is_signed_answer
from output_checking.model import ReleaseRequest
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
        if _fast(checked):
            checked = replace(checked, votes_required=1, sites_required=())
        counts = Counter(one.severity.value for file in checked.files for one in file.findings)
        if checked.blocks(airlock.is_final):
            blocked = checked.decided(Action.BLOCK, datetime.now(UTC))
            return blocked, (Event("request.blocked", {"findings": dict(counts)}),)
        details = {"findings": dict(counts), "fast_lane": _fast(checked)}
        return checked.moved(Action.PASS_CHECKS), (Event("request.sent-to-review", details),)

    # Both lead out of CHECKING and are the airlock's own.
    return change_request(
        airlock, actor=SYSTEM_ACTOR, request_id=request_id, action=Action.PASS_CHECKS, change=change
    )


def _fast(request: ReleaseRequest) -> bool:
    """Where the project allows it: nothing but answers that gateways signed, all checks passed."""
    return request.fast_lane and all(
        is_signed_answer(one) and one.worst() is Severity.PASS for one in request.files
    )
