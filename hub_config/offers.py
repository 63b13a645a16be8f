"""Sizes of workspaces that a person may choose from, with what is free of each at this moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from governance.gpus.allotment import GpuState
from governance.gpus.declared import declared_devices
from governance.gpus.device import GpuDevice, of_kind
from governance.gpus.queue import KEPT_FREE, workspace_holder
from governance.gpus.runtime import lack_of_nvidia
from governance.projects.flavour import USUAL, Flavour, declared_flavours, offered
from governance.refusal import Refusal
from governance.source_file import SourceRefusal
from hub_config.gate import Gate

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A place in the queue; `until`: when the device is given to the next one, where it is her turn."""

    kind: str
    position: int
    until: datetime | None


@dataclass(frozen=True)
class Choice:
    """`free` of `all` devices of the kind that the flavour takes; both 0 without one."""

    flavour: Flavour
    free: int = 0
    all: int = 0

    @property
    def full(self) -> bool:
        """Whoever chooses it now waits for her turn."""
        return self.flavour.gpu is not None and self.free < self.flavour.gpu.count


class Offers:
    """The installation's files are read anew each time: what an admin writes there counts at once. A file
    that is wrong offers nothing, and stops no workspace that runs."""

    def __init__(self, home: Path, node: str, gate: Gate) -> None:
        self._home = home
        self.node = node
        self._gate = gate

    def devices(self) -> tuple[GpuDevice, ...]:
        return offered_devices(self._home, self.node)

    def choices(self, project: str) -> tuple[Choice, ...]:
        """The usual one first. Raises Refusal `project-unknown`."""
        devices, state = self.devices(), self._gate.gpu_state()
        return tuple(_choice(flavour, devices, state) for flavour in self._flavours(project, devices))

    def chosen(self, project: str, flavour: str) -> Flavour:
        """Raises Refusal `flavour-unknown` for what is not offered to the project."""
        for one in self._flavours(project, self.devices()):
            if one.id == flavour:
                return one
        raise Refusal("flavour-unknown", flavour=flavour)

    def turn(self, user: str, project: str) -> Turn | None:
        """The person's place in the queue, if she waits."""
        state, holder = self._gate.gpu_state(), workspace_holder(user, project)
        place, position = state.place_of(holder), state.position_of(holder)
        if place is None or position is None:
            return None
        is_turn = state.is_turn_of(holder, self.devices())
        until = place.called + KEPT_FREE if is_turn and place.called else None
        return Turn(place.wish.kind, 0 if is_turn else position, until)

    def leave_queue(self, user: str, project: str) -> None:
        self._gate.leave_queue(user, project, self.devices())

    def _flavours(self, project: str, devices: tuple[GpuDevice, ...]) -> Iterator[Flavour]:
        memory, cpus, gpus = self._gate.limits(project)
        yield Flavour.model_construct(id=USUAL, title={}, cpus=cpus, memory=memory, gpu=None)
        yield from offered(
            _readable(declared_flavours, self._home), devices, memory=memory, cpus=cpus, gpus=gpus
        )


def offered_devices(home: Path, node: str) -> tuple[GpuDevice, ...]:
    """Of this node, those that a container can be given: NVIDIA's only with its runtime."""
    nvidia = lack_of_nvidia() is None
    return tuple(
        device
        for device in _readable(declared_devices, home, node)
        if (all(Path(file).exists() for file in device.files) if device.files else nvidia)
    )


def _readable(read: Callable[..., Sequence[_T]], *where: Path | str) -> Sequence[_T]:
    try:
        return read(*where)
    except SourceRefusal as refusal:
        for fault in refusal.faults:
            where_it_is = f"{fault.file}:{fault.line} {fault.key}"
            _log.warning("%s: %s: nothing of the file is offered", where_it_is, fault.code)
        return ()


def _choice(flavour: Flavour, devices: tuple[GpuDevice, ...], state: GpuState) -> Choice:
    if flavour.gpu is None:
        return Choice(flavour)
    kind = flavour.gpu.kind
    return Choice(flavour, state.free(devices, kind), len(of_kind(devices, kind)))
