"""The one way a request changes: read, judge, change, store and audit in a single transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.permissions import require
from output_checking.states import Action, next_state
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.use_cases.tell import tell
from output_checking.visibility import can_see


@dataclass(frozen=True)
class Event:
    """One audit record to write; `actor` None stands for the person who asked."""

    name: str
    details: Mapping[str, object] = field(default_factory=dict)
    actor: str | None = None


Change = Callable[[ReleaseRequest], tuple[ReleaseRequest, tuple[Event, ...]]]


def change_request(
    airlock: Airlock, *, actor: str, request_id: str, action: Action, change: Change
) -> ReleaseRequest:
    """The request after `change`, which may run again on a fresh reading when others came first.

    Raises Refusal `request-unknown` (also to those who may not know it exists), `training-lacking`,
    `action-not-permitted`, `review-not-independent`, `request-state` or `airlock-busy`.
    """

    def work(unit: UnitOfWork) -> ReleaseRequest:
        before = unit.requests.get(request_id)
        held = airlock.standings(actor, before)
        if not can_see(held, before):
            raise airlock.unseen(actor, request_id)
        require(action, held)
        next_state(before.state, action)
        after, events = change(before)
        unit.requests.save(after)
        if after.state is not before.state:
            tell(airlock, unit, after, datetime.now(UTC))
        for event in events:
            unit.audit.append(
                actor=event.actor or actor,
                event=event.name,
                subject=request_id,
                details={"project": after.project, "turn": after.turn, **event.details},
            )
        # The stored version has moved on by one; the caller reads the same.
        return unit.requests.get(request_id)

    return transaction(airlock.open_unit, work)
