"""`python -m hub_config.meter`: serve on 127.0.0.1 until told to end."""

from __future__ import annotations

import logging

from aiohttp import web

from governance.monitoring.log_lines import log_as_json
from governance.settings import GovernanceSettings
from hub_config.meter.app import create_app
from hub_config.meter.ledger import DisplayLedger
from hub_config.settings import HubSettings

_SECONDS_TO_END = 3.0


def main() -> None:
    log_as_json(logging.WARNING)
    settings = HubSettings()
    app = create_app(
        DisplayLedger(GovernanceSettings()),
        f"http://127.0.0.1:{settings.proxy_port}",
        settings.image_files,
    )
    web.run_app(
        app,
        host="127.0.0.1",
        port=settings.meter_port,
        shutdown_timeout=_SECONDS_TO_END,
        access_log=None,
        print=None,
    )


if __name__ == "__main__":
    main()
