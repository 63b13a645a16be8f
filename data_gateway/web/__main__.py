"""`python -m data_gateway.web <site folder>`: the data owner's page of one site."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from data_gateway.web.app import create_app
from data_gateway.web.listener import listener
from data_gateway.web.wording import wording
from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.words import preferred_language


def main() -> int:
    parser = argparse.ArgumentParser(prog="data_gateway.web", description=__doc__)
    parser.add_argument("folder", type=Path, help="the site's folder, made by `d2h site init`")
    folder = SiteFolder(parser.parse_args().folder)
    log_as_json()
    words = wording(preferred_language())
    try:
        settings = load_settings(folder.require().settings)
        server = listener(create_app(folder), folder, settings)
    except Refusal as refusal:
        print(words.refusal(refusal), file=sys.stderr)
        return 1
    except OSError:
        print(words.site.say("owner-page-not-started", path=str(folder.root)), file=sys.stderr)
        return 1
    logging.getLogger("data_gateway.web").info("data owner's page at %s", settings.owner_page_url)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
