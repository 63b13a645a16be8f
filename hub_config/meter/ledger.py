"""The meter's side of governance's database: bytes are taken and code is recorded before they pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from governance.display.executed import Executed, record_executed
from governance.display.showing import give_back, is_counted, take
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance

_T = TypeVar("_T")
_AT_ONCE = 200  # pieces of code in one transaction


class DisplayLedger:
    """Raises what the database raises: where nothing can be written, nothing is shown and nothing runs."""

    def __init__(self, settings: GovernanceSettings) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)
        self._waiting: list[tuple[Executed, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def take(self, user: str, project: str, needed: int, wished: int) -> int:
        """As `governance.display.showing.take`, committed."""
        return await to_the_end(asyncio.to_thread(self._take, user, project, needed, wished))

    async def give_back(self, user: str, project: str, unused: int) -> None:
        await to_the_end(asyncio.to_thread(self._give_back, user, project, unused))

    async def record(self, executed: Executed) -> None:
        """Returns once it is committed. What arrives while the database writes is written together."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((executed, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_waiting())
        await written

    async def _write_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            try:
                await asyncio.to_thread(self._record, [executed for executed, _ in batch])
            except Exception as fault:  # told to whoever waits for it
                _settle(batch, fault)
            else:
                _settle(batch, None)

    def _take(self, user: str, project: str, needed: int, wished: int) -> int:
        # Asked without the one lock of all who write: any stranger can ask for any address.
        with self._read() as work:
            if not is_counted(work, user, project):
                return needed
        with self._write() as work:
            granted = take(work, user, project, needed, wished)
            work.commit()
        return granted

    def _give_back(self, user: str, project: str, unused: int) -> None:
        with self._write() as work:
            give_back(work, user, project, unused)
            work.commit()

    def _record(self, executed: list[Executed]) -> None:
        with self._write() as work:
            record_executed(work, executed)
            work.commit()


def _settle(batch: list[tuple[Executed, asyncio.Future[None]]], fault: Exception | None) -> None:
    for _, written in batch:
        if written.done():  # whoever waited has gone
            continue
        if fault is None:
            written.set_result(None)
        else:
            written.set_exception(fault)


async def to_the_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Not given up half way when the one who waits is cancelled: what was taken must be known to be."""
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            await running
        raise
