"""What follows from governance's state alone is read once for each state: lists of hundreds of projects are
looked at far more often than anything in them changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from threading import Lock
from typing import TypeVar, cast

from governance.audit.trail import last_mark
from governance.storage.tables import AUDIT_RECORDS
from governance.storage.unit_of_work import UnitOfWork

MOST = 200  # answers kept: pages of lists, as they were asked for
Answer = TypeVar("Answer")


class SameState:
    """Whatever changes people, the policy, projects or permits writes an audit record with it, whichever
    process it comes from: while the last record and the day are the same, so is all that is read of them.
    Only for that: what workspaces and jobs do is not all audited."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, object]] = OrderedDict()
        self._lock = Lock()

    def answer(self, uow: UnitOfWork, asked: Hashable, read: Callable[[], Answer]) -> Answer:
        """What `read` told when it was last `asked` of this state. The state is looked at first: a change
        that comes between is read too early, never too late."""
        state = last_mark(uow.session, AUDIT_RECORDS), datetime.now(UTC).date()
        with self._lock:
            known = self._kept.get(asked)
            if known is not None and known[0] == state:
                self._kept.move_to_end(asked)
                return cast(Answer, known[1])
        found = read()
        with self._lock:
            self._kept[asked] = state, found
            self._kept.move_to_end(asked)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found
