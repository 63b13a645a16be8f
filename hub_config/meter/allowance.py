"""What one workspace may still show without asking: taken from its project's budget in blocks, and written
down before it is used, so that no crash of the meter lets anything be shown twice."""

from __future__ import annotations

import asyncio
import time

from governance.display.budget import STEP
from hub_config.meter.ledger import DisplayLedger, to_the_end

BLOCK = 1024 * 1024
_ASK_AGAIN = 5.0  # seconds: a spent budget may have been raised
_IDLE = 20.0  # seconds after which what is left is given back


class Allowance:
    """Of one person in one project; one object, however many connections she has."""

    def __init__(self, ledger: DisplayLedger, user: str, project: str) -> None:
        self.connections = 0  # that stay open
        self.user = user
        self.project = project
        self._ledger = ledger
        self._left = 0
        self._lock = asyncio.Lock()
        self._refused_until = 0.0
        self._used_at = self._taken_at = time.monotonic()

    @property
    def spent(self) -> bool:
        """The last thing asked for did not fit, a moment ago."""
        return time.monotonic() < self._refused_until

    @property
    def is_idle(self) -> bool:
        """Nobody misses it: another one begins where it ended."""
        unused = not self._left and not self._lock.locked() and not self.connections
        return unused and time.monotonic() - self._used_at > _IDLE

    async def spend(self, number: int) -> bool:
        """Whether `number` more bytes may be shown; they then count as shown."""
        async with self._lock:
            if self.spent:
                return False
            self._used_at = time.monotonic()
            if self._left < number:
                await self._take(number - self._left)
            if self._left < number:
                self._refused_until = time.monotonic() + _ASK_AGAIN
                return False
            self._left -= number
            return True

    async def settle(self, *, now: bool = False) -> None:
        """Give back what an idle workspace, or with `now` any, holds and does not use; and what was taken so
        long ago that it would be shown in a later hour than it is counted in."""
        async with self._lock:
            since, taken_since = (time.monotonic() - at for at in (self._used_at, self._taken_at))
            if self._left and (now or since > _IDLE or taken_since > STEP):
                left, self._left = self._left, 0
                await self._ledger.give_back(self.user, self.project, left)

    async def _take(self, missing: int) -> None:
        async def take() -> None:
            granted = await self._ledger.take(self.user, self.project, missing, max(missing, BLOCK))
            self._left += granted
            self._taken_at = time.monotonic()

        await to_the_end(take())


class Allowances:
    """One per workspace that was looked at since the meter started."""

    def __init__(self, ledger: DisplayLedger) -> None:
        self.ledger = ledger
        self._known: dict[tuple[str, str], Allowance] = {}

    def of(self, user: str, project: str) -> Allowance:
        return self._known.setdefault((user, project), Allowance(self.ledger, user, project))

    async def settle(self, *, now: bool = False) -> None:
        for place, allowance in list(self._known.items()):
            await allowance.settle(now=now)
            if allowance.is_idle:
                self._known.pop(place, None)
