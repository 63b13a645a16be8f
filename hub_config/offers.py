"""Sizes of workspaces that a person may choose from, with what is free of each at this moment."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from governance.gpus.allotment import GpuState
from governance.gpus.declared import declared_devices
from governance.gpus.device import GpuDevice, GpuWish, of_kind, on_node
from governance.gpus.queue import KEPT_FREE, workspace_holder
from governance.projects.flavour import USUAL, Flavour, declared_flavours, offered
from governance.refusal import Refusal
from governance.source_file import SourceRefusal
from hub_config.gate import Gate
from hub_config.gpu_options import givable_here
from hub_config.nodes.declared import workers_of
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Fit, Nodes

_T = TypeVar("_T")
_ByNode = Mapping[str, Sequence[GpuDevice]]
# Why a job waits, told as the reason of one that ended.
DRAINED = "node-drained"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A place in the queue; `until`: when the device is given to the next one, where it is her turn."""

    kind: str
    position: int
    until: datetime | None


@dataclass(frozen=True)
class Devices:
    """`free` of `all` on the machine `node`, of the kind that a flavour takes."""

    node: str
    free: int
    all: int


@dataclass(frozen=True)
class Choice:
    """`devices`: of each machine on which the workspace may be, none without a GPU."""

    flavour: Flavour
    devices: tuple[Devices, ...] = ()

    @property
    def full(self) -> bool:
        """Whoever chooses it now waits for her turn."""
        wish = self.flavour.gpu
        return wish is not None and all(one.free < wish.count for one in self.devices)


class Offers:
    """The installation's files are read anew each time: what an admin writes there counts at once. A file
    that is wrong offers nothing, and stops no workspace that runs."""

    def __init__(self, home: Path, nodes: Nodes, gate: Gate) -> None:
        self._home = home
        self._nodes = nodes
        self._gate = gate

    @property
    def node(self) -> str:
        """The hub's own machine."""
        return self._nodes.here.name

    def devices(self) -> tuple[GpuDevice, ...]:
        """Of all machines; whether those of workers can be given, `given` asks there."""
        return offered_devices(self._home, self.node)

    def given(self, node: Node) -> tuple[GpuDevice, ...]:
        """Those of `node` that a container can be given. Raises Refusal `node-away`."""
        return given_on(node, self.devices())

    def choices(self, project: str) -> tuple[Choice, ...]:
        """The usual one first. Raises Refusal `project-unknown`, `node-unknown`."""
        devices, state = self._devices_for(project), self._gate.gpu_state()
        return tuple(_choice(flavour, devices, state) for flavour in self._flavours(project, devices))

    def chosen(self, project: str, flavour: str) -> Flavour:
        """Raises Refusal `flavour-unknown` for what is not offered to the project, `node-unknown`."""
        for one in self._flavours(project, self._devices_for(project)):
            if one.id == flavour:
                return one
        raise Refusal("flavour-unknown", flavour=flavour)

    def fits(self, wish: GpuWish | None) -> tuple[Fit, ...]:
        """Of machines, those that have what is wished for free now, then those that have it at all."""
        return fits(wish, self.devices(), self._gate.gpu_state()) if wish else ()

    def turn(self, user: str, project: str) -> Turn | None:
        """The person's place in the queue, if she waits."""
        state, holder = self._gate.gpu_state(), workspace_holder(user, project)
        place, position = state.place_of(holder), state.position_of(holder)
        if place is None or position is None:
            return None
        is_turn = state.is_turn_of(holder, self.devices())
        until = place.called + KEPT_FREE if is_turn and place.called else None
        return Turn(place.wish.kind, 0 if is_turn else position, until)

    def is_closed_to(self, project: str) -> bool:
        """As `Nodes.is_closed_to`; not where nobody knows its machine."""
        try:
            return self._nodes.is_closed_to(project)
        except Refusal:
            return False

    def leave_queue(self, user: str, project: str) -> None:
        self._gate.leave_queue(user, project, self.devices())

    def _devices_for(self, project: str) -> _ByNode:
        """By machine, those that its workspaces may get; of one that does not answer, none."""
        devices: dict[str, tuple[GpuDevice, ...]] = {}
        for node in self._nodes.of(project):
            try:
                devices[node.name] = self.given(node)
            except Refusal:
                devices[node.name] = ()
        return devices

    def _flavours(self, project: str, devices: _ByNode) -> Iterator[Flavour]:
        memory, cpus, gpus = self._gate.limits(project)
        yield Flavour.model_construct(id=USUAL, title={}, cpus=cpus, memory=memory, gpu=None)
        yield from offered(
            _readable(declared_flavours, self._home), devices.values(), memory=memory, cpus=cpus, gpus=gpus
        )


def offered_devices(home: Path, here: str) -> tuple[GpuDevice, ...]:
    """Of the hub's machine `here`, those that a container can be given; of its workers, those declared."""
    declared = _readable(declared_devices, home)
    workers = {worker.name for worker in _readable(workers_of, home)}
    given = givable_here(on_node(declared, here))
    return tuple(device for device in declared if device.id in given or device.node in workers - {here})


def given_on(node: Node, devices: Sequence[GpuDevice]) -> tuple[GpuDevice, ...]:
    """Of `devices` those of `node` that a container can be given. Raises Refusal `node-away`."""
    there = on_node(devices, node.name)
    ids = node.givable(there)
    return tuple(device for device in there if device.id in ids)


def fits(wish: GpuWish, devices: Sequence[GpuDevice], state: GpuState) -> tuple[Fit, ...]:
    """Of machines, those that have what is wished for free now, then those that have it at all."""
    offered = of_kind(devices, wish.kind)
    free = Counter(device.node for device in offered if device.id not in state.held)
    every = Counter(device.node for device in offered)
    return (lambda node: free[node.name] >= wish.count), (lambda node: every[node.name] >= wish.count)


def _readable(read: Callable[..., Sequence[_T]], *where: Path | str) -> Sequence[_T]:
    try:
        return read(*where)
    except SourceRefusal as refusal:
        for fault in refusal.faults:
            where_it_is = f"{fault.file}:{fault.line} {fault.key}"
            _log.warning("%s: %s: nothing of the file is offered", where_it_is, fault.code)
        return ()


def _choice(flavour: Flavour, devices: _ByNode, state: GpuState) -> Choice:
    if flavour.gpu is None:
        return Choice(flavour)
    kind = flavour.gpu.kind
    counted = (
        Devices(node, state.free(there, kind), len(of_kind(there, kind))) for node, there in devices.items()
    )
    return Choice(flavour, tuple(one for one in counted if one.all >= flavour.gpu.count))
