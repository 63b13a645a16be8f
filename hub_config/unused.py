"""When a workspace that nobody uses is closed: nobody looked at it for long, and nothing in it computes."""

from __future__ import annotations

import time
from collections.abc import Callable

# Of one processor: kernels and relays that wait take less.
_AT_REST = 0.02


class Unused:
    """One workspace, looked at every few seconds. `allowed`: seconds; 0 is for ever."""

    def __init__(self, allowed: int) -> None:
        self._allowed = allowed
        self._last: tuple[float, float] | None = None

    def seconds_left(self, unseen: float) -> int | None:
        """Until it may close, when it was last seen `unseen` seconds ago; None where it never does."""
        return max(0, int(self._allowed - unseen)) if self._allowed else None

    def is_over(self, unseen: float, processor_seconds: Callable[[], float]) -> bool:
        """Whether to close it now: also `processor_seconds`, all that its code ever used, has stood still
        since the last look."""
        if self.seconds_left(unseen) != 0:
            self._last = None
            return False
        now, used = time.monotonic(), processor_seconds()
        before, self._last = self._last, (now, used)
        return before is not None and used - before[1] < _AT_REST * (now - before[0])
