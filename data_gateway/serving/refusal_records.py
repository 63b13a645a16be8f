"""Audit of refused calls, bounded: whoever knocks a thousand times a second must not fill the site's disk."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data_gateway.site.audit import SiteAudit

PER_MINUTE = 60
_MOST_CALLERS = 1000


@dataclass
class _Caller:
    began: float
    written: int = 0
    counted: int = 0


class RefusalRecords:
    """Writes each caller's first `PER_MINUTE` refusals of a minute one by one and counts the others.

    The number counted stands as `repeated` in that caller's next record.
    """

    def __init__(self, audit: SiteAudit, clock: Callable[[], float] = time.monotonic) -> None:
        self._audit = audit
        self._clock = clock
        self._lock = threading.Lock()
        self._callers: OrderedDict[str, _Caller] = OrderedDict()

    def record(self, *, actor: str, event: str, subject: str, details: dict[str, Any]) -> None:
        """Raises Refusal `audit-unavailable`."""
        repeated = self._due(actor)
        if repeated is None:
            return
        if repeated:
            details = details | {"repeated": repeated}
        self._audit.append(actor=actor, event=event, subject=subject, details=details)

    def _due(self, actor: str) -> int | None:
        """How many refusals went uncounted in writing before this one; None when it is only counted too."""
        with self._lock:
            now = self._clock()
            caller = self._callers.setdefault(actor, _Caller(began=now))
            self._callers.move_to_end(actor)
            if len(self._callers) > _MOST_CALLERS:
                self._callers.popitem(last=False)
            if now - caller.began >= 60:
                caller.began, caller.written = now, 0
            if caller.written >= PER_MINUTE:
                caller.counted += 1
                return None
            caller.written += 1
            repeated, caller.counted = caller.counted, 0
            return repeated
