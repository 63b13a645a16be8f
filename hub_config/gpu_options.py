"""What the engine is told so that a container has the devices allotted to it, and no other."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docker.types import DeviceRequest

from governance.gpus.device import GpuDevice
from governance.gpus.runtime import lack_of_nvidia

GPU_LABEL = "org.d2h.gpu"


def gpu_labels(devices: Sequence[GpuDevice]) -> dict[str, str]:
    return {GPU_LABEL: ",".join(device.id for device in devices)} if devices else {}


def givable_here(devices: Iterable[GpuDevice]) -> dict[str, tuple[int, ...]]:
    """Of this machine's `devices`, the ids of those that a container can be given, NVIDIA's only with its
    runtime. To each, the groups whose members may use its files."""
    nvidia = lack_of_nvidia() is None
    return {
        device.id: tuple(sorted(_groups(device)))
        for device in devices
        if (all(Path(file).exists() for file in device.files) if device.files else nvidia)
    }


def _groups(device: GpuDevice) -> set[int]:
    told = (Path(file).stat() for file in device.files)
    return {one.st_gid for one in told if one.st_mode & stat.S_IRGRP} - {0}


def gpu_options(devices: Sequence[GpuDevice], groups: Collection[int]) -> Mapping[str, Any]:
    """Arguments of docker's `run`. Who may use a device file by its group may use it in the container too."""
    options: dict[str, Any] = {}
    files = [file for device in devices for file in device.files]
    if files:
        options["devices"] = [f"{file}:{file}:rw" for file in dict.fromkeys(files)]
        options["group_add"] = sorted(groups)
    if known := [device.id for device in devices if not device.files]:
        options["device_requests"] = [
            DeviceRequest(driver="nvidia", device_ids=known, capabilities=[["gpu"]])
        ]
    return options
