"""Rounding instead of hiding, and what the published equations take back of it.

A rounded count tells an interval; the totals, rounded on their own, narrow the intervals of their parts
(Handbook on Statistical Disclosure Control, ch. 5.5). The audit of a rounded table is that of a table with
all cells hidden, each known to lie in the interval its rounded value tells.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from output_checking.protection.audit import Audit, audit
from output_checking.protection.problem import Floats, Problem

Rounding = Literal["nearest", "midpoint"]


def audit_rounded(problem: Problem, low: Floats, high: Floats) -> Audit:
    """What the intervals that rounded values tell, `low` to `high` per cell, give away of the sensitive
    cells."""
    known = replace(
        problem,
        lower=np.maximum(problem.lower, low),
        upper=np.minimum(np.maximum(problem.upper, high), high),
        suppressed=np.ones(len(problem.ids), dtype=bool),
    )
    result = audit(known)
    sensitive = set(problem.named(problem.primary))
    return replace(result, exact=tuple(cell for cell in result.exact if cell in sensitive))


def rounded_values(values: Floats, base: int, rounding: Rounding) -> tuple[Floats, Floats, Floats]:
    """The published values, and the least and the largest count that each may stand for.

    `nearest`: to the nearest multiple of `base`, halves up. `midpoint`: 0 stays 0, and 1 to `base` become
    the middle of that range, as do the ranges above it (midpoint-6 of OpenSAFELY: 1-6 -> 3, 7-12 -> 9). Each
    count is rounded on its own: totals keep close to the truth but do not add up any more.
    """
    if rounding == "midpoint":
        low = np.where(values > 0, base * (np.ceil(values / base) - 1) + 1, 0.0)
        high = np.where(values > 0, low + base - 1, 0.0)
        return np.where(values > 0, np.floor((low + high) / 2), 0.0), low, high
    published = base * np.floor(values / base + 0.5)
    below = np.floor(base / 2)
    return published, np.maximum(published - below, 0.0), published + np.ceil(base / 2) - 1
