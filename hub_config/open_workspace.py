"""A workspace that is open: every few seconds it is asked whether it still stands, and may stay."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.nodes.spawner import SpawnerOnNode
from hub_config.offers import Offers
from hub_config.researcher_side import ResearcherSide
from hub_config.unused import Unused
from hub_config.work_names import Work, work_of
from hub_config.work_volumes import Usage

_TOLD_EVERY = 300.0  # seconds


class OpenWorkspace(SpawnerOnNode):
    """As its machine and governance know it: two containers, doors, what it uses."""

    gate: ClassVar[Gate]
    offers: ClassVar[Offers]
    installation: ClassVar[str]
    unused_seconds: ClassVar[int]
    _told_until = 0.0  # seconds of the monotonic clock

    @property
    def _holder(self) -> str:
        return f"{self.user.name}--{self.name}"

    @property
    def researcher_side(self) -> ResearcherSide:
        return ResearcherSide(self.work.own, self.node)

    @property
    def work(self) -> Work:
        return work_of(self.installation, self.user.name, self.name)

    async def poll_and_notify(self) -> Any:
        """Whoever asks while one that ended is being cleared away waits for that: JupyterHub would clear away
        what a start right after it makes."""
        async with self._noticing:
            return await super().poll_and_notify()

    async def poll(self) -> Any:
        """None while both containers run, and while their machine is away for less than a grace. The hub asks
        every few seconds: whoever may stay no longer is stopped here, and one container does not outlive the
        other."""
        return await self.unless_away(self._poll, self._give_up)

    async def _poll(self) -> Any:
        status = await super().poll()
        if not self.name or self.pending == "spawn":
            return status
        if status is not None:
            await asyncio.to_thread(self.researcher_side.remove)
            await asyncio.to_thread(self.node.remove, self._holder)
            await asyncio.to_thread(self._leave)
            return status
        if self.pending:
            return status
        if not await asyncio.to_thread(self.researcher_side.is_running):
            self.log.warning(
                "Closing the workspace of %s in %s: its kernels' container ended", self.user.name, self.name
            )
            await self.stop()
            return "closed: the container of its kernels ended"
        refusal = await asyncio.to_thread(self.gate.refusal_to_stay, self.user.name, self.name)
        if refusal is None and await self._is_left():
            refusal = Refusal("workspace-unused")
        if refusal is None:
            await asyncio.to_thread(self._tell_that_it_stands)
            return None
        self.log.warning("Closing the workspace of %s in %s: %s", self.user.name, self.name, refusal)
        await self.stop()
        return f"closed: {refusal}"

    @property
    def unused_seconds_left(self) -> int | None:
        """Until it closes for want of use, as far as is known now; None where it never does."""
        return self._unused.seconds_left(self._unseen())

    def work_usage(self) -> Usage | None:
        """Of her files in the project, while the workspace is open."""
        return self.node.usage(self.work.own)

    def project_usage(self) -> Usage | None:
        """Of the files that the project's members share, as `work_usage`."""
        return self.node.usage(self.work.project)

    def _tell_that_it_stands(self) -> None:
        """Of what a workspace used, no more is lost than since this was told."""
        now = time.monotonic()
        if now < self._told_until:
            return
        self._told_until = now + _TOLD_EVERY
        work, project = self.work_usage(), self.project_usage()
        self.gate.stands(
            self.user.name, self.name, work.used if work else None, project.used if project else None
        )

    async def _is_left(self) -> bool:
        side = self.researcher_side
        return await asyncio.to_thread(self._unused.is_over, self._unseen(), side.processor_seconds)

    @cached_property
    def _noticing(self) -> asyncio.Lock:
        return asyncio.Lock()

    @cached_property
    def _unused(self) -> Unused:
        return Unused(self.unused_seconds)

    def _unseen(self) -> float:
        """Seconds since a browser or a kernel gave a sign, or since it started."""
        signs = [sign for sign in (self.orm_spawner.last_activity, self.orm_spawner.started) if sign]
        return (datetime.now(UTC).replace(tzinfo=None) - max(signs)).total_seconds() if signs else 0.0

    def _give_up(self) -> None:
        self.node.give_up(self._holder)
        self._leave()

    def _leave(self) -> None:
        self.gate.leave(self.user.name, self.name, self.offers.devices())
