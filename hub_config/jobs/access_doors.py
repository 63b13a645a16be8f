"""One socket for each running job: whoever asks there for an access token is that job, and needs no proof.

A proof in a job's container could be read by its code, and carried to another project.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.token import LIFETIME
from hub_config.doors import DoorSets
from hub_config.jobs.answering import answering_refusals
from hub_config.jobs.desk import JobDesk
from hub_config.jobs.folder import DOOR, holder

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2


class AccessDoors:
    """The worker makes a folder `<root>/<job>/` and takes it away; the door in it comes and goes with it."""

    def __init__(self, root: Path, desk: JobDesk, key: Ed25519PrivateKey, sets: DoorSets) -> None:
        self._root = root
        self._desk = desk
        self._key = key
        self._sets = sets
        self._open: dict[int, web.AppRunner] = {}

    async def keep_open(self) -> None:
        while True:
            try:
                await self._look()
            except OSError as fault:
                _LOG.warning("a job's door could not be opened: %s", fault)
            await asyncio.sleep(_LOOK_SECONDS)

    async def close(self) -> None:
        for job in list(self._open):
            await self._close(job)

    async def _look(self) -> None:
        names = [one.name for one in self._root.iterdir()] if self._root.is_dir() else []
        wanted = {int(name) for name in names if name.isdecimal()}
        for job in self._open.keys() - wanted:
            await self._close(job)
        for job in wanted:
            # Taken away and made anew between two looks: the door went with it.
            if job in self._open and not (self._root / str(job) / DOOR).exists():
                await self._close(job)
            if job not in self._open:
                await self._open_for(job)

    async def _open_for(self, job: int) -> None:
        app = web.Application(middlewares=[answering_refusals])

        async def exchange(_: web.Request) -> web.Response:
            door = self._sets.of(holder(job))
            token = await asyncio.to_thread(self._desk.access, job, self._key, door)
            return web.json_response({"access_token": token, "expires_in": int(LIFETIME.total_seconds())})

        app.router.add_post("/access-tokens", exchange)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        door = self._root / str(job) / DOOR
        door.unlink(missing_ok=True)
        await web.UnixSite(runner, str(door)).start()
        door.chmod(0o666)
        self._open[job] = runner

    async def _close(self, job: int) -> None:
        await self._open.pop(job).cleanup()
