"""`python -m output_checking`: the airlock's API and pages, on the loopback interface."""

from __future__ import annotations

import sys

import uvicorn

from governance.monitoring.figures import tell_figures
from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.words import preferred_language
from output_checking.airlock import open_airlock
from output_checking.figures import airlock_figures
from output_checking.settings import AirlockSettings
from output_checking.web.app import create_app
from output_checking.words import airlock_words


def main() -> int:
    log_as_json()
    settings = AirlockSettings()
    try:
        airlock = open_airlock(settings, GovernanceSettings())
        app = create_app(airlock, settings)
        tell_figures(settings.metrics, lambda: airlock_figures(airlock))
    except Refusal as refusal:
        print(airlock_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,  # addresses hold the ids of requests; the audit tells who did what
        server_header=False,
        limit_concurrency=100,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
