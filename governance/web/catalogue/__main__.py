"""`python -m governance.web.catalogue`: the catalogue's pages, on the loopback interface."""

from __future__ import annotations

import sys
from functools import partial

from governance.settings import GovernanceSettings
from governance.web.catalogue.app import create_app
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.hub_pages import serve_pages


def main() -> int:
    settings = CatalogueSettings()
    return serve_pages(settings, partial(create_app, settings, GovernanceSettings()))


if __name__ == "__main__":
    sys.exit(main())
