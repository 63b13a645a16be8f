"""What every repair answers with: the table after it, why each cell changed, cost and certificate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from output_checking.findings import Finding
from output_checking.protection.audit import Audit
from output_checking.protection.problem import Problem
from output_checking.repair.body import Body, Cell

# `average` needs the records: the notebook does it, and the airlock only names it.
Method = Literal["suppress", "round", "midpoint", "merge-steps", "rebin", "average", "perturb"]


@dataclass(frozen=True)
class Told:
    """A sentence of the catalogues, with its parameters."""

    code: str
    params: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Repaired:
    """`changed`: cells of the first body that say something else or nothing, each with the finding that asks
    for it, None where it only serves the others. `holds`: what the certificate proves is enough."""

    before: Body
    after: Body
    changed: Mapping[Cell, Finding | None]
    costs: tuple[Told, ...]
    certificate: tuple[Told, ...]
    holds: bool


def told_audit(problem: Problem, result: Audit, protection: int) -> Told:
    """What the audit of the table's own equations says of its sensitive cells."""
    sensitive = problem.named(problem.primary)
    if result.safe:
        narrowest = min(
            (high - low for low, high in map(result.intervals.__getitem__, sensitive)), default=0.0
        )
        if narrowest >= float((problem.upper - problem.lower).max(initial=0.0)):
            return Told("certificate-linear-free", {"cells": len(sensitive)})
        return Told(
            "certificate-linear",
            {
                "cells": len(sensitive),
                "narrowest": math.floor(narrowest * 10) / 10,
                "protection": protection,
            },
        )
    return Told(
        "certificate-linear-open",
        {"exact": len(result.exact), "narrow": len(result.narrow), "insiders": len(result.insiders)},
    )


def kept_cells(before: Body, after: Body) -> Told:
    return Told("cost-cells", {"before": before.shown(), "after": after.shown()})
