"""`./d2h verify-isolation`: what it says of a running installation, and that nothing is left of its trial."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from governance.signatures import create_private_key, public_pem
from launcher.installation import REPOSITORY
from launcher.isolation.walls import WALLS

PROJECT = "adverse-events"


def typed(installation, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [REPOSITORY / "d2h", "verify-isolation", "--language=en", *words]
    variables = {**os.environ, "D2H_HOME": str(installation.home), "D2H_VENV": sys.prefix}
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=550)


@pytest.fixture(scope="module")
def folder(installation, tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("report")
    told = typed(installation, "--project", PROJECT, "--output", made)
    assert told.returncode == 0, told.stdout + told.stderr
    return made


@pytest.fixture
def lines(folder) -> list[dict[str, str]]:
    return json.loads((folder / "report.json").read_text())["report"]["lines"]


def kept_by_engine(kind: str) -> str:
    command = ["docker", kind, "ls", *(["--all"] if kind == "container" else []), "--format", "{{.}}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_wall_is_tried_and_holds(lines):
    assert {line["wall"] for line in lines} == {"container", *WALLS}
    assert len(lines) > 140
    assert {line["verdict"] for line in lines} == {"holds"}


def test_each_line_is_said_in_both_languages(lines, folder):
    for language in ("fr", "en"):
        page = (folder / f"report.{language}.html").read_text()
        for line in lines:
            assert line["attack"][language] and line["attack"][language] != f"attack-{line['id']}"
            assert line["id"] in page


def test_nothing_is_left_of_the_trial(installation, folder):
    assert "isolation--probe" not in kept_by_engine("container")
    assert "isolation--probe" not in kept_by_engine("volume")
    assert not list(Path(installation.sockets, "workspaces").glob("isolation*"))


def test_the_trial_stands_in_the_audit(installation, folder):
    command = [sys.executable, "-m", "launcher", "audit", "show", "--zone=governance", "--language=en"]
    told = subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, **installation.env}, capture_output=True, text=True
    )

    assert f"the walls of the workspace of {PROJECT} were tried" in told.stdout


def test_the_report_is_proved_by_the_installations_key_alone(installation, folder, tmp_path):
    proved = typed(installation, "--check", folder / "report.json")
    other = tmp_path / "other.pub"
    other.write_text(public_pem(create_private_key(tmp_path / "other.pem")))

    assert proved.returncode == 0 and "unchanged" in proved.stdout
    assert typed(installation, "--check", folder / "report.json", "--key", other).returncode == 1


def test_a_socket_that_lies_behind_a_door_is_an_open_wall(installation, tmp_path):
    """As when somebody puts the engine's socket where a workspace sees it."""
    strays = [door / "engine.sock" for door in installation.sockets.glob("doors/*/airlock")]
    with ExitStack() as opened:
        for stray in strays:
            opened.enter_context(socket.socket(socket.AF_UNIX)).bind(str(stray))
            opened.callback(stray.unlink)
        told = typed(installation, "--project", PROJECT, "--output", tmp_path)

    assert told.returncode == 2
    assert "files-sockets" in told.stdout and "engine.sock" in told.stdout


def test_a_trial_that_cannot_be_made_is_no_pass(installation, tmp_path):
    unknown = typed(installation, "--project", "no-such-project", "--output", tmp_path)

    assert unknown.returncode == 1
    assert "no-such-project" in unknown.stderr
    assert list(tmp_path.iterdir()) == []
