"""What the votes of a turn amount to, once all of them are in."""

from __future__ import annotations

from datetime import datetime

from output_checking.decision import decide
from output_checking.model import ReleaseRequest
from output_checking.permissions import SYSTEM_ACTOR
from output_checking.states import Action
from output_checking.use_cases.changing import Event

_EVENTS = {
    Action.DIFFER: "request.opinions-differ",
    Action.APPROVE: "request.approved",
    Action.RETURN: "request.returned",
    Action.REJECT: "request.rejected",
}


def settle(request: ReleaseRequest, at: datetime) -> tuple[ReleaseRequest, Event] | None:
    """The decided request and its audit record; None while votes are missing."""
    action = decide(request)
    if action is None:
        return None
    reviewers = sorted(vote.reviewer for vote in request.votes_now())
    event = Event(_EVENTS[action], {"reviewers": reviewers}, actor=SYSTEM_ACTOR)
    after = request.moved(action) if action is Action.DIFFER else request.decided(action, at)
    return after, event
