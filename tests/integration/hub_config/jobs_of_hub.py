"""The door of the jobs and the worker behind it, at a small hub."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import docker
import httpx

from governance.access.token import issue_access_token
from governance.jobs.job import Job
from governance.jobs.record import find_job
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from tests.integration.hub_config.test_replays import encoded, notebook, permits_of


class JobsOfHub:
    """The door as a workspace reaches it, and the worker behind it."""

    def __init__(self, hub) -> None:
        self.hub = hub
        self.worker: subprocess.Popen[bytes] | None = None
        self.key = load_private_key(hub.governance.key_file)
        self.client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(hub.sockets / "doors" / "1" / "jobs" / "door.sock")),
            base_url="http://jobs",
            timeout=60,
            trust_env=False,
        )

    def ask(self, method: str, path: str, user: str = "claire", project: str = "beta", **content):
        permits = permits_of(self.hub, project)
        token = issue_access_token(self.key, user=user, project=project, permits=permits, door=1)
        return self.client.request(method, path, headers={"authorization": f"Bearer {token}"}, **content)

    def hand_in(self, *cells: str, user: str = "claire", project: str = "beta", **order) -> list[int]:
        whole = {"notebook": "study.ipynb", "content": encoded(notebook(*cells)), **order}
        answer = self.ask("POST", "/jobs", user, project, json=whole)
        assert answer.status_code == 200, answer.text
        return [job["id"] for job in answer.json()["jobs"]]

    def copies(self, user: str = "claire", project: str = "beta") -> dict[str, str]:
        """The last copy of each notebook that this person may have back."""
        told = self.ask("GET", "/notebooks", user, project).json()["copies"]
        return {one["notebook"]: one["id"] for one in reversed(told)}

    def job(self, job: int) -> Job:
        with open_governance(self.hub.governance, read_only=True)() as work:
            return find_job(work, job)

    def until(self, job: int, fits: Callable[[Job], bool], seconds: float = 240) -> Job:
        end = time.monotonic() + seconds
        while not fits(told := self.job(job)):
            assert time.monotonic() < end, told
            time.sleep(0.2)
        return told

    def ended(self, job: int) -> Job:
        return self.until(job, lambda told: told.ended is not None)

    def container(self, job: int):
        name = f"{self.hub.env['D2H_HUB_INSTALLATION']}-job-{job}"
        named = {"name": f"^{name}$"}
        found = docker.from_env().containers.list(all=True, filters=named, ignore_removed=True)
        return found[0] if found else None

    def until_running(self, job: int) -> None:
        end = time.monotonic() + 180
        while (found := self.container(job)) is None or found.status != "running":
            assert time.monotonic() < end
            time.sleep(0.1)

    def file(self, path: str, user: str = "claire", project: str = "beta") -> str:
        """Of the member's own folder as a workspace of hers reads it; without `user`, of the project's."""
        volume = f"{self.hub.env['D2H_HUB_INSTALLATION']}-{user}--{project}"
        if volume not in {one.name for one in docker.from_env().volumes.list()}:
            return ""  # the engine would make it, and nobody would take it away
        reading = ["cat", f"/work/{path}"]
        read = ["docker", "run", "--rm", "--network=none", "--entrypoint", *reading[:1]]
        image = self.hub.env.get("D2H_HUB_IMAGE", "d2h-workspace:latest")
        said = subprocess.run(
            [*read, "-v", f"{volume}:/work:ro", image, *reading[1:]], capture_output=True, check=False
        )
        return said.stdout.decode()

    def result(self, job: int, name: str) -> str:
        """Of what the job left in its project's folder."""
        told = self.job(job)
        return self.file(f"jobs/{told.user}/{job}/{name}", "", told.project)

    def start_worker(self) -> None:
        self.worker = self.hub.start("jobs-worker", sys.executable, "-m", "hub_config.jobs.worker")

    def kill_worker(self) -> None:
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait(20)
        self.hub.processes.remove(self.worker)
