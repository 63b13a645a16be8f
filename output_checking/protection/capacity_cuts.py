"""Capacity constraints: linear inequalities over hidden/published that every protecting pattern satisfies.

Let y = 1 for a hidden cell. A cell can deviate by r only if max d_i over equations @ d = 0,
-down * y <= d <= up * y, is at least r. By duality that maximum is at most sum of (a_j up_j + b_j down_j)
y_j for any dual solution, so this sum must be at least r. Source: Fischetti and Salazar, Management Science
47 (2001).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from output_checking.protection.linear_program import LinearProgram
from output_checking.protection.problem import Flags, Floats, Problem

# Published cells are let move a little while a constraint is sought: among the dual solutions that say the
# same of the pattern at hand, this finds those that lean on few other cells.
_GIVE = 1e-3
_VIOLATED = 1e-4
_NONE = 1e-9


@dataclass(frozen=True)
class Demand:
    """`cell` must be able to deviate by one of `amounts`, while `still` (-1: none) keeps its value."""

    cell: int
    amounts: tuple[float, ...]
    still: int = -1


@dataclass(frozen=True)
class Cut:
    """Sum over `cells` of `coefficients` * y >= 1."""

    cells: tuple[int, ...]
    coefficients: tuple[float, ...]

    def holds(self, pattern: Floats) -> bool:
        return float(pattern[list(self.cells)] @ np.array(self.coefficients)) >= 1 - _VIOLATED


class CutFinder:
    """Finds the capacity constraints that a pattern, be it of fractions, breaks."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._scale = (
            1.0 if problem.whole else max(1e-12, float(np.abs(problem.values).max(initial=1.0))) / 1e6
        )
        self._up = (problem.upper - problem.values) / self._scale
        self._down = (problem.values - problem.lower) / self._scale
        count = len(problem.ids)
        self._program = LinearProgram(problem.equations, np.zeros(count), np.zeros(count))
        self._everything = np.arange(count, dtype=np.int32)

    def cuts(self, pattern: Floats, demands: Sequence[Demand], deadline: float) -> Iterator[Cut]:
        """At most one violated constraint per demand; none any more past `deadline` (time.perf_counter)."""
        if not demands:
            return
        give = _GIVE * min(abs(amount) for demand in demands for amount in demand.amounts) / self._scale
        low = -np.minimum(self._down, self._down * pattern + give)
        high = np.minimum(self._up, self._up * pattern + give)
        change = self._program.highs.changeColBounds
        self._program.highs.changeColsBounds(len(low), self._everything, low, high)
        for demand in demands:
            if time.perf_counter() > deadline:
                return
            if demand.still >= 0:
                change(demand.still, 0.0, 0.0)
            cut = self._cut(pattern, demand)
            if demand.still >= 0:
                change(demand.still, float(low[demand.still]), float(high[demand.still]))
            if cut is not None and not cut.holds(pattern):
                yield cut

    def _cut(self, pattern: Floats, demand: Demand) -> Cut | None:
        """The constraint of least slack; with two amounts one of two must hold, so their greater sides do."""
        strongest = np.zeros(len(pattern))
        for amount in demand.amounts:
            wanted, sign = abs(amount) / self._scale, np.sign(amount)
            self._program.minimise(np.array([demand.cell]), np.array([-sign]))
            reduced = self._program.reduced_costs()
            share = (np.maximum(-reduced, 0) * self._up + np.maximum(reduced, 0) * self._down) / wanted
            if demand.still >= 0:
                share[demand.still] = 0.0
            rest = 1.0 - share[demand.cell]  # the demanded cell is hidden in every pattern
            if rest <= _VIOLATED:
                return None
            share[demand.cell] = 0.0
            np.maximum(strongest, np.minimum(share / rest, 1.0), out=strongest)
        cells = np.flatnonzero(strongest > _NONE)
        if not len(cells):
            return None
        return Cut(tuple(cells.tolist()), tuple(strongest[cells].tolist()))


def cover(pattern: Flags, can_hide: Flags) -> Cut:
    """A pattern that does not protect, and with it each part of it: one more cell must be hidden."""
    others = np.flatnonzero(~pattern & can_hide)
    return Cut(tuple(others.tolist()), (1.0,) * len(others))
