"""A notebook runs again in a clean container: what it may reach, what comes back, what stops it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import docker
import httpx
import pytest
import sqlalchemy as sa

from d2h_sdk.wire import ReplayedMessage
from governance.actor import Actor
from governance.nodes import drain_node, reopen_node
from governance.packages.taking import PackageFile, record_taken
from governance.permits.life import PermitState
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import PackageTakenRow
from hub_config.settings import HubSettings
from output_checking.airlock import open_airlock
from output_checking.migrate import prepare
from output_checking.replay.model import OPEN, ReplayState
from output_checking.request_files import FileRole
from output_checking.settings import AirlockSettings
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.explain import explain_group
from output_checking.use_cases.submit import submit_request
from output_checking.worker import Worker
from tests.integration.hub_config.conftest import REPOSITORY, prepared
from tests.integration.hub_config.made_packages import source_package, wheel
from tests.integration.hub_config.texts_of_replays import FIGURE, IN_R, LOOK_AROUND, TABLE

SECONDS, SHORT = 120, 10
MEMORY = 512 << 20


class Runner:
    """The runner's socket, asked as the airlock asks it."""

    def __init__(self, hub) -> None:
        self.hub = hub
        self.permits = permits_of(hub, "alpha")
        self.client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(hub.sockets / "replays.sock")),
            base_url="http://replays",
            headers={"authorization": f"Bearer {hub.env['D2H_HUB_AIRLOCK_TOKEN']}"},
            timeout=60,
            trust_env=False,
        )

    def start(self, replay: str, *cells: str, **order: object) -> httpx.Response:
        whole = {
            "user": "claire",
            "project": "alpha",
            "permits": self.permits,
            "notebook": "study.ipynb",
            "files": {"study.ipynb": encoded(notebook(*cells))},
            "outputs": ["deaths.csv"],
            **order,
        }
        return self.client.put(f"/replays/{replay}", json=whole)

    def ended(self, replay: str, deadline: float = SECONDS + 40) -> dict[str, object]:
        end = time.monotonic() + deadline
        while (told := self.client.get(f"/replays/{replay}").json())["state"] != "ended":
            assert time.monotonic() < end, told
            time.sleep(0.3)
        return told

    def answer(self, replay: str) -> ReplayedMessage:
        return ReplayedMessage.model_validate_json(self.client.get(f"/replays/{replay}/answer").content)

    def run(self, replay: str, *cells: str, **order: object) -> ReplayedMessage:
        started = self.start(replay, *cells, **order)
        assert started.status_code == 200, started.text
        told = self.ended(replay)
        assert told["stopped"] == "", told
        return self.answer(replay)


def notebook(*cells: str, **metadata: object) -> bytes:
    written = [
        {
            "cell_type": "code",
            "id": f"c{at}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for at, source in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": written}).encode()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def permits_of(hub, project: str) -> dict[str, str]:
    with open_governance(hub.governance)() as work:
        rows = work.session.query(PermitRow).filter_by(project=project).all()
        return {row.site: row.digest for row in rows}


def launch(hub):
    process = hub.start("replays", sys.executable, "-m", "hub_config.replays")
    path = hub.sockets / "replays.sock"
    end = time.monotonic() + 90
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as knocking:
            if knocking.connect_ex(str(path)) == 0:
                return process
        assert process.poll() is None, (hub.home / "replays.log").read_text()[-2000:]
        time.sleep(0.1)
    raise AssertionError("the runner did not start")


def running(hub):
    return next(one for one in hub.processes if "hub_config.replays" in one.args)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Doors, governance and the runner: a replay needs no hub."""
    if shutil.which("haproxy") is None or not Path("/var/run/docker.sock").exists():
        pytest.skip("needs Docker and HAProxy")
    build = [sys.executable, "-m", "images.build", HubSettings().image]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    hub = prepared(tmp_path_factory.mktemp("replays"), Path("/run/d2h") / f"r{os.getpid()}")
    hub.env |= {
        "D2H_HUB_INSTALLATION": f"d2hreplay-{os.getpid()}",
        "D2H_HUB_REPLAY_SECONDS": str(SECONDS),
        "D2H_HUB_REPLAY_MEMORY_BYTES": str(MEMORY),
        "D2H_GOVERNANCE_PORT": str(hub.ports["governance"]),
    }
    hub.start("haproxy", "haproxy", "-db", "-f", str(hub.home / "haproxy.cfg"))
    hub.start("governance", sys.executable, "-m", "governance")
    try:
        launch(hub)
        yield Runner(hub)
    finally:
        for process in list(hub.processes):
            hub.stop(process)
        for one in containers(hub):
            one.remove(force=True)
        shutil.rmtree(hub.sockets)


def containers(hub) -> list[object]:
    label = f"org.d2h.installation={hub.env['D2H_HUB_INSTALLATION']}"
    return docker.from_env().containers.list(all=True, filters={"label": [label, "org.d2h.replay"]})


def test_what_a_notebook_asks_to_release_comes_back_and_nothing_is_sent(runner):
    made = runner.run("made", TABLE, "assert d2h.outputs.check().ok\nd2h.outputs.submit(replay=True)")

    assert made.fault is None
    assert made.files["deaths.csv"] == b"ward,deaths\nCardiology,31\nSurgery,19\n"
    assert b"Deaths by ward" in made.notebook


@pytest.fixture
def taken(runner) -> Iterator[None]:
    """Claire took packages, two versions of one; afterwards it is as if she had not."""
    kept = runner.hub.home / "package-files"
    kept.mkdir(exist_ok=True)
    for project, package, name, content in (
        ("alpha", "plainly", "plainly-1.0-py3-none-any.whl", wheel("plainly", "1.0")),
        ("alpha", "plainly", "plainly-2.0-py3-none-any.whl", wheel("plainly", "2.0")),
        ("alpha", "cran/mice.like", "mice.like_1.2-3.tar.gz", source_package("mice.like", "1.2-3")),
        ("beta", "plainly", "plainly-3.0-py3-none-any.whl", wheel("plainly", "3.0")),
    ):
        digest = hashlib.sha256(content).hexdigest()
        (kept / digest).write_bytes(content)
        with open_governance(runner.hub.governance)() as work:
            record_taken(work, "claire", project, PackageFile(package, "as named", name, digest))
            work.commit()
    yield
    with open_governance(runner.hub.governance)() as work:
        work.session.execute(sa.delete(PackageTakenRow))
        work.commit()


@pytest.mark.usefixtures("taken")
def test_a_notebook_in_r_runs_again_with_the_packages_its_author_took_last_in_the_project(runner):
    study = notebook(IN_R, kernelspec={"name": "ir", "display_name": "R"})

    made = runner.run("in-r", files={"study.ipynb": encoded(study)})

    assert made.fault is None
    assert made.files["deaths.csv"] == b"ward,2.0 mice.like 1.2-3\nCardiology,31\nSurgery,19\n"


def test_a_replay_has_neither_network_nor_airlock_nor_the_persons_files(runner):
    files = {"study.ipynb": encoded(notebook(LOOK_AROUND)), "codes.csv": encoded(b"a,b\n")}

    seen = json.loads(runner.run("around", files=files).files["deaths.csv"])

    assert seen["interfaces"] == ["lo"]
    assert seen["doors"] == ["access", "north"]
    assert seen["work"] == ["codes.csv", "study.ipynb"]
    assert seen["user"] == 1000
    assert seen["out"] == "OSError"
    assert seen["airlock"] == seen["hub"] == "ConnectionRefusedError"
    assert seen["airlock door"] == "FileNotFoundError"
    assert seen["secrets"] == []
    assert seen["given"] == seen["image"] == "OSError"


def test_a_replay_reads_by_the_permits_of_the_submission_and_no_others(runner):
    read = "from d2h_sdk.workspace import session\n"
    read += "open('deaths.csv', 'w').write(repr((session.user, session.sites, session.access.permits())))"

    said = runner.run("permits", read).files["deaths.csv"].decode()

    assert said == repr(("claire", ("north",), runner.permits))


def test_an_error_of_the_notebook_is_told_with_its_cell(runner):
    made = runner.run("broken", TABLE, "1 / 0")

    assert (made.fault.cell, made.fault.name) == (2, "ZeroDivisionError")
    assert "deaths.csv" in made.files


def test_none_starts_on_a_machine_that_is_drained(runner):
    nadia = Actor("nadia", {})
    with open_governance(runner.hub.governance)() as work:
        drain_node(work, runner.hub.env["D2H_HUB_NODE"], "New kernel", nadia)
        work.commit()
    refused = runner.start("later", "1")
    with open_governance(runner.hub.governance)() as work:
        reopen_node(work, runner.hub.env["D2H_HUB_NODE"], nadia)
        work.commit()

    assert (refused.status_code, refused.json()["code"]) == (503, "node-drained")


@pytest.fixture
def short(runner) -> Iterator[None]:
    """The runner starts anew, with less time for its replays."""
    for seconds in (SHORT, SECONDS):
        runner.hub.stop(running(runner.hub))
        runner.hub.env["D2H_HUB_REPLAY_SECONDS"] = str(seconds)
        launch(runner.hub)
        if seconds == SHORT:
            yield


@pytest.mark.usefixtures("short")
def test_a_notebook_that_never_ends_is_stopped(runner):
    assert runner.start("endless", "while True: pass").status_code == 200
    assert runner.start("another", "1").json()["code"] == "replay-busy"

    told = runner.ended("endless")

    assert told["stopped"] == "time"
    assert SHORT <= told["seconds"] < SHORT + 20


def test_a_notebook_that_takes_all_memory_is_stopped(runner):
    assert runner.start(
        "bomb", "held = []\nwhile True: held.append(bytes(1 << 24).replace(b'x', b'y') + b'1')"
    )

    told = runner.ended("bomb")

    assert told["stopped"] == "memory"
    assert told["seconds"] < SECONDS


def test_outputs_past_the_limit_do_not_come_back(runner):
    made = runner.run("large", "open('deaths.csv', 'wb').write(bytes(40 << 20))")

    assert made.too_large and made.files == {}


def test_a_runner_that_starts_again_finds_the_replays_under_way(runner):
    assert runner.start("longer", TABLE, "import time; time.sleep(6)").status_code == 200
    runner.hub.stop(running(runner.hub))
    launch(runner.hub)

    assert runner.start("longer", "1 / 0").json()["state"] == "running"
    assert runner.ended("longer")["stopped"] == ""
    assert "deaths.csv" in runner.answer("longer").files


def test_a_removed_replay_leaves_nothing(runner):
    runner.run("gone", "1")
    assert runner.client.delete("/replays/gone").status_code == 204

    assert runner.client.get("/replays/gone").json()["code"] == "replay-unknown"
    assert "gone" not in [one.labels["org.d2h.replay"] for one in containers(runner.hub)]
    assert not (runner.hub.home / "hub" / "replays" / "gone").exists()


def test_a_replay_stops_once_its_permit_is_over_and_no_new_one_starts(runner):
    assert runner.start("over", "while True: pass").status_code == 200
    set_state(runner, PermitState.WITHDRAWN)
    try:
        told, refused = runner.ended("over"), runner.start("after", "1")
    finally:
        set_state(runner, PermitState.SIGNED)

    assert told["stopped"] == "access" and told["seconds"] < SECONDS
    assert (refused.status_code, refused.json()["code"]) == (403, "no-permit-in-force")


def test_a_replay_under_another_permit_than_the_submission_s_is_refused(runner):
    refused = runner.start("other", "1", permits={"north": "0" * 64})

    assert (refused.status_code, refused.json()["code"]) == (403, "replay-permit-over")


def set_state(runner, state: PermitState) -> None:
    with open_governance(runner.hub.governance)() as work:
        work.session.get_one(PermitRow, runner.permits["north"]).state = state
        work.commit()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "token x"])
def test_only_the_airlock_may_ask(runner, header):
    assert runner.client.get("/replays/made", headers={"authorization": header}).status_code == 401


@pytest.mark.parametrize("name", ["../evil.ipynb", "/etc/passwd", ".hidden", ""])
def test_a_file_name_that_is_a_path_is_refused(runner, name):
    refused = runner.start("evil", files={name: encoded(b"x")})

    assert (refused.status_code, refused.json()["code"]) == (422, "replay-order-malformed")


def test_the_airlock_sees_what_a_replay_reproduces_and_where_it_differs(runner, tmp_path):
    """The real airlock, the real runner, a real container."""
    study = notebook(TABLE, FIGURE)
    made = runner.run("first", TABLE, FIGURE, files={"study.ipynb": encoded(study)})
    settings = AirlockSettings(
        database_url=f"sqlite:///{tmp_path}/airlock.sqlite",
        store=tmp_path / "store",
        key_file=tmp_path / "airlock.pem",
        audit_anchor=tmp_path / "airlock.anchor",
        hub_token=runner.hub.env["D2H_HUB_AIRLOCK_TOKEN"],
        replay_socket=runner.hub.sockets / "replays.sock",
    )
    prepare(settings)
    airlock = open_airlock(settings, runner.hub.governance)
    asked = draft_request(airlock, actor="claire", project="alpha", title="Deaths", context="Table 2.")
    for name, content, supports in (
        ("deaths.csv", made.files["deaths.csv"], None),
        ("wards.csv", made.files["wards.csv"].replace(b"19", b"91"), None),
        ("deaths-bar.png", made.files["deaths-bar.png"], None),
        ("deaths-bar-data.csv", made.files["deaths.csv"], "deaths-bar.png"),
        ("study.ipynb", study, None),
    ):
        role = FileRole.SUPPORTING if supports else FileRole.OUTPUT
        upload = Upload(name, "deaths", role, supports)
        add_file(airlock, actor="claire", request_id=asked.id, upload=upload, content=io.BytesIO(content))
    about = {"group": "deaths", "context": "All stays.", "controls": "None."}
    explain_group(airlock, actor="claire", request_id=asked.id, **about)
    submit_request(airlock, actor="claire", request_id=asked.id, permits=runner.permits, replay=True)
    worker, end = Worker(airlock), time.monotonic() + 120
    while (replay := now(airlock, asked.id).replay_now()).state in OPEN:
        assert time.monotonic() < end
        worker.turn()
        time.sleep(0.5)

    assert (replay.state, replay.reason) == (ReplayState.DONE, "")
    verdicts = {one.name: one.verdict.value for one in replay.files}
    assert verdicts | {"deaths-bar-data.csv": ""} == {
        "deaths.csv": "same",
        "wards.csv": "differs",
        "deaths-bar.png": "same",
        "deaths-bar-data.csv": "",
        "study.ipynb": "same",
    }
    (differing,) = [one for one in replay.files if one.name == "wards.csv"]
    assert [(one.submitted, one.replayed) for one in differing.differences] == [("91", "19")]
    image = docker.from_env().images.get(HubSettings().image).id
    assert replay.image == image


def now(airlock, request_id: str):
    with airlock.open_unit() as unit:
        return unit.requests.get(request_id)
