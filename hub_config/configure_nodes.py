"""The machines of the installation."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hub_config.labels import LABEL
from hub_config.nodes.declared import shared_of, workers_of
from hub_config.nodes.here import NodeHere
from hub_config.nodes.placement import Homes, Nodes
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from hub_config.work_names import project_volume


def configured_nodes(settings: HubSettings, drained: Callable[[], Collection[str]]) -> Nodes:
    shared, here = shared_of(settings.home), NodeHere(settings)

    def begun_here(project: str) -> bool:
        volumes = here.engine.volumes.list(filters={"label": f"{LABEL}={settings.installation}"})
        return any(volume.name.endswith(f"--{project}") for volume in volumes)

    return Nodes(
        here,
        {worker.name: WorkerNode(worker, settings) for worker in workers_of(settings.home)},
        Homes(settings.homes),
        drained,
        lambda project: shared is not None and shared.has(project_volume(settings.installation, project)),
        begun_here,
    )
