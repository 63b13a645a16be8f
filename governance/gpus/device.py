"""A graphics processor, or a slice of one, as a node offers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# `GPU-…` and `MIG-…` of NVIDIA, `card0`: what a container engine is told, so nothing that it could misread.
DeviceId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,119}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")]
DeviceFile = Annotated[str, StringConstraints(pattern=r"^/dev/[A-Za-z0-9._/-]{1,100}$")]

_GPU = re.compile(r"GPU (?P<index>\d+): (?P<name>.+?) \(UUID: (?P<id>GPU-[0-9a-f-]+)\)")
_SLICE = re.compile(r"\s+MIG (?P<profile>\S+)\s+Device\s+\d+: \(UUID: (?P<id>MIG-[A-Za-z0-9/-]+)\)")


class GpuDevice(BaseModel):
    """One device of `node`, a host name. What has the same `kind` is as good as another.

    Without `files` it is NVIDIA's, known to its container runtime by `id`; with them it is what these device
    files are (`/dev/kfd` and `/dev/dri/renderD128` for one of AMD).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: DeviceId
    node: str = Field(min_length=1, max_length=253)
    kind: Kind
    name: str = Field(default="", max_length=120)
    files: tuple[DeviceFile, ...] = Field(default=(), max_length=16)

    @property
    def pool(self) -> Pool:
        return Pool(self.node, self.kind)


class Pool(NamedTuple):
    """Devices that are as good as one another for whoever works on the machine `node`."""

    node: str
    kind: str


class GpuWish(BaseModel):
    """How many devices of one kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    count: int = Field(default=1, ge=1, le=16)


def listed(listing: str, node: str) -> Iterator[GpuDevice]:
    """The devices in what `nvidia-smi -L` prints on `node`. A GPU that is cut into MIG slices is offered by
    its slices alone: whoever held it whole would hold theirs too."""
    whole: GpuDevice | None = None
    for line in listing.splitlines():
        if found := _GPU.match(line):
            if whole is not None:
                yield whole
            name = found["name"]
            whole = GpuDevice(id=found["id"], node=node, kind=kind_of(name), name=name)
            model = name
        elif found := _SLICE.match(line):
            whole = None
            name = f"{model} MIG {found['profile']}"
            yield GpuDevice(id=found["id"], node=node, kind=kind_of(name), name=name)
    if whole is not None:
        yield whole


def kind_of(name: str) -> str:
    """`NVIDIA A100-SXM4-80GB MIG 1g.10gb` as `a100-sxm4-80gb-mig-1g.10gb`."""
    words = name.lower().removeprefix("nvidia ").replace("geforce ", "")
    return re.sub(r"[^a-z0-9.]+", "-", words).strip("-.")[:40] or "gpu"


def on_node(devices: Iterable[GpuDevice], node: str) -> tuple[GpuDevice, ...]:
    return tuple(device for device in devices if device.node == node)


def of_kind(devices: Iterable[GpuDevice], kind: str) -> tuple[GpuDevice, ...]:
    return tuple(device for device in devices if device.kind == kind)
