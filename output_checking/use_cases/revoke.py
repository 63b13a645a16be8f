"""Take a release back: nobody can fetch the package any more, and the record says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest, Revocation
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request
from output_checking.written_words import require_words


def revoke_release(airlock: Airlock, *, actor: str, request_id: str, reason: str) -> ReleaseRequest:
    """Raises Refusal `reason-needed`, or one of written_words.py."""
    if not reason.strip():
        raise Refusal("reason-needed")
    reason = require_words(reason)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        revocation = Revocation(actor, reason, datetime.now(UTC))
        after = replace(request.moved(Action.REVOKE), revocation=revocation)
        return after, (Event("request.revoked", {"reason": revocation.reason}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.REVOKE, change=change)
