"""Files of an engine that was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.engine import forget_killed_programs

PROGRAMS = ["docker.pid", "docker/containerd/containerd.pid"]


@pytest.fixture(params=PROGRAMS)
def pid_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_the_number_of_a_killed_engine_is_forgotten_where_another_program_bears_it(
    pid_file: Path, tmp_path: Path
) -> None:
    pid_file.write_text(str(os.getpid()), encoding="ascii")
    forget_killed_programs(tmp_path)
    assert not pid_file.exists()


def test_the_number_of_an_engine_that_runs_is_kept(pid_file: Path, tmp_path: Path) -> None:
    named = "containerd" if pid_file.name == "containerd.pid" else "dockerd"
    with subprocess.Popen([sys.executable, "-c", "input()", named], stdin=subprocess.PIPE) as program:
        pid_file.write_text(str(program.pid), encoding="ascii")
        forget_killed_programs(tmp_path)
        assert pid_file.exists()


def test_what_is_no_number_is_forgotten(pid_file: Path, tmp_path: Path) -> None:
    pid_file.write_text("garbage", encoding="ascii")
    forget_killed_programs(tmp_path)
    assert not pid_file.exists()
