"""`python -m launcher.gpus_of_workers`: of each machine besides the hub's for which GPUs are declared, how
many there are and how many a container can be given there. The doctor asks, in the standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from governance.gpus.declared import declared_devices
from governance.gpus.device import GpuDevice, on_node
from governance.refusal import Refusal
from hub_config.nodes.declared import workers_of
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from launcher.installation import Installation


@dataclass(frozen=True)
class Standing:
    """`trouble`: a code, empty where all devices can be given."""

    node: str
    all: int
    given: int = 0
    trouble: str = ""


def standings(home: Path, settings: HubSettings) -> list[Standing]:
    devices = declared_devices(home)
    workers = {worker.name: WorkerNode(worker, settings) for worker in workers_of(home)}
    nodes = sorted({device.node for device in devices} - {settings.node})
    return [_standing(node, on_node(devices, node), workers.get(node)) for node in nodes]


def _standing(node: str, devices: Sequence[GpuDevice], worker: WorkerNode | None) -> Standing:
    if worker is None:
        return Standing(node, len(devices), trouble="doctor-worker-gpus-nowhere")
    try:
        given = len(worker.givable(devices))
    except Refusal:
        return Standing(node, len(devices), trouble="doctor-worker-gpus-away")
    trouble = "doctor-worker-gpus-some" if given < len(devices) else ""
    return Standing(node, len(devices), given, trouble)


if __name__ == "__main__":
    installation = Installation.from_environment()
    settings = HubSettings(home=installation.home, sockets=installation.sockets)
    print(json.dumps([asdict(one) for one in standings(installation.home, settings)]))
