"""`python -m governance`: the HTTP API, on the loopback only unless the settings say otherwise."""

from __future__ import annotations

import sys

import uvicorn

from governance.monitoring.figures import tell_figures
from governance.monitoring.log_lines import log_as_json
from governance.monitoring.standing import governance_figures
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.app import create_app
from governance.words import governance_words, preferred_language


def main() -> int:
    log_as_json()
    settings = GovernanceSettings()
    try:
        app = create_app(settings)
        read = open_governance(settings, read_only=True)
        tell_figures(settings.metrics, lambda: governance_figures(read))
    except Refusal as refusal:
        print(governance_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http="h11",
        ws="none",
        limit_concurrency=200,
        backlog=128,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=64 * 1024,  # an access token and a site's proof stand in headers
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
