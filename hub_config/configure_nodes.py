"""The machines of the installation."""

from __future__ import annotations

from hub_config.gate import Gate
from hub_config.nodes.declared import shared_of, workers_of
from hub_config.nodes.here import NodeHere
from hub_config.nodes.placement import Homes, Nodes
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from hub_config.work_volumes import project_volume


def configured_nodes(settings: HubSettings, gate: Gate) -> Nodes:
    shared = shared_of(settings.home)
    return Nodes(
        NodeHere(settings),
        {worker.name: WorkerNode(worker, settings) for worker in workers_of(settings.home)},
        Homes(settings.homes),
        lambda: gate.drained(),
        lambda project: shared is not None and shared.has(project_volume(settings.installation, project)),
    )
