"""Ending a program that left its number in a file."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

DEADLINE = 30.0  # seconds until it is no longer asked but made to end
POLL = 0.2


def end_program(pid_file: Path, named: str) -> bool:
    """End the program and wait until it is gone; whether it was running. The file goes.

    `named` must stand in its command line: the number may belong to another program by now.
    """
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return False
    ran = _runs(pid, named)
    if ran:
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + DEADLINE
        while _runs(pid, named) and time.monotonic() < end:
            time.sleep(POLL)
        if _runs(pid, named):
            os.kill(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)
    return ran


def _runs(pid: int, named: str) -> bool:
    # A dead child that waits for its parent has no command line.
    try:
        return named.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
