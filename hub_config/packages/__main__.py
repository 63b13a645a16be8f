"""`python -m hub_config.packages`: the door of packages, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from datetime import timedelta

from aiohttp import web

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.words import preferred_language
from hub_config.doors import DoorSets
from hub_config.packages.app import PackageDoor
from hub_config.packages.cran import Cran
from hub_config.packages.desk import PackageDesk
from hub_config.packages.machine import PipSettings, pip_settings
from hub_config.packages.outside import Outside
from hub_config.settings import HubSettings
from hub_config.words import hub_words


def main() -> int:
    log_as_json(logging.WARNING)
    settings = HubSettings()
    try:
        desk = PackageDesk(GovernanceSettings())
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    pip = pip_settings() if not settings.package_index else PipSettings(settings.package_index, "")
    outside = Outside(
        pip.index,
        settings.package_certificates or pip.certificates,
        settings.package_files,
        settings.package_bytes,
    )
    oldest = timedelta(days=settings.package_days)
    cran = Cran(settings.package_cran, outside, oldest)
    app = PackageDoor(desk, outside, cran, DoorSets(settings.sockets, settings.of_workers), oldest).app()
    asyncio.run(_serve(app, settings.packages_port))
    return 0


async def _serve(app: web.Application, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
