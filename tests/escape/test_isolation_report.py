"""`./d2h verify-isolation`: what it says of a running installation, and that nothing is left of its trial."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import docker
import pytest

from governance.refusal import Refusal
from governance.signatures import create_private_key, public_pem
from hub_config.doors import worker_folder
from hub_config.nodes.declared import workers_of
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from launcher.commands import run_d2h
from launcher.installation import REPOSITORY
from launcher.isolation.walls import WALLS
from tests.conftest import WORKER
from tests.second_engine import SecondEngine, second_engine

PROJECT = "adverse-events"


def typed(installation, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [REPOSITORY / "d2h", "verify-isolation", "--language=en", *words]
    variables = {**os.environ, "D2H_HOME": str(installation.home), "D2H_VENV": sys.prefix}
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=550)


@pytest.fixture(scope="module")
def engine(installation, second_machine, tmp_path_factory) -> Iterator[SecondEngine]:
    """Of the worker, which serves."""
    folder = tmp_path_factory.mktemp("worker")
    run_d2h(installation.installation, "worker", "bundle", WORKER)
    with tarfile.open(installation.home / "workers" / WORKER / f"{WORKER}.tar") as bundle:
        bundle.extractall(folder, filter="data")
    with ExitStack() as there:
        engine = there.enter_context(second_engine(folder, HubSettings().image, second_machine))
        log = there.enter_context((folder / "worker.log").open("wb"))
        process = there.enter_context(
            subprocess.Popen(
                engine.inside(sys.executable, "-m", "launcher", "worker", "serve", str(folder)),
                cwd=REPOSITORY,
                env={**os.environ, "DOCKER_HOST": f"unix://{engine.socket}"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        )
        there.callback(process.terminate)
        node = WorkerNode(workers_of(installation.home)[0], HubSettings(sockets=installation.sockets))
        end = time.monotonic() + 120
        while not answers(node):
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.2)
        yield engine
    shutil.rmtree(worker_folder(Path("/run/d2h"), WORKER))


def answers(node: WorkerNode) -> bool:
    with suppress(Refusal):
        return node.room().memory > 0
    return False


@pytest.fixture(scope="module")
def folder(installation, engine, tmp_path_factory) -> Path:
    """Of a trial on the worker."""
    made = tmp_path_factory.mktemp("report")
    told = typed(installation, "--project", PROJECT, "--node", WORKER, "--output", made)
    assert told.returncode == 0, told.stdout + told.stderr
    assert engine.client.containers.list(all=True) == []
    return made


@pytest.fixture
def lines(folder) -> list[dict[str, str]]:
    return lines_of(folder)


def lines_of(folder: Path) -> list[dict[str, str]]:
    return json.loads((folder / "report.json").read_text())["report"]["lines"]


def kept_by(engine: docker.DockerClient) -> list[str]:
    return [
        one.name
        for one in (*engine.containers.list(all=True, ignore_removed=True), *engine.volumes.list())
        if "isolation--probe" in one.name
    ]


def test_every_wall_is_tried_and_holds_on_a_worker(lines, folder):
    report = json.loads((folder / "report.json").read_text())["report"]
    assert report["system"].startswith(f"{WORKER}: ")
    assert report["connectivity"] == "relays"
    assert {line["wall"] for line in lines} == {"container", *WALLS}
    assert len(lines) > 140
    assert {line["verdict"] for line in lines} == {"holds"}


def test_what_is_attacked_on_a_worker_is_that_machines_and_ends_with_the_trial(
    installation, engine, second_machine
):
    node = WorkerNode(workers_of(installation.home)[0], HubSettings(sockets=installation.sockets))
    with node.targets() as there:
        assert second_machine.there in there.addresses and second_machine.here not in there.addresses
        assert {8443, there.canary_port} <= set(there.ports)

    def is_open() -> bool:
        with node.targets() as later:
            return there.canary_port in later.ports

    end = time.monotonic() + 60
    while is_open():
        assert time.monotonic() < end


def test_each_line_is_said_in_both_languages(lines, folder):
    for language in ("fr", "en"):
        page = (folder / f"report.{language}.html").read_text()
        for line in lines:
            assert line["attack"][language] and line["attack"][language] != f"attack-{line['id']}"
            assert line["id"] in page


def test_nothing_is_left_of_the_trial(installation, folder, engine):
    assert kept_by(engine.client) == kept_by(docker.from_env()) == []
    assert not list(Path(installation.sockets, "workspaces").glob("isolation*"))
    assert not list(worker_folder(Path("/run/d2h"), WORKER).glob("workspaces/*"))


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


def test_every_wall_holds_on_the_hubs_machine_but_the_one_behind_which_a_socket_lies(installation, tmp_path):
    """As when somebody puts the engine's socket where a workspace sees it."""
    strays = [door / "engine.sock" for door in installation.sockets.glob("doors/*/airlock")]
    with ExitStack() as opened:
        for stray in strays:
            opened.enter_context(socket.socket(socket.AF_UNIX)).bind(str(stray))
            opened.callback(stray.unlink)
        told = typed(installation, "--project", PROJECT, "--output", tmp_path)

    assert told.returncode == 2
    (line,) = [one for one in lines_of(tmp_path) if one["verdict"] != "holds"]
    assert line["id"] == "files-sockets" and "engine.sock" in line["found"]


def test_a_trial_that_cannot_be_made_is_no_pass(installation, tmp_path):
    unknown = typed(installation, "--project", "no-such-project", "--output", tmp_path)

    assert unknown.returncode == 1
    assert "no-such-project" in unknown.stderr
    assert list(tmp_path.iterdir()) == []
