"""Repairs: what the airlock would change in tables that block, before anything changes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from d2h_sdk.wire.message import Message
from d2h_sdk.wire.outputs import Evidence, FindingMessage

RepairMethod = Literal["suppress", "round", "midpoint", "merge-steps", "rebin", "average", "perturb"]


class RepairWishMessage(Message):
    """Body of POST /api/requests/{id}/repairs. `base` of rounding; None: the airlock's own."""

    method: RepairMethod = "suppress"
    search: Literal["fast", "optimal"] = "fast"
    base: int | None = Field(default=None, ge=2, le=1000)


class ToldMessage(Message):
    """A sentence about a repair: `fix-<code>` in the catalogues."""

    code: str
    params: dict[str, str | int | float] = Field(default_factory=dict)


class ChangedCellMessage(Message):
    """`row` and data `column` of the first table, from 0; `finding`: why, None where it serves the others."""

    row: int
    column: int
    finding: FindingMessage | None = None


class RepairedFileMessage(Message):
    """`before` and `after` are CSV; `labels` of `before` are its first columns. `holds`: the certificate is
    good."""

    name: str
    method: RepairMethod
    supports: str | None = None
    before: str
    after: str
    labels: int
    evidence: Evidence
    changed: tuple[ChangedCellMessage, ...] = ()
    costs: tuple[ToldMessage, ...] = ()
    certificate: tuple[ToldMessage, ...] = ()
    holds: bool = True


class NotRepairedMessage(Message):
    """`methods`: those that apply to the file, none where it takes its author. `findings`: what blocks it."""

    name: str
    told: ToldMessage
    methods: tuple[RepairMethod, ...] = ()
    findings: tuple[FindingMessage, ...] = ()


class RepairsMessage(Message):
    """Nothing has changed. `left`: file -> what would still block once all of these repairs were made."""

    repaired: tuple[RepairedFileMessage, ...] = ()
    not_repaired: tuple[NotRepairedMessage, ...] = ()
    left: dict[str, tuple[FindingMessage, ...]] = Field(default_factory=dict)
