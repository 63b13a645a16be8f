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
    program = [sys.executable, "-c", "import sys; print('runs', flush=True); sys.stdin.read()", named]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"runs\n"
        pid_file.write_text(str(running.pid), encoding="ascii")
        forget_killed_programs(tmp_path)
        assert pid_file.exists()
        running.communicate()


def test_what_is_no_number_is_forgotten(pid_file: Path, tmp_path: Path) -> None:
    pid_file.write_text("garbage", encoding="ascii")
    forget_killed_programs(tmp_path)
    assert not pid_file.exists()
