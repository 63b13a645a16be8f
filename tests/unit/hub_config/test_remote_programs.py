"""A kernel or a terminal started by the server's container in the researcher's, over one socket."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WORKSPACE = Path(__file__).resolve().parents[3] / "images" / "workspace"
LAUNCHER = (
    "import pathlib, sys, d2h_kernels.__main__ as side; side.ADDRESS = pathlib.Path(sys.argv[1]); side.main()"
)

Start = Callable[..., Any]


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    address = tmp_path / "launcher.sock"
    process = subprocess.Popen([sys.executable, "-c", LAUNCHER, address], cwd=WORKSPACE)
    yield address, process
    process.kill()
    process.wait()


@pytest.fixture
def start(launcher: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.syspath_prepend(str(WORKSPACE))
    from d2h_server.remote import RemoteProcess

    def started(*argv: str, **how: Any) -> Any:
        return RemoteProcess(argv, env={}, cwd=str(tmp_path), address=str(launcher[0]), **how)

    return started


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_end_of_a_program_is_told_with_its_code(start: Start) -> None:
    program = start("sh", "-c", "exit 7")

    assert program.wait() == 7
    assert program.poll() == 7


def test_a_file_it_needs_is_there_before_it_starts(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "new" / "connection.json"

    assert start("grep", "-q", "a-key", str(file), files={str(file): "a-key"}).wait() == 0


def test_a_signal_reaches_what_the_program_started(start: Start, tmp_path: Path) -> None:
    program = start("sh", "-c", "sleep 600 & echo $! > child; wait")
    assert until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text() != "")
    child = int((tmp_path / "child").read_text())

    program.send_signal(signal.SIGTERM)

    assert program.wait() == -signal.SIGTERM
    assert until(lambda: not lives(child))


def test_a_program_does_not_outlive_the_server_that_asked_for_it(start: Start) -> None:
    program = start("sleep", "600")
    assert lives(program.pid)

    program._connection.close()

    assert until(lambda: not lives(program.pid))


def test_a_program_that_cannot_be_started_says_why(start: Start) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        start("no-such-program")


def test_a_terminal_is_handed_over_with_its_size(start: Start) -> None:
    program = start("sh", "-c", "stty size; test -t 0 && echo interactive", size=(33, 111))
    shown = b""
    while b"interactive" not in shown:
        shown += os.read(program.terminal, 1024)

    assert b"33 111" in shown
    assert program.wait() == 0


def test_programs_of_a_side_that_went_away_count_as_killed(start: Start, launcher: tuple[Path, Any]) -> None:
    program = start("sleep", "600")
    launcher[1].kill()

    assert program.wait() == -signal.SIGKILL
    os.killpg(program.pid, signal.SIGKILL)
