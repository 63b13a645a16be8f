"""The engine of the machine on which a project works, for what asks it by Docker's own commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from governance.refusal import Refusal
from hub_config.doors import worker_folder
from hub_config.nodes.declared import workers_of
from hub_config.nodes.here import NodeHere
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Homes
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from launcher.ending.holdings import Holdings
from launcher.installation import Installation

_VARIABLE = "DOCKER_HOST"


@contextmanager
def engine_of_node(installation: Installation, node: str) -> Iterator[Node]:
    """Within it `docker` and docker-py speak to the engine of `node`. Raises Refusal `node-unknown`,
    `node-away`."""
    settings = HubSettings(home=installation.home, sockets=installation.sockets)
    if node == settings.node:
        yield NodeHere(settings)
        return
    worker = next((one for one in workers_of(installation.home) if one.name == node), None)
    if worker is None:
        raise Refusal("node-unknown", node=node)
    there = WorkerNode(worker, settings)
    there.room()
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = f"unix://{worker_folder(installation.sockets, node) / 'engine.sock'}"
    try:
        yield there
    finally:
        os.environ.pop(_VARIABLE)
        if before is not None:
            os.environ[_VARIABLE] = before


@contextmanager
def engine_of_project(installation: Installation, project: str) -> Iterator[None]:
    """As `engine_of_node`, of the machine that has the project's files: it can mount all of them, though it
    may have been started anew since a workspace did, and not every member worked there."""
    with engine_of_node(installation, node_of_project(project)) as there:
        holdings = Holdings(installation, project)
        for user in holdings.sharers():
            there.make_volumes(user, project)
        for volume in holdings.all_volumes():
            there.show_volume(volume)
        yield


def node_of_project(project: str) -> str:
    """The machine that has its files, or the hub's own."""
    settings = HubSettings()
    return Homes(settings.homes).of(project) or settings.node
