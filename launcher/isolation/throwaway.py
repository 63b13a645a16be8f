"""A workspace that the hub starts for the trial alone, and that leaves nothing behind."""

from __future__ import annotations

import fcntl
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from websockets.exceptions import WebSocketException

from governance.access.workspace_entry import PROBE
from hub_config.work_names import work_of
from launcher.client import START_DEADLINE
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.kernel import Kernel
from launcher.settings import ISOLATION_PROOF, read_settings

_STOP_SECONDS = 60.0


@dataclass
class Throwaway:
    """The container of its researcher's code, by its name at the engine, and a kernel in it."""

    container: str
    kernel: Kernel

    def execute(self, code: str, *, deadline: float = 300.0) -> str:
        return self.kernel.execute(code, deadline=deadline)


@contextmanager
def throwaway_workspace(installation: Installation, project: str, node: str) -> Iterator[Throwaway]:
    """Start it through the hub on `node`, as a member's is started; take everything of it away at the end.

    What a run that was killed left behind is taken away first. Raises InstallationError
    `isolation-no-token`, `isolation-busy` or `isolation-hub`.
    """
    token = read_settings(installation).get(ISOLATION_PROOF)
    if not token:
        raise InstallationError("isolation-no-token")
    name = f"{installation.container_prefix}-{PROBE}--{project}"
    headers = {"Authorization": f"token {token}"}
    try:
        with (
            _alone(installation),
            httpx.Client(base_url=installation.hub_url, headers=headers, timeout=60, trust_env=False) as hub,
        ):
            _remove(hub, project, name)
            try:
                _start(hub, project, node)
                kernel = _start_kernel(hub, installation.hub_url, project, headers)
                try:
                    yield Throwaway(name, kernel)
                finally:
                    kernel.close()
            finally:
                _remove(hub, project, name)
    except (httpx.HTTPError, WebSocketException) as fault:
        raise InstallationError("isolation-hub", reason=str(fault)) from fault


@contextmanager
def _alone(installation: Installation) -> Iterator[None]:
    with (installation.home / "isolation.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise InstallationError("isolation-busy") from taken
        yield


def _start(hub: httpx.Client, project: str, node: str) -> None:
    server = f"/hub/api/users/{PROBE}/servers/{project}"
    answer = hub.post(server, json={"node": node})
    if answer.status_code not in (201, 202):
        raise InstallationError("isolation-hub", reason=_reason(answer))
    end = time.monotonic() + START_DEADLINE
    with hub.stream("GET", f"{server}/progress", timeout=START_DEADLINE) as events:
        for line in events.iter_lines():
            if time.monotonic() > end:
                break
            event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            if event.get("ready"):
                return
            if event.get("failed"):
                raise InstallationError("isolation-hub", reason=str(event.get("message")))
    raise InstallationError("isolation-hub", reason="the workspace did not become ready")


def _start_kernel(hub: httpx.Client, url: str, project: str, headers: dict[str, str]) -> Kernel:
    path = f"/user/{PROBE}/{project}/api/kernels"
    answer = hub.post(path, json={"name": "python3"})
    if answer.status_code != 201:
        raise InstallationError("isolation-hub", reason=_reason(answer))
    address = f"{url}{path}/{answer.json()['id']}/channels"
    return Kernel(address.replace("http", "ws", 1), headers, origin=url)


def _remove(hub: httpx.Client, project: str, name: str) -> None:
    """Server, container and volume; gone is good."""
    server = f"/hub/api/users/{PROBE}/servers/{project}"
    end = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < end:
        answer = hub.request("DELETE", server, json={"remove": True})
        if answer.status_code in (204, 404):
            break
        time.sleep(0.5)
    installation = name.removesuffix(f"-{PROBE}--{project}")
    volumes = (name, f"{name}--shared", work_of(installation, PROBE, project).project)
    for kind, names in (("container", (name, f"{name}--server")), ("volume", volumes)):
        subprocess.run(["docker", kind, "rm", "--force", *names], capture_output=True, check=False)


def _reason(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code}: {answer.json().get('message', answer.text)}"
    except ValueError:
        return f"{answer.status_code}: {answer.text[:500]}"
