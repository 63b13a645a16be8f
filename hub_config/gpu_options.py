"""What the engine is told so that a container has the devices allotted to it, and no other."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docker.types import DeviceRequest

from governance.gpus.device import GpuDevice

GPU_LABEL = "org.d2h.gpu"


def gpu_labels(devices: Sequence[GpuDevice]) -> dict[str, str]:
    return {GPU_LABEL: ",".join(device.id for device in devices)} if devices else {}


def gpu_options(devices: Sequence[GpuDevice]) -> Mapping[str, Any]:
    """Arguments of docker's `run`. Who may use a device file by its group may use it in the container too."""
    options: dict[str, Any] = {}
    files = [file for device in devices for file in device.files]
    if files:
        options["devices"] = [f"{file}:{file}:rw" for file in dict.fromkeys(files)]
        groups = {told.st_gid for file in files if (told := Path(file).stat()).st_mode & stat.S_IRGRP}
        options["group_add"] = sorted(groups - {0})
    if known := [device.id for device in devices if not device.files]:
        options["device_requests"] = [
            DeviceRequest(driver="nvidia", device_ids=known, capabilities=[["gpu"]])
        ]
    return options
