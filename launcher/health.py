"""Waiting until every process of an installation answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

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


def answers(probe: str) -> bool:
    """Whether something serves at the address; a refusal for want of a login is an answer too."""
    address = urlsplit(probe)
    try:
        if address.scheme == "tcp":
            with socket.create_connection((address.hostname, address.port), timeout=2):
                return True
        return httpx.get(probe, timeout=5, trust_env=False).status_code < 500
    except (OSError, httpx.HTTPError):
        return False
