"""A worker beside a small hub: a second engine in a network of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import docker

from governance.actor import Actor
from governance.gpus.allotment import gpu_state
from governance.nodes import drain_node, reopen_node
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from hub_config.copies.folders import COPIES_LABEL
from hub_config.doors import WorkerDoorSets
from hub_config.haproxy import Front
from hub_config.labels import JOB_LABEL
from hub_config.nodes.declared import Worker
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from tests.integration.hub_config.conftest import NAME, SmallHub
from tests.second_engine import SecondEngine

# Its sockets have a place by its name, and other sessions of this machine have workers too.
WORKER = f"w{os.getpid()}"


@dataclass
class Second:
    """The hub with a worker, on which project `beta` works."""

    hub: SmallHub
    engine: SecondEngine
    worker: Worker
    folder: Path
    front: Front
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        command = [sys.executable, "-m", "hub_config.nodes", str(self.folder)]
        self.hub.env["DOCKER_HOST"] = f"unix://{self.engine.socket}"
        try:
            self.process = self.hub.start("worker", *self.engine.inside(*command))
        finally:
            del self.hub.env["DOCKER_HOST"]
        agent = WorkerNode(self.worker, self.settings)
        until(lambda: answers(agent))

    @property
    def settings(self) -> HubSettings:
        return HubSettings(home=self.hub.home, sockets=self.hub.sockets)

    def container(self) -> docker.models.containers.Container:
        return self.engine.client.containers.get(f"{NAME}-hugo--beta")

    def file(self, path: str) -> str:
        """Of the project's folder on the worker; empty where it is not there."""
        mounted = {f"{NAME}---beta": {"bind": "/files", "mode": "ro"}}
        reading = ["-c", 'cat "/files/$1" || true', "-", path]
        options = {"entrypoint": "sh", "volumes": mounted, "network_mode": "none"}
        container = self.engine.client.containers.create(HubSettings().image, reading, **options)
        try:
            container.start()
            # `containers.run` removes it before it has read what it said.
            container.wait()
            return str(container.logs(stderr=False).decode())
        finally:
            container.remove(force=True)

    def write(self, path: str, text: str) -> None:
        """Into the project's folder on the worker, as a job there could."""
        mounted = {f"{NAME}---beta": {"bind": "/files", "mode": "rw"}}
        writing = ["-c", 'printf %s "$2" > "/files/$1"', "-", path, text]
        options = {"entrypoint": "sh", "volumes": mounted, "network_mode": "none", "remove": True}
        self.engine.client.containers.run(HubSettings().image, writing, **options)

    def kill(self) -> None:
        """Its relay and its agent, without a word; containers run on."""
        self.process.kill()
        self.process.wait(20)
        self.hub.processes.remove(self.process)

    def is_empty(self) -> bool:
        """No container is there, not even one that never ran, and nobody has doors of it."""
        return not self.engine.client.containers.list(all=True, ignore_removed=True) and self.held() is None

    def held(self) -> int | None:
        """The number of the only set of the worker's doors that somebody has."""
        sets = WorkerDoorSets(self.settings.of_workers, WORKER, self.worker.numbers)
        (number,) = sets.taken() or (None,)
        return number


def running_jobs(engine: docker.DockerClient) -> list[int]:
    """Of all containers there but those that copy notebooks; 0 for each that is no job that runs."""
    every = engine.containers.list(all=True, ignore_removed=True)
    found = [one for one in every if COPIES_LABEL not in one.labels]
    return [int(one.labels.get(JOB_LABEL, 0)) if one.status == "running" else 0 for one in found]


def held_gpus(hub: SmallHub) -> dict[str, str]:
    with open_governance(hub.governance, read_only=True)() as work:
        return dict(gpu_state(work).held)


@contextmanager
def drained(hub: SmallHub, node: str = "here") -> Iterator[None]:
    nadia = Actor("nadia", {})
    with open_governance(hub.governance)() as work:
        drain_node(work, node, "New kernel", nadia)
        work.commit()
    try:
        yield
    finally:
        with open_governance(hub.governance)() as work:
            reopen_node(work, node, nadia)
            work.commit()


def restart(hub: SmallHub, front: Front) -> None:
    """The hub ends first: without its front every worker is away."""
    both = [one for one in hub.processes if one.args[0] == "haproxy" or "jupyterhub" in one.args]
    for process in sorted(both, key=lambda one: one.args[0] == "haproxy"):
        hub.stop(process)
    front.write(hub.home / "haproxy.cfg")
    hub.start("haproxy", "haproxy", "-db", "-f", str(hub.home / "haproxy.cfg"))
    hub.start_hub()


def is_open(hub: SmallHub) -> bool:
    servers = hub.login("hugo").request("GET", "/hub/api/users/hugo").json()["servers"]
    return "beta" in servers


def answers(node: WorkerNode) -> bool:
    try:
        return node.room().memory > 0
    except Refusal:
        return False


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.5)
