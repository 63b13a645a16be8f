"""Kills without warning at random moments: is anything lost, left behind, held for ever, or untold?

A whole installation without sites: front, hub with its proxy, meter, door and worker of jobs, two
workspaces, one GPU that is a device file reading like /dev/zero. For `--minutes`, every few seconds one of
hub, proxy, worker and workspace (its researcher's container) is killed with SIGKILL and started anew as its
supervisor would; meanwhile jobs are handed in, a third of them for the GPU, which one of the workspaces
takes too whenever its turn comes. Then everything is let come to rest and counted: jobs that are lost or
never ended, containers that nobody knows, devices that nobody uses, faults of the audit's chain.
Needs root, a Docker engine, HAProxy, npm and the workspace image; removes what it made.

    python benchmarks/random_kills.py [--minutes 10] [--seed 1]
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import docker
import httpx
import sqlalchemy as sa
from docker.errors import APIError, NotFound

from governance.access.token import issue_access_token
from governance.audit.trail import verify_trail
from governance.gpus.allotment import gpu_state
from governance.signatures import load_private_key
from governance.storage.tables import AUDIT_RECORDS, ProjectRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import JobRow
from hub_config.gpu_options import GPU_LABEL
from launcher.client import ClientError
from tests.integration.hub_config.conftest import (
    NAME,
    SmallHub,
    _clean_up,
    _prepare_proxy,
    prepared,
    set_password,
)
from tests.integration.hub_config.test_gpus_of_workspaces import FLAVOURS, leave_queue

# And the size that each asks for: one with the GPU, which it has until it is killed.
WORKSPACES = (("claire", "alpha"), ("hugo", "beta"))
SIZES = {"alpha": {"flavour": "gpu"}, "beta": {}}
# In which no job begins or ends, where some should.
REST_SECONDS = 300.0


class Chaos:
    def __init__(self, hub: SmallHub, device: Path) -> None:
        self.hub = hub
        self.device = device
        self.engine = docker.from_env(timeout=60)
        self.killed: Counter[str] = Counter()
        self.handed_in = 0
        self.hub_process = hub.start_hub()
        self.worker = self._start_worker()
        self.key = load_private_key(hub.governance.key_file)

    def kill(self, what: str) -> None:
        self.killed[what] += 1
        match what:
            case "hub":
                _end(self.hub, self.hub_process)
                self.hub_process = self.hub.start_hub()
            case "proxy":
                with contextlib.suppress(OSError, ValueError):
                    os.kill(int((self.hub.home / "hub" / "proxy.pid").read_text().split()[0]), signal.SIGKILL)
            case "worker":
                _end(self.hub, self.worker)
                self.worker = self._start_worker()
            case "workspace":
                user, project = random.choice(WORKSPACES)
                with contextlib.suppress(NotFound, APIError):
                    container = self.hub.container(user, project)
                    container.kill()
                    self.killed["that had the GPU"] += GPU_LABEL in container.labels

    def hand_in(self) -> None:
        gpu = self.handed_in % 3 == 0
        code = f"open({str(self.device)!r}, 'rb').read(1)\n" if gpu else ""
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
        cell["source"] = f"{code}import time\ntime.sleep({self.handed_in % 4})"
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        user, project = WORKSPACES[self.handed_in % 2]
        token = issue_access_token(self.key, user=user, project=project, permits={})
        answer = httpx.post(
            f"http://127.0.0.1:{self.hub.ports['jobs']}/jobs",
            json={
                "notebook": "one.ipynb",
                "content": base64.b64encode(json.dumps(notebook).encode()).decode(),
                "memory_bytes": 512 << 20,
                "gpu": int(gpu),
            },
            headers={"authorization": f"Bearer {token}"},
            timeout=60,
            trust_env=False,
        )
        answer.raise_for_status()
        self.handed_in += 1

    def open_workspaces(self) -> None:
        """Those that are closed; a proxy or hub that is just away is asked again at the next look."""
        for user, project in WORKSPACES:
            with contextlib.suppress(ClientError, httpx.HTTPError):
                session = self.hub.login(user)
                session.request("POST", f"/hub/api/users/{user}/servers/{project}", SIZES[project])

    def come_to_rest(self) -> Counter[str]:
        """Workspaces are closed as their owners would, who wait for no GPU any more; until no job is open."""
        for user, project in WORKSPACES:
            for _ in range(20):
                try:
                    self.hub.login(user).stop_workspace(project)
                    leave_queue(self.hub, user, project)
                    break
                except (ClientError, httpx.HTTPError):
                    time.sleep(3)
        end, before = time.monotonic() + REST_SECONDS, Counter[str]()
        while (states := self._states()).keys() & {"QUEUED", "RUNNING"} and time.monotonic() < end:
            if states != before:
                end, before = time.monotonic() + REST_SECONDS, states
            time.sleep(1)
        while (self.containers() or self.held()) and time.monotonic() < end:
            time.sleep(1)
        return states

    def containers(self) -> list[str]:
        mine = {"label": f"org.d2h.installation={NAME}"}
        return [
            one.name or "" for one in self.engine.containers.list(all=True, filters=mine, ignore_removed=True)
        ]

    def held(self) -> dict[str, str]:
        with open_governance(self.hub.governance, read_only=True)() as work:
            return dict(gpu_state(work).held)

    def _states(self) -> Counter[str]:
        with open_governance(self.hub.governance, read_only=True)() as work:
            return Counter(work.session.scalars(sa.select(JobRow.state)))

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self.hub.start("worker", sys.executable, "-m", "hub_config.jobs.worker")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    random.seed(options.seed)
    device = Path(f"/dev/d2h-chaos-{os.getpid()}")
    os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    device.chmod(0o666)
    hub = prepared(Path(tempfile.mkdtemp()), Path("/run/d2h") / f"k{os.getpid()}")
    try:
        return _run(hub, device, options.minutes * 60)
    finally:
        _clean_up(hub)
        shutil.rmtree(hub.home)
        device.unlink()


def _run(hub: SmallHub, device: Path, seconds: float) -> int:
    (hub.home / "gpus.yaml").write_text(
        f"gpus:\n  - {{id: only, node: here, kind: fake, files: [{device}]}}\n"
    )
    (hub.home / "flavours.yaml").write_text(FLAVOURS)
    with open_governance(hub.governance)() as work:
        for _, project in WORKSPACES:
            work.session.get_one(ProjectRow, project).gpus = 1
        work.commit()
    _prepare_proxy(hub.home)
    for user in ("claire", "hugo", "nadia"):
        hub.passwords[user] = set_password(hub, user)
    hub.start("haproxy", "haproxy", "-db", "-f", str(hub.home / "haproxy.cfg"))
    hub.start("meter", sys.executable, "-m", "hub_config.meter")
    hub.start("jobs", sys.executable, "-m", "hub_config.jobs")
    while socket.socket().connect_ex(("127.0.0.1", hub.ports["jobs"])) != 0:
        time.sleep(0.2)
    chaos = Chaos(hub, device)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        chaos.open_workspaces()
        chaos.hand_in()
        time.sleep(random.uniform(0.5, 4))
        chaos.kill(random.choice(("hub", "proxy", "worker", "workspace")))
    states = chaos.come_to_rest()
    left, held = chaos.containers(), chaos.held()
    with open_governance(hub.governance)() as work:
        key = load_private_key(hub.governance.key_file).public_key()
        opened = sum(record.event == "workspace.opened" for record in work.audit.records())
        verdict = verify_trail(work.session, AUDIT_RECORDS, key, hub.governance.audit_anchor)
    print(f"killed               {dict(chaos.killed)} in {seconds / 60:.0f} min")
    print(f"jobs                 {chaos.handed_in} handed in, {dict(states)}")
    print(f"workspaces opened    {opened}")
    print(f"containers left      {left}")
    print(f"devices held         {held}")
    print(f"audit                {verdict.records} records, {verdict.fault or 'no fault'}")
    print(f"load                 {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if states == {"FINISHED": chaos.handed_in} and verdict.holds and not (left or held) else 1


def _end(hub: SmallHub, process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    hub.processes.remove(process)


if __name__ == "__main__":
    sys.exit(main())
