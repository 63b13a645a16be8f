"""How often a passphrase may be tried: each failure after the first few doubles the wait for the next try."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from governance.refusal import Refusal

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 2.0, 900.0  # seconds


class LoginGuard:
    """Of the page's one account, whoever tries: an address can be another one at every try.

    Tries are checked one at a time: hashing takes memory on purpose.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_again = 0.0
        self._turned_away = 0

    def allows(self, check: Callable[[], bool]) -> bool:
        """What `check` says. Raises Refusal `login-wait` without asking it while the wait lasts."""
        with self._lock:
            left = self._open_again - self._clock()
            if left > 0:
                self._turned_away += 1
                raise Refusal("login-wait", seconds=int(left) + 1)
            if check():
                self._failures = 0
                return True
            self._failures += 1
            if self._failures >= FREE_TRIES:
                wait = FIRST_WAIT * 2.0 ** min(self._failures - FREE_TRIES, 20)
                self._open_again = self._clock() + min(wait, LONGEST_WAIT)
            return False

    def turned_away(self) -> int:
        """Tries refused unchecked since this was asked last, for the audit."""
        with self._lock:
            count, self._turned_away = self._turned_away, 0
            return count
