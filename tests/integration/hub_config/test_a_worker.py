"""A workspace on a machine besides the hub's own: a second engine in a network of its own."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docker
import pytest

from governance.gpus.allotment import allot, release
from governance.gpus.declared import FILE as GPUS
from governance.gpus.declared import declare
from governance.gpus.device import GpuDevice, GpuWish
from governance.gpus.queue import Holder
from governance.jobs.job import JobState
from governance.projects.flavour import USUAL
from governance.storage.unit_of_work import open_governance
from hub_config.doors import worker_folder
from hub_config.haproxy import WorkerRelay
from hub_config.labels import JOB_LABEL, LABEL
from hub_config.nodes.bundle import write_bundle
from hub_config.nodes.credentials import WorkerCredentials
from hub_config.nodes.declared import FILE, declare_worker, declared_workers
from hub_config.nodes.placement import Homes
from hub_config.session import ACCESS_PORT, COMMON_DOORS, FIRST_SITE_PORT, JOBS_PORT
from hub_config.settings import HubSettings
from hub_config.shared_files import SharedFiles
from launcher.client import ClientError, Workspace
from launcher.isolation.outside import container_findings, researcher_mounts
from launcher.isolation.trial import Verdict
from tests.integration.hub_config.conftest import NAME, SmallHub, front_of
from tests.integration.hub_config.jobs_of_second import (
    GO_ON,
    LOOK,
    attack_the_way_to_tokens,
    jobs_of,
    letters_of_jobs,
    start_hubs_machine_anew,
)
from tests.integration.hub_config.second_of_hub import (
    WORKER,
    Second,
    drained,
    held_gpus,
    is_open,
    restart,
    running_jobs,
    until,
)
from tests.integration.hub_config.test_gpus_of_workspaces import FLAVOURS, _permit
from tests.integration.hub_config.test_replays import permits_of
from tests.second_engine import SecondMachine, second_engine

HUB_PORT, WORKER_PORT = 8444, 8443

# What answers at three doors: governance tells the set, a site sees its address, the jobs refuse a path.
DOORS = f"""
import socket, urllib.request, urllib.error
def asked(port, path, body=None):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{{port}}{{path}}", body, timeout=30).read().decode()
    except urllib.error.HTTPError as fault:
        return str(fault.code)
print(asked({ACCESS_PORT}, "/access-tokens", b"{{}}"))
with socket.create_connection(("127.0.0.1", {FIRST_SITE_PORT}), timeout=30) as site:
    print(site.recv(100).decode())
print(asked({JOBS_PORT}, "/elsewhere"))
"""


@pytest.fixture(scope="module")
def second(small_hub: SmallHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Second]:
    tmp_path = tmp_path_factory.mktemp("worker")
    machine = SecondMachine("h")
    with machine.connected(), second_engine(tmp_path, HubSettings().image, machine) as engine:
        home = small_hub.home
        (tmp_path / "shared").mkdir()
        shared = SharedFiles.begin(tmp_path / "shared")
        worker = declare_worker(home, WORKER, machine.there, WORKER_PORT, (machine.here, HUB_PORT), shared)
        credentials = WorkerCredentials(home, WORKER)
        credentials.make()
        address = f"{machine.there}:{WORKER_PORT}"
        proofs = credentials.hub, credentials.worker_certificate
        relay = WorkerRelay(WORKER, address, worker.numbers, *proofs)
        front = replace(front_of(small_hub), workers=(relay,), workers_listen=f"{machine.here}:{HUB_PORT}")
        made = Second(small_hub, engine, worker, tmp_path / "worker", front)
        with tarfile.open(write_bundle(home, worker, declared_workers(home), front.doors)) as bundle:
            bundle.extractall(made.folder, filter="data")
        homes = Homes(home / "hub" / "homes")
        _remove_files_here()
        homes.settle("beta", WORKER)
        small_hub.env["D2H_HUB_NODE_GRACE_SECONDS"] = "4"
        restart(small_hub, front)
        made.start()
        try:
            yield made
        finally:
            small_hub.login("hugo").stop_workspace("beta")
            _remove_files_here()
            if made.process in small_hub.processes:
                small_hub.stop(made.process)
            del small_hub.env["D2H_HUB_NODE_GRACE_SECONDS"]
            (home / FILE).unlink()
            homes.forget("beta")
            shutil.rmtree(worker_folder(Path("/run/d2h"), WORKER))
            restart(small_hub, front_of(small_hub))


def test_a_workspace_of_a_worker_has_a_gpu_and_the_same_walls_and_restarts_on_another_machine_with_its_files(
    second, gpu
):
    hub = second.hub
    with _taken(hub, gpu), pytest.raises(ClientError, match="You are number 1 in the queue"):
        _open(hub, flavour="gpu")
    page = hub.login("hugo").http.get(f"{hub.hub_url}/hub/spawn/hugo/beta").text
    assert f"1 of 1 free on {WORKER}" in page
    workspace = _open(hub, flavour="gpu")
    held = second.held()
    assert workspace.execute(f"print(open('{gpu.files[0]}', 'rb').read(2))").strip() == r"b'\x00\x00'"

    with _saying(hub.ports["governance"]), _telling_who_connects(hub.ports["site"]):
        assert workspace.execute(DOORS).split() == [f"door-{held}", f"127.77.0.{held}", "403"]
    held_with = second.engine.client.info()["SecurityOptions"]
    mounts = researcher_mounts((*COMMON_DOORS, "north"))
    findings = container_findings(second.container().attrs, mounts, held_with)
    assert [one.id for one in findings if one.verdict is not Verdict.HOLDS] == ["container-devices"]
    workspace.execute("open('kept.txt', 'w').write('mine')")

    restart(hub, second.front)
    assert hub.start_workspace("hugo", "beta").execute("print(6 * 7)").strip() == "42"
    assert held_gpus(hub) == {gpu.id: "workspace:beta/hugo"}

    hub.stop(second.process)
    until(lambda: not is_open(hub))
    assert held_gpus(hub) == {}
    with pytest.raises(ClientError, match="Another machine still has the files of this project open"):
        _open(hub, flavour=USUAL)
    for container in second.engine.client.containers.list():  # as if the power went
        container.remove(force=True)
    workspace = hub.start_workspace("hugo", "beta")
    assert workspace.execute("print(open('kept.txt').read())").strip() == "mine"
    assert hub.container("hugo", "beta").status == "running"
    assert _told_of_the_move(hub) == f"Your workspace restarted on another machine, here: {WORKER} did not"
    assert second.held() == held, "what has these doors may still run"

    workspace.execute("open('kept.txt', 'w').write('mine still')")
    second.start()
    hub.login("hugo").stop_workspace("beta")
    with drained(hub):
        workspace = hub.start_workspace("hugo", "beta")
        assert workspace.execute("print(open('kept.txt').read())").strip() == "mine still"
    assert second.held() not in (held, None)

    hub.login("hugo").stop_workspace("beta")
    until(second.is_empty)


def test_a_job_on_a_worker_outlives_both_machines_services_and_none_leaves_anything_there_however_it_ends(
    second, gpu, tmp_path
):
    hub, engine = second.hub, second.engine.client

    def nothing_is_left() -> bool:
        return second.is_empty() and held_gpus(hub) == {}

    with jobs_of(hub, grace_seconds=60) as jobs:
        order = {"user": "hugo", "gpu": 1, "email": True}
        (cancelled,) = jobs.hand_in("while True: pass", **order)
        until(lambda: running_jobs(engine) == [cancelled])
        jobs.ask("POST", f"/jobs/{cancelled}/cancel", "hugo")
        until(nothing_is_left)

        (job,) = jobs.hand_in(GO_ON.format(device=gpu.files[0], trial=cancelled), **order)
        until(lambda: second.file(f"runs-{cancelled}") == "x")
        notebook = f"project/jobs/hugo/{job}/study.ipynb"
        until(lambda: notebook in jobs.copies("hugo"))
        back = jobs.ask("POST", f"/notebooks/{jobs.copies('hugo')[notebook]}/restore", "hugo").json()
        assert "asked again" in second.file(back["notebook"].removeprefix("project/"))
        held = second.held()
        second.kill()
        second.start()
        start_hubs_machine_anew(second, jobs)
        assert (second.held(), held_gpus(hub)) == (held, {gpu.id: f"job:{job}"})
        second.write(f"go-on-{cancelled}", "")
        told = jobs.ended(job)
        log = second.file(f"{told.results}/log.txt")
        assert (told.state, told.reason) == (JobState.FINISHED, ""), log
        assert "asked again: True b'\\x00\\x00'" in log and second.file(f"runs-{cancelled}") == "x"

        (killed,) = jobs.hand_in("while True: pass", **order)
        until(lambda: running_jobs(engine) == [killed])
        engine.containers.get(f"{NAME}-job-{killed}").kill()
        assert (jobs.ended(killed).state, jobs.ended(killed).reason) == (JobState.FAILED, "broken")
        until(nothing_is_left)

    letter = letters_of_jobs(hub, tmp_path, "hugo")
    for number, how in ((cancelled, "was stopped"), (job, "has finished"), (killed, "failed")):
        assert f"Batch job {number} {how}." in letter


def test_a_job_of_a_project_on_a_worker_runs_there_and_is_told_lost_found_again_stopped_or_moved_as_one_here(
    second, gpu
):
    hub, engine = second.hub, second.engine.client
    with jobs_of(hub, grace_seconds=4) as jobs:
        (job,) = jobs.hand_in(LOOK.format(device=gpu.files[0]), gpu=1)
        until(lambda: running_jobs(engine) == [job])
        attack_the_way_to_tokens(hub, second.held())
        jobs.kill_worker()
        labels = {LABEL: NAME, JOB_LABEL: "999999"}
        engine.containers.create(HubSettings().image, "true", name=f"{NAME}-job-999999", labels=labels)
        jobs.start_worker()
        until(lambda: running_jobs(engine) == [job])
        until(lambda: second.file("came") == "here")
        assert jobs.job(job).state == JobState.RUNNING and held_gpus(hub) == {gpu.id: f"job:{job}"}

        hub.stop(second.process)
        lost = jobs.ended(job)
        assert (lost.state, lost.reason) == (JobState.LOST, "away")
        until(lambda: held_gpus(hub) == {})
        second.start()
        again = jobs.ask("POST", f"/jobs/{job}/retry").json()["jobs"][0]["id"]
        told = jobs.ended(again)
        log = second.file(f"{told.results}/log.txt")
        assert (told.state, told.reason) == (JobState.FINISHED, ""), log
        assert "['lo'] ['access', 'airlock', 'north'] b'\\x00\\x00'" in log
        assert str(permits_of(hub, "beta")) in log
        until(lambda: second.is_empty() and held_gpus(hub) == {})

        with drained(hub, WORKER):
            with drained(hub):
                (job,) = jobs.hand_in(f"print(open('project/{told.results}/log.txt').read())")
                (shown,) = (one for one in jobs.ask("GET", "/jobs").json()["jobs"] if one["id"] == job)
                assert (shown["state"], shown["reason"]) == ("QUEUED", "node-drained")
            (after,) = jobs.hand_in("1", after=[job])  # gives a turn at once
            jobs.ask("POST", f"/jobs/{after}/cancel")
            assert jobs.ended(job).state == JobState.FINISHED
        assert "['lo']" in jobs.result(job, "log.txt")


def _remove_files_here() -> None:
    """A project that has files on the hub's own machine alone works there; other tests leave some."""
    installation = {"label": f"{LABEL}={NAME}"}
    for volume in docker.from_env().volumes.list(filters=installation):
        if volume.name.endswith("--beta"):
            volume.remove(force=True)


@pytest.fixture
def gpu(small_hub: SmallHub) -> Iterator[GpuDevice]:
    """A device of the worker that reads like /dev/zero; workspaces of `beta` may have one."""
    device = GpuDevice(id="fake", node=WORKER, kind="fake", files=(f"/dev/d2h-fake-{WORKER}",))
    (file,) = map(Path, device.files)
    os.mknod(file, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    file.chmod(0o666)
    flavours = small_hub.home / "flavours.yaml"
    flavours.write_text(FLAVOURS)
    declare(small_hub.home, [device])
    _permit(small_hub, 1)
    yield device
    _permit(small_hub, 0)
    for one in (file, flavours, small_hub.home / GPUS):
        one.unlink()


@contextmanager
def _taken(hub: SmallHub, device: GpuDevice) -> Iterator[None]:
    """By a job, for a time."""
    job = Holder("job", "1", "hugo", "beta")
    with open_governance(hub.governance)() as work:
        allot(work, job, GpuWish(kind=device.kind), [device], node=device.node)
        work.commit()
    yield
    with open_governance(hub.governance)() as work:
        release(work, job, [device], "stopped")
        work.commit()


def _open(hub: SmallHub, flavour: str) -> Workspace:
    return hub.login("hugo").start_workspace("beta", flavour=flavour)


def _told_of_the_move(hub: SmallHub) -> str:
    told = hub.login("hugo").http.get(f"{hub.hub_url}/hub/d2h/notices/beta").json()["notices"]
    return "".join(one["words"].partition(" take")[0] for one in told if one["key"].startswith("moved-"))


class _Says(BaseHTTPRequestHandler):
    """Governance, as far as it is needed to see who is said to ask."""

    def do_POST(self) -> None:
        told = f"door-{self.headers['d2h-door']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _saying(port: int) -> Iterator[None]:
    with HTTPServer(("127.0.0.1", port), _Says) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def _telling_who_connects(port: int) -> Iterator[None]:
    def serve() -> None:
        connection, address = server.accept()
        connection.sendall(address[0].encode())
        connection.close()

    with socket.create_server(("127.0.0.1", port)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield
