"""A machine on which workspaces run, as the spawner sees it, whichever kind it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import docker

from governance.gpus.device import GpuDevice
from hub_config.machine import Machine
from hub_config.nodes.targets import Targets
from hub_config.work_names import Work
from hub_config.work_volumes import Usage


@dataclass(frozen=True)
class Told:
    """The texts of the files that a workspace finds when it starts."""

    session: str
    relays: str
    server_relays: str


@dataclass(frozen=True)
class Places:
    """Folders of one workspace, as the engine of its machine finds them; `doors` are of its own set."""

    server: Path
    relays: Path
    session: Path
    imports: Path
    hub_door: Path
    doors: Path


@dataclass(frozen=True)
class JobTold:
    """The files that a job finds when it starts. `proof`: what its machine shows the hub in its name, where
    that is another one than the hub's."""

    session: str
    relays: str
    order: str
    notebook: bytes
    proof: str = ""


@dataclass(frozen=True)
class JobPlaces:
    """As `Places`, of one job; `access`: its own door to access tokens."""

    session: Path
    given: Path
    access: Path
    imports: Path
    doors: Path


class Node(Protocol):
    """`holder` is a workspace, `<user>--<project>`, or a job; it holds a set of doors from `prepare` or
    `prepare_job` to `remove`.

    `executor` has one thread, in which what waits for the engine queues up.
    """

    name: str
    executor: Executor
    shares: bool  # it sees the files that are shared between machines

    @property
    def engine(self) -> docker.DockerClient: ...

    def asking(self) -> AbstractContextManager[None]:
        """Around what its engine is asked. Raises Refusal `node-away` where a worker's does not answer."""

    def prepare(self, holder: str, project: str, told: Told) -> Places:
        """Empty folders for a new start. Raises Refusal `doors-all-taken`, `socket-folder-unusable`."""

    def prepare_job(self, holder: str, project: str, told: JobTold) -> JobPlaces:
        """As `prepare`; its own door opens soon after."""

    def has_job_door(self, holder: str) -> bool:
        """Whether somebody answers at the job's own door."""

    async def adopt(self, holder: str, deadline: float) -> str:
        """The URL under which the proxy reaches the server, whose socket is no longer in its own hands.

        Raises TimeoutError after `deadline` seconds, Refusal `workspace-socket-forged`.
        """

    def remove(self, holder: str) -> None:
        """Folders and doors; nothing where it has none."""

    def give_up(self, holder: str) -> None:
        """The machine is lost, with what the workspace has there: it keeps its doors until that is gone."""

    def clear_away(self) -> None:
        """What still runs there of workspaces that were given up: only then may others have their doors."""

    def holders(self) -> tuple[str, ...]:
        """Workspaces and jobs that have doors there and were not given up."""

    def make_volumes(self, user: str, project: str) -> Work:
        """As `WorkVolumes.make`."""

    def show_volume(self, volume: str) -> None:
        """As `WorkVolumes.show`."""

    def usage(self, volume: str) -> Usage | None:
        """As `WorkVolumes.usage`."""

    def givable(self, devices: Sequence[GpuDevice]) -> Mapping[str, tuple[int, ...]]:
        """As `givable_here`, there."""

    def room(self) -> Machine:
        """What the machine has left."""

    def targets(self) -> AbstractContextManager[Targets]:
        """As `targets_here`, there."""
