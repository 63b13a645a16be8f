"""`./d2h` as it is typed: from anywhere, through a link, by anybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from launcher.installation import REPOSITORY

COMMAND = REPOSITORY / "d2h"


def typed(*words: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("D2H_", "LC_"))}
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**plain, "LANG": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_finds_itself_through_a_link_and_from_any_folder(tmp_path: Path) -> None:
    link = tmp_path / "d2h"
    link.symlink_to(COMMAND)
    answer = typed(link, "status", cwd=tmp_path, D2H_HOME="elsewhere")
    assert answer.returncode == 0
    assert answer.stderr == f"Nothing is installed in {tmp_path}/elsewhere.\n"


def test_it_speaks_the_language_of_the_terminal(tmp_path: Path) -> None:
    answer = typed(COMMAND, "down", cwd=tmp_path, D2H_HOME=str(tmp_path), LANG="fr_FR.UTF-8")
    assert answer.stderr == f"Rien n'est installé dans {tmp_path}.\n"


def test_the_doctor_leaves_nothing_behind(tmp_path: Path) -> None:
    answer = typed(COMMAND, "doctor", cwd=tmp_path, D2H_HOME=str(tmp_path / "home"))
    assert "Memory:" in answer.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def readable_copy() -> Iterator[Path]:
    """The command where any user of the machine can read it."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copy(COMMAND, copy)
        for package in ("launcher", "governance", "hub_config", "images"):
            shutil.copytree(REPOSITORY / package, copy / package)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755)
        yield copy


def test_without_root_it_says_what_to_type_instead_of_trying(readable_copy: Path) -> None:
    """A user without rights and a folder of sockets that she may not make: each is told with its remedy."""
    code = (
        "import os; os.geteuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534));"
        "os.execv('/bin/sh', ['sh', './d2h', 'doctor'])"
    )
    answer = typed(
        sys.executable, "-c", code, cwd=readable_copy, PATH="/usr/bin:/bin", D2H_SOCKETS="/proc/none"
    )
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "✗ Unix sockets: /proc/none cannot be used\n   → D2H_SOCKETS=/a/writable/folder" in answer.stdout
    assert "sudo usermod -aG docker $USER" in answer.stdout or "sudo systemctl start docker" in answer.stdout
