"""`python -m governance.web.catalogue`: the catalogue's pages, on the loopback interface."""

from __future__ import annotations

import sys

import uvicorn

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.web.catalogue.app import create_app
from governance.web.catalogue.settings import CatalogueSettings
from governance.words import governance_words, preferred_language


def main() -> int:
    log_as_json()
    settings = CatalogueSettings()
    try:
        app = create_app(settings, GovernanceSettings())
    except Refusal as refusal:
        print(governance_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http="h11",
        ws="none",
        limit_concurrency=100,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 * 1024,
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,  # addresses hold what people look for
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
