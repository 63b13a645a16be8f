"""`python -m demo.screenshots OUT`: pictures of the whole journey, from the installation of D2H_HOME."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from demo.browsing import Visitor, chromium, run_study
from launcher.installation import REPOSITORY, Installation
from launcher.logins import read_logins

PROJECT = "adverse-events"
STUDY = REPOSITORY / "demo" / "studies" / "adverse_events.ipynb"
LANGUAGES = ("fr", "en")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.screenshots", description="Picture the journey.")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the PNG files")
    take_pictures(Installation.from_environment(), parser.parse_args().out)
    return 0


def take_pictures(installation: Installation, out: Path) -> None:
    """Plays one result from login to release in the browser; each page is a picture named after it."""
    logins = read_logins(installation)
    with chromium() as browser:

        def visitor(name: str) -> Visitor:
            return Visitor(
                browser,
                name,
                hub_url=installation.hub_url,
                airlock_url=installation.airlock_url,
                pictures=out,
            )

        author, first, second = visitor("claire"), visitor("ines"), visitor("paul")
        author.log_in(logins[author.name])
        author.picture("home")
        author.open_workspace(PROJECT)
        request = run_study(author, PROJECT, STUDY)
        for reviewer in (first, second):
            reviewer.log_in(logins[reviewer.name])
            for language in LANGUAGES:
                reviewer.airlock(language=language)
                reviewer.picture(f"queue-{language}")
                reviewer.airlock(f"/requests/{request}", language=language)
                reviewer.picture(f"request-{language}", whole=True)
                reviewer.airlock(f"/requests/{request}/files/adverse_events_by_site.csv", language=language)
                reviewer.picture(f"file-{language}")
            reviewer.approve(request, "Effectifs relus case par case. / Counts read cell by cell.")
        with tempfile.TemporaryDirectory() as folder:
            author.fetch_package(request, Path(folder))
        for language in LANGUAGES:
            author.airlock(f"/requests/{request}", language=language)
            author.picture(f"released-{language}", whole=True)


if __name__ == "__main__":
    sys.exit(main())
