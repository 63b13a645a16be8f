"""When the hub starts: devices of workspaces that ended while it did not look are free again."""

from __future__ import annotations

import logging

import docker
from docker.errors import DockerException

from governance.gpus.queue import workspace_holder
from hub_config.gate import Gate
from hub_config.offers import Offers
from hub_config.settings import HubSettings
from hub_config.spawner import PROJECT_LABEL, USER_LABEL
from hub_config.work_volumes import LABEL

_log = logging.getLogger(__name__)
_OVER = frozenset({"exited", "dead", "removing"})


def reconcile_gpus(settings: HubSettings, gate: Gate, offers: Offers) -> list[str]:
    """The holders whose devices were released: no container of theirs is left. Where the engine does not
    answer nothing is released, and nothing can be started either."""
    try:
        containers = docker.from_env(timeout=30).containers.list(
            all=True, filters={"label": [f"{LABEL}={settings.installation}", USER_LABEL, PROJECT_LABEL]}
        )
    except DockerException as fault:
        _log.warning("GPUs are not reconciled: the engine does not answer (%s)", fault)
        return []
    alive = {
        workspace_holder(container.labels[USER_LABEL], container.labels[PROJECT_LABEL]).id
        for container in containers
        if container.status not in _OVER
    }
    gone = gate.reconcile_gpus(alive, offers.devices())
    for holder in gone:
        _log.warning("The GPU of %s is free again: its workspace ended while the hub did not look", holder)
    return gone
