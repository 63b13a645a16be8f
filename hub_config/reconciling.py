"""When the hub starts: what workspaces left behind that ended, or began, while it did not look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from docker.errors import DockerException
from requests.exceptions import RequestException

from governance.gpus.queue import workspace_holder
from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.labels import JOB_LABEL, LABEL, PROJECT_LABEL, USER_LABEL
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Nodes
from hub_config.offers import Offers
from hub_config.researcher_side import ResearcherSide
from hub_config.settings import HubSettings
from hub_config.work_names import work_of

Whose = tuple[str, str]  # user and project

_log = logging.getLogger(__name__)
_OVER = frozenset({"exited", "dead", "removing"})
_FAULTS = (DockerException, RequestException, Refusal)


def reconcile(settings: HubSettings, gate: Gate, offers: Offers, nodes: Nodes) -> None:
    """First the workspaces that the hub knows nothing of, then the devices of those that are gone."""
    known = _known(settings.database)
    if known is not None:
        for node in nodes.all():
            try:
                _remove_unknown(node, known, settings, gate, offers)
            except _FAULTS as fault:
                _log.warning("Workspaces of %s are not reconciled (%s)", node.name, type(fault).__name__)
    reconcile_gpus(settings, gate, offers, nodes)


def reconcile_gpus(settings: HubSettings, gate: Gate, offers: Offers, nodes: Nodes) -> list[str]:
    """The holders whose devices were released: no container of theirs is left. What is held on a machine
    whose engine does not answer stays held, and nothing can be started there either."""
    alive, silent = set[str](), set[str]()
    for node in nodes.all():
        try:
            standing = _containers(node, settings.installation)
            alive |= {workspace_holder(*whose).id for whose, one in standing if one.status not in _OVER}
        except _FAULTS as fault:
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


def _remove_unknown(node: Node, known: set[Whose], settings: HubSettings, gate: Gate, offers: Offers) -> None:
    """A hub that is killed in the middle of a start may leave containers that it has not written down."""
    standing = list(_containers(node, settings.installation))
    for user, project in {whose for whose, _ in standing} - known:
        _log.warning("Closing the workspace of %s in %s: the hub knows nothing of it", user, project)
        for whose, container in standing:
            if whose == (user, project):
                container.remove(force=True)
        ResearcherSide(work_of(settings.installation, user, project).own, node).remove()
        node.remove(f"{user}--{project}")
        gate.leave(user, project, offers.devices())


def _known(database: str) -> set[Whose] | None:
    """The workspaces that the hub takes for open; None before its first start."""
    engine = sa.create_engine(database)
    try:
        if not sa.inspect(engine).has_table("spawners"):
            return None
        tables = sa.MetaData()
        tables.reflect(engine, only=("users", "spawners"))
        users, spawners = tables.tables["users"], tables.tables["spawners"]
        wanted = sa.select(users.c.name, spawners.c.name).where(
            users.c.id == spawners.c.user_id, spawners.c.server_id.is_not(None)
        )
        with engine.connect() as connection:
            return {(user, project) for user, project in connection.execute(wanted)}
    finally:
        engine.dispose()


def _containers(node: Node, installation: str) -> Iterator[tuple[Whose, Any]]:
    """Of workspaces, whatever their state."""
    node.room()  # answers, or not, sooner than an engine
    labels = [f"{LABEL}={installation}", USER_LABEL, PROJECT_LABEL]
    for container in node.engine.containers.list(all=True, filters={"label": labels}, ignore_removed=True):
        if JOB_LABEL not in container.labels:
            yield (container.labels[USER_LABEL], container.labels[PROJECT_LABEL]), container
