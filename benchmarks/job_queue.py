"""Submissions of three projects of unequal appetite: do all finish, and does each project get its share?

A whole queue: governance's database, the door, the worker, and a sealed container with papermill for each
job, whose notebook has one cell. Half of the jobs are of the first project, three tenths of the second, the
rest of the third, all handed in at the door before the worker starts. The share is counted over the starts
while all three still wait: each should have a third. With `--queue-alone` no container runs: each job begins
and ends in the database at once, `--at-once` of them open together. Needs a Docker engine and the workspace
image; removes what it made.

    python benchmarks/job_queue.py [--jobs 200] [--at-once 2] [--queue-alone] [--image NAME]
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from pathlib import Path

import docker
import httpx
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.token import issue_access_token
from governance.jobs.job import JobLimits, JobState
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import JobRow
from hub_config.jobs.desk import JobDesk
from tests.integration.hub_config.conftest import SmallHub, _add_project, prepared

PROJECTS = {"alpha": 0.5, "beta": 0.3, "gamma": 0.2}
BAR = 0.10
DEADLINE = 3600.0  # seconds
CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1 + 1", "outputs": []}
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**CELL, "execution_count": None}]}


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--jobs", type=int, default=200)
    asked.add_argument("--at-once", type=int, default=2)
    asked.add_argument("--queue-alone", action="store_true")
    asked.add_argument("--image", default="d2h-workspace:latest")
    options = asked.parse_args()
    sockets = Path("/run/d2h") / f"b{os.getpid()}"
    hub = prepared(Path(tempfile.mkdtemp()), sockets)
    hub.env |= {
        "D2H_HUB_IMAGE": options.image,
        "D2H_HUB_JOBS_AT_ONCE": str(options.at_once),
        "D2H_HUB_JOBS_OF_PROJECT": str(options.at_once),
    }
    with open_governance(hub.governance)() as work:
        _add_project(work.session, "gamma", ("claire",), Ed25519PrivateKey.generate())
        work.commit()
    try:
        submitted = _submit(hub, options.jobs)
        began = time.monotonic()
        if options.queue_alone:
            _run_without_containers(hub, options.at_once)
        else:
            hub.start("worker", sys.executable, "-m", "hub_config.jobs.worker")
        states = _finished(hub)
        seconds = time.monotonic() - began
    finally:
        _clean_up(hub)
    with open_governance(hub.governance, read_only=True)() as work:
        rows = work.session.execute(
            sa.select(JobRow.project, JobRow.started, JobRow.ended).order_by(JobRow.turn)
        )
        starts = [(row.project, (row.ended - row.started).total_seconds()) for row in rows]
    shares, contested = _shares([project for project, _ in starts])
    worst = max(abs(share * len(PROJECTS) - 1) for share in shares.values())
    print(f"submissions          {options.jobs} in {submitted:.1f} s")
    print(f"ended                {dict(states)} in {seconds:.0f} s, {options.at_once} at once")
    print(f"a job, from its start {statistics.median(took for _, took in starts):.1f} s (median)")
    told = ", ".join(f"{project} {share:.1%}" for project, share in sorted(shares.items()))
    print(f"of {contested} contested starts {told}; worst {worst:.1%} from a third, bar {BAR:.0%}")
    print(f"load                 {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if states == {"FINISHED": options.jobs} and worst <= BAR else 1


def _submit(hub: SmallHub, number: int) -> float:
    """Seconds that the door took for all of them, one request each."""
    hub.start("door", sys.executable, "-m", "hub_config.jobs")
    address = ("127.0.0.1", hub.ports["jobs"])
    while socket.socket().connect_ex(address) != 0:
        time.sleep(0.1)
    key = load_private_key(hub.governance.key_file)
    content = base64.b64encode(json.dumps(NOTEBOOK).encode()).decode()
    wanted = [name for name, share in PROJECTS.items() for _ in range(round(number * share))]
    began = time.monotonic()
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", timeout=60, trust_env=False) as door:
        for project in wanted:
            token = issue_access_token(key, user="claire", project=project, permits={})
            answer = door.post(
                "/jobs",
                json={"notebook": "one.ipynb", "content": content, "memory_bytes": 512 << 20},
                headers={"authorization": f"Bearer {token}"},
            )
            answer.raise_for_status()
    return time.monotonic() - began


def _run_without_containers(hub: SmallHub, at_once: int) -> None:
    desk = JobDesk(hub.governance, JobLimits(at_once=at_once, in_all=at_once, waiting=1000, seconds=60))
    running: deque[int] = deque()
    while (job := desk.next()) is not None or running:
        if job is None:
            desk.end(running.popleft(), JobState.FINISHED)
        else:
            desk.begin(job, "sha256:none")
            running.append(job)


def _finished(hub: SmallHub) -> Counter[str]:
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        with open_governance(hub.governance, read_only=True)() as work:
            states = Counter(work.session.scalars(sa.select(JobRow.state)))
        if not states.keys() & {"QUEUED", "RUNNING"}:
            return states
        time.sleep(2)
    raise SystemExit(f"not all jobs ended within {DEADLINE:.0f} s: {dict(states)}")


def _shares(order: list[str]) -> tuple[dict[str, float], int]:
    """Of the starts while every project had a job left."""
    left, counted = Counter(order), Counter[str]()
    for project in order:
        if min(left[name] for name in PROJECTS) == 0:
            break
        counted[project] += 1
        left[project] -= 1
    return {name: counted[name] / counted.total() for name in PROJECTS}, counted.total()


def _clean_up(hub: SmallHub) -> None:
    for process in hub.processes:
        process.send_signal(signal.SIGTERM)
    for process in hub.processes:
        process.wait(60)
    engine = docker.from_env()
    mine: dict[str, str | list[str] | bool] = {
        "label": f"org.d2h.installation={hub.env['D2H_HUB_INSTALLATION']}"
    }
    for container in engine.containers.list(all=True, filters=mine, ignore_removed=True):
        container.remove(force=True)
    for volume in engine.volumes.list(filters=mine):
        volume.remove(force=True)
    shutil.rmtree(hub.sockets)


if __name__ == "__main__":
    sys.exit(main())
