"""One socket for each running job of a machine: whoever asks there for an access token is that job, and needs
no proof.

A proof in a job's container could be read by its code, and carried to another project.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from hub_config.jobs.answering import answering_refusals
from hub_config.jobs.folder import DOOR

Exchange = Callable[[int], Awaitable[web.Response]]

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2


class AccessDoors:
    """The machine makes a folder `<root>/<set>/` and takes it away; the door in it comes and goes with it.

    `exchange`: what the job that has this set of doors is answered.
    """

    def __init__(self, root: Path, exchange: Exchange) -> None:
        self._root = root
        self._exchange = exchange
        self._open: dict[int, web.AppRunner] = {}

    async def keep_open(self) -> None:
        while True:
            try:
                await self._look()
            except OSError as fault:
                _LOG.warning("a job's door could not be opened: %s", fault)
            await asyncio.sleep(_LOOK_SECONDS)

    async def close(self) -> None:
        for number in list(self._open):
            await self._close(number)

    async def _look(self) -> None:
        names = [one.name for one in self._root.iterdir()] if self._root.is_dir() else []
        wanted = {int(name) for name in names if name.isdecimal()}
        for number in self._open.keys() - wanted:
            await self._close(number)
        for number in wanted:
            # Taken away and made anew between two looks: the door went with it.
            if number in self._open and not (self._root / str(number) / DOOR).exists():
                await self._close(number)
            if number not in self._open:
                await self._open_for(number)

    async def _open_for(self, number: int) -> None:
        app = web.Application(middlewares=[answering_refusals])

        async def exchange(_: web.Request) -> web.Response:
            return await self._exchange(number)

        app.router.add_post("/access-tokens", exchange)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        door = self._root / str(number) / DOOR
        door.unlink(missing_ok=True)
        await web.UnixSite(runner, str(door)).start()
        door.chmod(0o666)
        self._open[number] = runner

    async def _close(self, number: int) -> None:
        await self._open.pop(number).cleanup()
