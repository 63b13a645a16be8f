"""A machine besides the hub's own, reached by its relay: its agent and its engine, behind sockets here."""

from __future__ import annotations

import base64
import fcntl
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from typing import Any, TypeVar

import docker
import httpx
from docker.errors import APIError, DockerException, NotFound
from pydantic import TypeAdapter
from requests.exceptions import RequestException

from governance.gpus.device import GpuDevice
from governance.refusal import Refusal
from hub_config.doors import WorkerDoorSets, worker_folder
from hub_config.jobs.folder import container_of, job_of
from hub_config.machine import Machine
from hub_config.nodes.declared import Worker
from hub_config.nodes.node import JobPlaces, JobTold, Places, Told
from hub_config.nodes.targets import Targets
from hub_config.settings import HubSettings
from hub_config.sockets import url_of
from hub_config.work_names import Work
from hub_config.work_volumes import Usage

_T = TypeVar("_T")
_SECONDS = 60
# A machine that takes longer to say what it has left is not asked to start anything.
_ROOM_SECONDS = 8.0
_AGENT = "http://agent"


class WorkerNode:
    """A `Node`. Every call raises Refusal `node-away` where the machine does not answer."""

    def __init__(self, worker: Worker, settings: HubSettings) -> None:
        self.name = worker.name
        self.executor: Executor = ThreadPoolExecutor(1)
        self._sockets = worker_folder(settings.sockets, worker.name)
        self._sets = WorkerDoorSets(settings.of_workers, worker.name, worker.numbers)
        self._kept = settings.of_workers / worker.name
        self._settings = settings
        self.shares = worker.shared is not None
        self._lost = self._kept / "lost"

    @cached_property
    def engine(self) -> docker.DockerClient:
        return docker.DockerClient(f"unix://{self._sockets / 'engine.sock'}", timeout=_SECONDS)

    @contextmanager
    def asking(self) -> Iterator[None]:
        try:
            yield
        except APIError:
            raise
        except (DockerException, RequestException) as fault:
            raise Refusal("node-away", node=self.name) from fault

    def prepare(self, holder: str, project: str, told: Told) -> Places:
        self.clear_away()
        doors = self._sets.take(holder)
        start = {"project": project, "told": vars(told)}
        return self._ask(Places, "PUT", f"/workspaces/{doors}", json=start)

    def prepare_job(self, holder: str, project: str, told: JobTold) -> JobPlaces:
        self.clear_away()
        doors = self._sets.take(holder)
        notebook = base64.b64encode(told.notebook).decode("ascii")
        files = {**vars(told), "notebook": notebook, "proof": self._sets.prove(doors)}
        return self._ask(JobPlaces, "PUT", f"/jobs/{doors}", json={"project": project, "files": files})

    def has_job_door(self, holder: str) -> bool:
        return self._ask(bool, "GET", f"/jobs/{self._sets.of(holder)}/door")

    async def adopt(self, holder: str, deadline: float) -> str:
        doors = self._sets.of(holder)
        transport = httpx.AsyncHTTPTransport(uds=str(self._sockets / "agent.sock"))
        with self._answering():
            async with httpx.AsyncClient(transport=transport, timeout=deadline + _SECONDS) as agent:
                _checked(
                    await agent.post(f"{_AGENT}/workspaces/{doors}/adopt", params={"deadline": deadline})
                )
        return url_of(self._sockets / str(doors) / "srv.sock")

    def remove(self, holder: str) -> None:
        try:
            doors = self._sets.of(holder)
        except Refusal:
            return
        self._send("DELETE", f"/workspaces/{doors}")
        self._sets.give_back(holder)

    def give_up(self, holder: str) -> None:
        self._lost.mkdir(parents=True, exist_ok=True)
        (self._lost / holder).touch()

    def holders(self) -> tuple[str, ...]:
        return tuple(holder for holder in self._sets.holders() if not (self._lost / holder).exists())

    def clear_away(self) -> None:
        if not any(self._lost.glob("*--*")):
            return
        self.room()
        with (self._kept / "lost.lock").open("a") as lock:
            # The hub and the worker of jobs may both: what one started since is not the other's to end.
            fcntl.flock(lock, fcntl.LOCK_EX)
            for lost in sorted(self._lost.glob("*--*")):
                for container in self._containers_of(lost.name):
                    with suppress(NotFound), self.asking():
                        self.engine.containers.get(container).remove(force=True)
                self.remove(lost.name)
                lost.unlink(missing_ok=True)

    def _containers_of(self, holder: str) -> tuple[str, ...]:
        installation = self._settings.installation
        if (job := job_of(holder)) is not None:
            return (container_of(installation, job),)
        return f"{installation}-{holder}--server", f"{installation}-{holder}"

    def make_volumes(self, user: str, project: str) -> Work:
        wanted = {
            "installation": self._settings.installation,
            "user": user,
            "project": project,
            "own": self._settings.work_bytes,
            "shared": self._settings.project_bytes,
        }
        return self._ask(Work, "PUT", "/volumes", json=wanted)

    def show_volume(self, volume: str) -> None:
        self._send("POST", f"/volumes/{volume}/show")

    def usage(self, volume: str) -> Usage | None:
        with suppress(Refusal):  # nobody is told of a size that nobody knows
            told = self._send("GET", f"/volumes/{volume}")
            return TypeAdapter(Usage | None).validate_json(told)
        return None

    def givable(self, devices: Sequence[GpuDevice]) -> Mapping[str, tuple[int, ...]]:
        if not devices:
            return {}
        named = [device.model_dump(mode="json") for device in devices]
        told = self._send("POST", "/gpus", timeout=_ROOM_SECONDS, json=named)
        return TypeAdapter(dict[str, tuple[int, ...]]).validate_json(told)

    def room(self) -> Machine:
        return TypeAdapter(Machine).validate_json(self._send("GET", "/room", timeout=_ROOM_SECONDS))

    @contextmanager
    def targets(self) -> Iterator[Targets]:
        """They end there with the connection."""
        transport = httpx.HTTPTransport(uds=str(self._sockets / "agent.sock"))
        with ExitStack() as held:
            with self._answering():
                agent = held.enter_context(httpx.Client(transport=transport, timeout=_SECONDS))
                told = held.enter_context(agent.stream("GET", f"{_AGENT}/targets")).raise_for_status()
                targets = TypeAdapter(Targets).validate_json(next(told.iter_lines()))
            yield targets

    def _ask(self, kind: type[_T], method: str, path: str, *, json: Any = None) -> _T:
        return TypeAdapter(kind).validate_json(self._send(method, path, json=json))

    def _send(self, method: str, path: str, *, timeout: float = _SECONDS, json: Any = None) -> bytes:
        transport = httpx.HTTPTransport(uds=str(self._sockets / "agent.sock"))
        with self._answering(), httpx.Client(transport=transport, timeout=timeout) as agent:
            return _checked(agent.request(method, f"{_AGENT}{path}", json=json)).content

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as fault:
            raise Refusal("node-away", node=self.name) from fault


def _checked(answer: httpx.Response) -> httpx.Response:
    """Raises what the agent says: its Refusal, or TimeoutError."""
    if answer.status_code == 409:
        told = answer.json()
        raise Refusal(told["code"], **told["params"])
    if answer.status_code == 504:
        raise TimeoutError("the worker saw no socket")
    return answer.raise_for_status()
