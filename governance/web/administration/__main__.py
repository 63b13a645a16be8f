"""`python -m governance.web.administration`: the administration's pages, on the loopback interface."""

from __future__ import annotations

import sys
from functools import partial

from governance.settings import GovernanceSettings
from governance.web.administration.app import create_app
from governance.web.administration.settings import AdministrationSettings
from governance.web.hub_pages import serve_pages


def main() -> int:
    settings = AdministrationSettings()
    return serve_pages(settings, partial(create_app, settings, GovernanceSettings()))


if __name__ == "__main__":
    sys.exit(main())
