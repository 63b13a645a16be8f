"""When submissions came in and were decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from output_checking.states import State
from output_checking.storage.tables import release_requests, turns

# By output checkers; what the checks blocked or the author withdrew says nothing of their time.
_DECIDED = (State.APPROVED, State.RETURNED, State.REJECTED)


@dataclass(frozen=True)
class DecidedTurn:
    """`package_size` in bytes, of a turn that was released (and not taken back)."""

    project: str
    submitted_at: datetime
    decided_at: datetime
    returned: bool
    package_size: int | None


def decided_turns(session: Session) -> Iterator[DecidedTurn]:
    request, turn = release_requests.c, turns.c
    query = (
        select(
            request.project, request.state, request.package, turn.submitted_at, turn.decided_at, turn.outcome
        )
        .join(turns, turn.request_id == request.id)
        .where(turn.decided_at.is_not(None), turn.outcome.in_([state.value for state in _DECIDED]))
        .order_by(turn.submitted_at)
    )
    for row in session.execute(query):
        left = row.outcome == State.APPROVED.value and row.state == State.RELEASED.value
        yield DecidedTurn(
            row.project,
            row.submitted_at,
            row.decided_at,
            row.outcome == State.RETURNED.value,
            row.package["size"] if left and row.package else None,
        )


def waiting_since(session: Session) -> dict[State, tuple[int, datetime]]:
    """Of the requests in each state that were ever submitted: how many, and the earliest last submission."""
    request, turn = release_requests.c, turns.c
    query = (
        select(request.state, func.count(), func.min(turn.submitted_at, type_=turn.submitted_at.type))
        .join(turns, and_(turn.request_id == request.id, turn.number == request.turn))
        .group_by(request.state)
    )
    return {State(state): (number, since) for state, number, since in session.execute(query)}
