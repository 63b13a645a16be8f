"""When the hub starts: devices of workspaces that ended while it did not look are free again."""

from __future__ import annotations

import logging

from docker.errors import DockerException
from requests.exceptions import RequestException

from governance.gpus.queue import workspace_holder
from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Nodes
from hub_config.offers import Offers
from hub_config.settings import HubSettings
from hub_config.spawner import PROJECT_LABEL, USER_LABEL
from hub_config.work_volumes import LABEL

_log = logging.getLogger(__name__)
_OVER = frozenset({"exited", "dead", "removing"})


def reconcile_gpus(settings: HubSettings, gate: Gate, offers: Offers, nodes: Nodes) -> list[str]:
    """The holders whose devices were released: no container of theirs is left. What is held on a machine
    whose engine does not answer stays held, and nothing can be started there either."""
    alive, silent = set[str](), set[str]()
    for node in nodes.all():
        try:
            alive |= _working_on(node, settings.installation)
        except (DockerException, RequestException, Refusal) as fault:
            _log.warning("GPUs of %s are not reconciled: its engine does not answer (%s)", node.name, fault)
            silent.add(node.name)
    if nodes.here.name in silent:
        return []
    there = {device.id for device in offers.devices() if device.node in silent}
    alive |= {holder for device, holder in gate.gpu_state().held.items() if device in there}
    gone = gate.reconcile_gpus(alive, offers.devices())
    for holder in gone:
        _log.warning("The GPU of %s is free again: its workspace ended while the hub did not look", holder)
    return gone


def _working_on(node: Node, installation: str) -> set[str]:
    node.room()  # answers, or not, sooner than an engine
    labels = [f"{LABEL}={installation}", USER_LABEL, PROJECT_LABEL]
    containers = node.engine.containers.list(all=True, filters={"label": labels}, ignore_removed=True)
    return {
        workspace_holder(container.labels[USER_LABEL], container.labels[PROJECT_LABEL]).id
        for container in containers
        if container.status not in _OVER
    }
