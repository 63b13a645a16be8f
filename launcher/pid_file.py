"""Programs that left their number in a file: whether one still runs, and ending it."""

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
    pid = _number_in(pid_file)
    if pid is None:
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


def is_running(pid_file: Path, named: str) -> bool:
    """Whether the program of that name still bears the number in its file."""
    pid = _number_in(pid_file)
    return pid is not None and _runs(pid, named)


def _number_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _runs(pid: int, named: str) -> bool:
    # A dead child that waits for its parent has no command line.
    try:
        return named.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
