"""`python -m hub_config.jobs`: the door of the workspaces, on 127.0.0.1, and each running job's own."""

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
from hub_config.doors import DoorSets
from hub_config.jobs.access_doors import AccessDoors
from hub_config.jobs.app import create_app
from hub_config.jobs.desk import JobDesk
from hub_config.jobs.queue import JobQueue
from hub_config.offers import offered_devices
from hub_config.settings import HubSettings
from hub_config.words import hub_words


def main() -> int:
    log_as_json(logging.WARNING)
    settings, governance = HubSettings(), GovernanceSettings()
    try:
        desk, key = (
            JobDesk(
                governance,
                settings.job_limits,
                lambda: offered_devices(settings.home.absolute(), settings.node),
            ),
            load_private_key(governance.key_file),
        )
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    queue = JobQueue(settings.job_queue, settings.jobs_at_once)
    app = create_app(desk, queue, key.public_key())
    asyncio.run(
        _serve(
            app, AccessDoors(settings.job_doors, desk, key, DoorSets(settings.sockets)), settings.jobs_port
        )
    )
    return 0


async def _serve(app: web.Application, doors: AccessDoors, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    opening = asyncio.create_task(doors.keep_open())
    await ended.wait()
    opening.cancel()
    await doors.close()
    await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
