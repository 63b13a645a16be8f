"""`python -m hub_config.jobs`: the door of the workspaces, on 127.0.0.1, each running job's own, and the
copies of notebooks that are asked for at the first."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from aiohttp import web

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.words import preferred_language
from hub_config.copies.desk import CopyDesk
from hub_config.copies.taking import Copies
from hub_config.doors import DoorSets
from hub_config.jobs.access import JobAccess
from hub_config.jobs.access_doors import AccessDoors
from hub_config.jobs.app import create_app
from hub_config.jobs.configured import configured_desk
from hub_config.jobs.folder import job_doors
from hub_config.jobs.queue import JobQueue
from hub_config.settings import HubSettings
from hub_config.words import hub_words


def main() -> int:
    log_as_json(logging.WARNING)
    settings, governance = HubSettings(), GovernanceSettings()
    try:
        (desk, nodes), key = configured_desk(settings, governance), load_private_key(governance.key_file)
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    queue = JobQueue(settings.job_queue, settings.job_limits.in_all)
    copies = Copies(settings, nodes)
    access = JobAccess(desk, key, DoorSets(settings.sockets, settings.of_workers))
    app = create_app(desk, queue, CopyDesk(governance, copies), access, key.public_key())
    doors = AccessDoors(job_doors(settings.sockets), access.exchange)
    asyncio.run(_serve(app, doors, copies, settings.jobs_port))
    return 0


async def _serve(app: web.Application, doors: AccessDoors, copies: Copies, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    kept = [asyncio.create_task(doors.keep_open()), asyncio.create_task(copies.keep_taking())]
    await ended.wait()
    for task in kept:
        task.cancel()
    await doors.close()
    await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
