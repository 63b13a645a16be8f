"""Pages as PDF, printed by Chromium where the machine has it: no library of ours draws them a second time."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from launcher.packages import find

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 120.0
# A page that is printed asks nothing of any network.
_ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def print_pdf(page: str) -> bytes | None:
    """The page on paper; None where no Chromium is installed or it did not print."""
    browser = next((path for name in _PROGRAMS if (path := find(name))), None)
    if browser is None:
        return None
    with tempfile.TemporaryDirectory(prefix="d2h-print-") as name:
        folder = Path(name)
        source, printed = folder / "page.html", folder / "page.pdf"
        source.write_text(page, encoding="utf-8")
        # As root, Chromium's own sandbox does not start.
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        command = [
            browser,
            *_ARGUMENTS,
            *sandbox,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return printed.read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None
