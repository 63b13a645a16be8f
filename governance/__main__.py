"""`python -m governance`: the HTTP API, on the loopback only unless the settings say otherwise."""

from __future__ import annotations

import sys
from functools import partial

from fastapi import FastAPI

from governance.monitoring.figures import tell_figures
from governance.monitoring.standing import governance_figures
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.app import create_app
from governance.web.serving import serve


def main() -> int:
    settings = GovernanceSettings()
    return serve(
        partial(_made, settings),
        host=settings.host,
        port=settings.port,
        limit_concurrency=200,
        backlog=128,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=64 * 1024,  # an access token and a site's proof stand in headers
    )


def _made(settings: GovernanceSettings) -> FastAPI:
    app = create_app(settings)
    read = open_governance(settings, read_only=True)
    tell_figures(settings.metrics, lambda: governance_figures(read))
    return app


if __name__ == "__main__":
    sys.exit(main())
