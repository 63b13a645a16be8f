"""Waiting until every process of an installation answers."""

from __future__ import annotations

import time
from collections.abc import Sequence

from governance.monitoring.asking import answers
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.progress import Report
from launcher.supervision import Process, states

DEADLINE = 120.0  # seconds


def wait_until_healthy(installation: Installation, processes: Sequence[Process], report: Report) -> None:
    """Raises InstallationError naming the first process that gave up or stayed silent, and its log."""
    end = time.monotonic() + DEADLINE
    silent = [process for process in processes if process.probe]
    while silent:
        fallen = [one.name for one in states(installation) if one.state in ("FATAL", "EXITED")]
        late = [silent[0].name] if time.monotonic() > end else []
        if fallen or late:
            name = (fallen or late)[0]
            raise InstallationError("process-failed", name=name, log=str(installation.log / f"{name}.log"))
        silent = [process for process in silent if process.probe and not answers(process.probe)]
        report(", ".join(process.name for process in silent))
        time.sleep(0.3)
