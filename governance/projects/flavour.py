"""Sizes of workspaces that an installation offers, within what a project may have: `flavours.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from governance.catalogue.site_card import Language, Words
from governance.gpus.device import GpuDevice, GpuWish, of_kind
from governance.misfit import Misfit
from governance.permits.document import Slug
from governance.projects.project_file import Size
from governance.source_file import SourceFile, SourceRefusal

FILE = "flavours.yaml"
# The name of what a project's file says, offered to everybody, without a GPU.
USUAL = "usual"


class Flavour(BaseModel):
    """`memory` in bytes, written `512M` or `2G`. `gpu`: devices that a workspace of this size has alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    cpus: float = Field(ge=0.1, le=512)
    memory: Size = Field(ge=256 << 20, le=4 << 40)
    gpu: GpuWish | None = None


class FlavourFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    flavours: tuple[Flavour, ...] = Field(default=(), max_length=20)


def declared_flavours(home: Path) -> tuple[Flavour, ...]:
    """None without a file. Raises SourceRefusal for a file that is wrong."""
    path = home / FILE
    if not path.exists():
        return ()
    source = SourceFile(path)
    flavours = source.validate(FlavourFile).flavours
    names = [USUAL, *(flavour.id for flavour in flavours)]
    twice = [
        source.fault(Misfit(("flavours", place, "id"), "flavour-twice", {"id": flavour.id}))
        for place, flavour in enumerate(flavours)
        if flavour.id in names[: place + 1]
    ]
    if twice:
        raise SourceRefusal(twice)
    return flavours


def offered(
    flavours: Sequence[Flavour],
    machines: Collection[Collection[GpuDevice]],
    *,
    memory: int,
    cpus: float,
    gpus: int,
) -> tuple[Flavour, ...]:
    """Those within a project's `memory`, `cpus` and `gpus` for which one of the `machines`, told by its
    devices, has these at all."""
    return tuple(
        flavour
        for flavour in flavours
        if flavour.memory <= memory
        and flavour.cpus <= cpus
        and (flavour.gpu is None or (flavour.gpu.count <= gpus and _is_had(flavour.gpu, machines)))
    )


def _is_had(wish: GpuWish, machines: Collection[Collection[GpuDevice]]) -> bool:
    return any(len(of_kind(devices, wish.kind)) >= wish.count for devices in machines)
