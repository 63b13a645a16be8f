"""Machines that take no new workspace or job because an administrator is about to stop them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.actor import Actor
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import DrainedNodeRow

LONGEST_REASON = 200  # characters
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")


@dataclass(frozen=True)
class DrainedNode:
    node: str
    reason: str
    by: str
    since: datetime


def drain_node(uow: UnitOfWork, node: str, reason: str, actor: Actor) -> None:
    """Audited as `node.drained`; the caller commits. What runs there goes on.

    Raises Refusal `node-name-unfit`, `node-reason-unfit` or `node-already-drained`.
    """
    if not _NAME.fullmatch(node):
        raise Refusal("node-name-unfit")
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refusal("node-reason-unfit", most=LONGEST_REASON)
    if is_drained(uow, node):
        raise Refusal("node-already-drained", node=node)
    uow.session.add(DrainedNodeRow(node=node, reason=reason, by=actor.name, since=datetime.now(UTC)))
    details = {"reason": reason} | actor.details
    uow.audit.append(actor=actor.name, event="node.drained", subject=node, details=details)


def reopen_node(uow: UnitOfWork, node: str, actor: Actor) -> None:
    """Audited as `node.reopened`; the caller commits. Raises Refusal `node-not-drained`."""
    row = uow.session.get(DrainedNodeRow, node)
    if row is None:
        raise Refusal("node-not-drained", node=node)
    uow.session.delete(row)
    uow.audit.append(actor=actor.name, event="node.reopened", subject=node, details=actor.details)


def is_drained(uow: UnitOfWork, node: str) -> bool:
    return uow.session.get(DrainedNodeRow, node) is not None


def require_open_node(uow: UnitOfWork, node: str) -> None:
    """Raises Refusal `node-drained`."""
    if is_drained(uow, node):
        raise Refusal("node-drained")


def drained_nodes(uow: UnitOfWork) -> tuple[DrainedNode, ...]:
    """By name; only reads."""
    rows = uow.session.scalars(sa.select(DrainedNodeRow).order_by(DrainedNodeRow.node))
    return tuple(DrainedNode(row.node, row.reason, row.by, row.since) for row in rows)
