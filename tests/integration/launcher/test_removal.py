"""What an installation made is gone after `down`, and nothing else is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import engine, removal
from launcher.installation import Installation, Ports


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "home", f"removal-{os.getpid()}", Ports(30_207), tmp_path / "sockets")
    made.keep()
    (made.home / "logins").write_text("claire secret\n")
    (made.home / "venv" / "bin").mkdir(parents=True)
    return made


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def volumes(installation: Installation) -> Iterator[tuple[str, str]]:
    """A volume of the installation, and one of somebody else."""
    if not engine.is_reachable():
        pytest.skip("no Docker engine answers")
    ours, theirs = f"{installation.container_prefix}-claire--alpha", f"{installation.container_prefix}-other"
    docker("volume", "create", "--label", f"{removal.LABEL}={installation.container_prefix}", ours)
    docker("volume", "create", "--label", f"{removal.LABEL}=d2h-somebody-else", theirs)
    yield ours, theirs
    docker("volume", "rm", "--force", ours, theirs)


def remove(installation: Installation, *, everything: bool = False) -> list[str]:
    told: list[str] = []
    removal.remove(installation, (), lambda key, **params: told.append(key), everything=everything)
    return told


def test_data_and_secrets_go_and_the_python_environment_stays(
    installation: Installation, volumes: tuple[str, str]
) -> None:
    told = remove(installation)
    assert [path.name for path in installation.home.iterdir()] == ["venv"]
    assert not installation.sockets.exists()
    assert told == ["removed-volumes", "removed-folder", "removed-home"]


def test_the_files_of_researchers_go_and_those_of_another_installation_stay(
    installation: Installation, volumes: tuple[str, str]
) -> None:
    ours, theirs = volumes
    remove(installation)
    left = docker("volume", "ls", "--quiet").split()
    assert ours not in left
    assert theirs in left


def test_with_everything_the_folder_itself_goes(installation: Installation, volumes: tuple[str, str]) -> None:
    remove(installation, everything=True)
    assert not installation.home.exists()


def test_removing_again_what_is_gone_is_no_fault(
    installation: Installation, volumes: tuple[str, str]
) -> None:
    remove(installation, everything=True)
    remove(installation, everything=True)
    assert not installation.home.exists()
