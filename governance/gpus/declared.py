"""The devices that an installation declares: `gpus.yaml` in its folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from governance.gpus.device import GpuDevice
from governance.misfit import Misfit
from governance.source_file import SourceFile, SourceRefusal

FILE = "gpus.yaml"


class GpuFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    gpus: tuple[GpuDevice, ...] = ()


def declared_devices(home: Path, node: str | None = None) -> tuple[GpuDevice, ...]:
    """Those of `node`, else all; none without a file. Raises SourceRefusal for a file that is wrong."""
    path = home / FILE
    if not path.exists():
        return ()
    source = SourceFile(path)
    devices = source.validate(GpuFile).gpus
    twice = [
        source.fault(Misfit(("gpus", place, "id"), "gpu-twice", {"id": device.id}))
        for place, device in enumerate(devices)
        if device.id in {other.id for other in devices[:place]}
    ]
    if twice:
        raise SourceRefusal(twice)
    return tuple(device for device in devices if node in (None, device.node))


def declare(home: Path, devices: Iterable[GpuDevice]) -> list[GpuDevice]:
    """Add to the file those that it does not name yet, and return them. Raises as `declared_devices`."""
    known = declared_devices(home)
    new = [device for device in devices if device.id not in {one.id for one in known}]
    if new:
        told = [device.model_dump(mode="json", exclude_defaults=True) for device in (*known, *new)]
        path = home / FILE
        written = path.with_suffix(".new")
        with written.open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump({"gpus": told}, file)
        written.replace(path)
    return new
