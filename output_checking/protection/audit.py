"""The joint audit: what an intruder can derive from everything that is published."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from output_checking.protection.derivation import Derivation, derivations
from output_checking.protection.hidden_cells import HiddenCells, hidden_cells
from output_checking.protection.insiders import insider_disclosures
from output_checking.protection.intervals import TOLERANCE, Reach, reach_of
from output_checking.protection.problem import CellId, Flags, Floats, Problem


@dataclass(frozen=True)
class Audit:
    """What can be derived of a pattern of hidden cells.

    `intervals` has one entry per hidden cell and per sensitive one. `exact`: cells with one possible value,
    be it that they are published although sensitive; in a table of whole numbers also those whose interval
    holds one whole number. `narrow`: sensitive cells whose interval does not reach their protection.
    `insiders`: pairs (cell of one person, sensitive cell that this person can work out). `complete`: every
    interval is exact; otherwise time ran out, and an interval is at least as wide as told.
    """

    intervals: Mapping[CellId, tuple[float, float]]
    exact: tuple[CellId, ...]
    narrow: tuple[CellId, ...]
    insiders: tuple[tuple[CellId, CellId], ...] = ()
    derivations: Mapping[CellId, Derivation] = field(default_factory=dict)
    complete: bool = True

    @property
    def safe(self) -> bool:
        return not (self.exact or self.narrow or self.insiders)


def audit(problem: Problem, seconds: float | None = None) -> Audit:
    """Audits `problem.pattern`. Raises SolverError when the solver gives up, which must never read as safe.

    Past `seconds` intervals are told as far as they are known (`complete` is then False).
    """
    deadline = None if seconds is None else time.perf_counter() + seconds
    hidden = hidden_cells(problem, problem.pattern)
    reach = reach_of(hidden, deadline=deadline)
    low, high = interval_ends(problem, hidden, reach)
    exact = is_exact(problem, low, high, problem.pattern | problem.primary)
    shown = np.flatnonzero(problem.pattern | problem.primary)
    ways = derivations(problem, problem.pattern) if exact.any() else {}
    pairs = insider_disclosures(problem, hidden)
    return Audit(
        intervals={problem.ids[at]: (float(low[at]), float(high[at])) for at in shown},
        exact=tuple(problem.named(exact)),
        narrow=tuple(problem.named(is_narrow(problem, low, high))),
        insiders=tuple((problem.ids[one], problem.ids[other]) for one, other in pairs),
        derivations={cell: ways[cell] for cell in problem.named(exact) if cell in ways},
        complete=bool((reach.low_known & reach.high_known).all()),
    )


def interval_ends(problem: Problem, hidden: HiddenCells, reach: Reach) -> tuple[Floats, Floats]:
    """Low and high end per cell of the problem; a published cell is known."""
    low, high = problem.values.copy(), problem.values.copy()
    low[hidden.cells] += _settled(reach.attained_low) * hidden.scale
    high[hidden.cells] += _settled(reach.attained_high) * hidden.scale
    if problem.whole:
        low, high = _without_noise(low), _without_noise(high)
    return low, high


def _settled(deviation: Floats) -> Floats:
    return np.where(np.abs(deviation) < TOLERANCE, 0.0, deviation)


def _without_noise(ends: Floats) -> Floats:
    nearest = np.rint(ends)
    return np.where(np.abs(ends - nearest) < TOLERANCE, nearest, ends)


def is_exact(problem: Problem, low: Floats, high: Floats, among: Flags) -> Flags:
    width = high - low
    exact = width <= TOLERANCE * np.minimum(1.0, np.maximum(np.abs(problem.values), TOLERANCE))
    if problem.whole:
        exact |= np.floor(high + TOLERANCE) <= np.ceil(low - TOLERANCE)
    return exact & among


def is_narrow(problem: Problem, low: Floats, high: Floats) -> Flags:
    """Sensitive cells whose interval falls short of their protection."""
    wanted, slack = problem.protection, TOLERANCE * np.maximum(1.0, np.abs(problem.values))
    short = (
        (problem.values - low < wanted.lower - slack)
        | (high - problem.values < wanted.upper - slack)
        | (high - low < wanted.sliding - slack)
    )
    return short & problem.primary
