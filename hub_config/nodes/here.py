"""The hub's own machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import cached_property

import docker

from governance.gpus.device import GpuDevice
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.gpu_options import givable_here
from hub_config.machine import Machine, machine_now
from hub_config.nodes.declared import shared_of
from hub_config.nodes.folders import WorkspaceFolders
from hub_config.nodes.node import JobPlaces, JobTold, Places, Told
from hub_config.nodes.targets import Targets, targets_here
from hub_config.settings import HubSettings
from hub_config.work_names import Work
from hub_config.work_volumes import Usage

_ENGINE_SECONDS = 60


class NodeHere:
    """A `Node`."""

    def __init__(self, settings: HubSettings) -> None:
        self.name = settings.node
        self.executor: Executor = ThreadPoolExecutor(1)
        self.shares = shared_of(settings.home) is not None
        self._sets = DoorSets(settings.sockets, settings.of_workers)
        self._folders = WorkspaceFolders(settings.sockets, settings.imports, settings.jobs)
        self._volumes = settings.work_volumes()

    @cached_property
    def engine(self) -> docker.DockerClient:
        return docker.from_env(timeout=_ENGINE_SECONDS)

    def asking(self) -> AbstractContextManager[None]:
        return nullcontext()

    def prepare(self, holder: str, project: str, told: Told) -> Places:
        return self._folders.prepare(holder, self._sets.take(holder), project, told)

    def prepare_job(self, holder: str, project: str, told: JobTold) -> JobPlaces:
        return self._folders.prepare_job(self._sets.take(holder), project, told)

    def has_job_door(self, holder: str) -> bool:
        return self._folders.of_job(self._sets.of(holder)).has_door()

    async def adopt(self, holder: str, deadline: float) -> str:
        return await self._folders.of(holder).adopt(deadline)

    def remove(self, holder: str) -> None:
        self._folders.of(holder).remove()
        with suppress(Refusal):
            self._folders.of_job(self._sets.of(holder)).remove()
        self._sets.give_back(holder)

    def give_up(self, holder: str) -> None:
        self.remove(holder)  # a machine that answers keeps nothing back

    def make_volumes(self, user: str, project: str) -> Work:
        return self._volumes.make(user, project)

    def clear_away(self) -> None:
        pass

    def holders(self) -> tuple[str, ...]:
        return self._sets.holders()

    def show_volume(self, volume: str) -> None:
        self._volumes.show(volume)

    def usage(self, volume: str) -> Usage | None:
        return self._volumes.usage(volume)

    def givable(self, devices: Sequence[GpuDevice]) -> Mapping[str, tuple[int, ...]]:
        return givable_here(devices)

    def room(self) -> Machine:
        return machine_now()

    def targets(self) -> AbstractContextManager[Targets]:
        return targets_here()
