"""Choosing which further cells to hide, with the audit of the result as its certificate."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from output_checking.protection.audit import Audit, audit
from output_checking.protection.fast_suppression import fast_pattern
from output_checking.protection.optimal_suppression import optimal_pattern
from output_checking.protection.problem import CellId, Flags, Floats, Problem

Method = Literal["optimal", "fast"]
Cost = Literal["unit", "value", "weight"]


@dataclass(frozen=True)
class Suppression:
    """A pattern of hidden cells. `audit` is its certificate: what an intruder can still derive.

    `cost`: of all hidden cells, sensitive ones included. `gap`: by how much at most (share of `cost`) a
    cheaper pattern could beat it, None if nothing is known of that.
    """

    problem: Problem  # with the pattern in it
    secondary: tuple[CellId, ...]
    audit: Audit
    cost: float
    gap: float | None


def suppress(
    problem: Problem,
    method: Method = "fast",
    cost: Cost | None = None,
    seconds: float = 60.0,
) -> Suppression:
    """Secondary suppression of `problem` (a pattern it may hold is not looked at).

    `optimal` minimises the cost within `seconds`, `fast` scales to tens of thousands of cells. `cost` is what
    hiding a cell costs: 1 each (`unit`), its value, or its own weight (None: the weights, if cells have
    them). Raises SolverError when the solver gives up.
    """
    started = time.perf_counter()
    costs = problem.costs(cost if cost in ("unit", "value") else None)
    gap: float | None = None
    if method == "optimal":
        hidden, gap = optimal_pattern(problem, costs, started + seconds)
    else:
        hidden = fast_pattern(problem, costs, deadline=started + seconds / 2)
    certified = _without_needless(problem, costs, hidden)
    return Suppression(
        problem=certified.problem,
        secondary=tuple(problem.named(certified.problem.pattern & ~problem.primary)),
        audit=certified.audit,
        cost=float(costs[certified.problem.pattern].sum()),
        gap=gap,
    )


@dataclass(frozen=True)
class _Certified:
    problem: Problem
    audit: Audit


def _without_needless(problem: Problem, costs: Floats, hidden: Flags) -> _Certified:
    """`hidden` less the secondary cells that can be worked out: they hide nothing, and are as good as
    published.

    Whole numbers can give such a cell away where fractions would not; what it protected is then looked at
    anew.
    """
    while True:
        result = audit(replace(problem, suppressed=hidden))
        known = _secondary(
            problem, hidden, (cell for cell, (low, high) in result.intervals.items() if low == high)
        )
        # What everybody knows is published without anybody learning more.
        hidden, result = hidden & ~known, _without(result, set(problem.named(known)))
        needless = _secondary(problem, hidden, result.exact)
        if not needless.any():
            return _Certified(replace(problem, suppressed=hidden), result)
        published = needless if problem.published is None else problem.published | needless
        problem = replace(problem, published=published)
        hidden = fast_pattern(problem, costs, start=hidden & ~needless)


def _secondary(problem: Problem, hidden: Flags, cells: Iterable[CellId]) -> Flags:
    flags = np.zeros(len(problem.ids), dtype=bool)
    flags[[problem.position[cell] for cell in cells]] = True
    return flags & hidden & ~problem.primary


def _without(result: Audit, cells: set[CellId]) -> Audit:
    return replace(
        result,
        intervals={cell: ends for cell, ends in result.intervals.items() if cell not in cells},
        exact=tuple(cell for cell in result.exact if cell not in cells),
        derivations={cell: way for cell, way in result.derivations.items() if cell not in cells},
    )
