"""What a pattern must leave open for each sensitive cell, in deviations from its value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output_checking.protection.hidden_cells import HiddenCells
from output_checking.protection.intervals import TOLERANCE, Goals, Reach
from output_checking.protection.problem import Flags, Floats, Problem

# Where it is enough that a value is not exact: one in a table of whole numbers, else this share of the value.
_MOVE_SHARE = 1e-3


@dataclass(frozen=True)
class Demands:
    """Per cell of the problem, zero where nothing is asked. `either`: `low` or `high`, not both."""

    low: Floats  # how far below its value the interval must reach
    high: Floats
    either: Flags

    def goals(self, hidden: HiddenCells) -> Goals:
        at, scale = hidden.cells, hidden.scale
        low, high, either = -self.low[at] / scale, self.high[at] / scale, self.either[at]
        # A side with no room is no way out: only the other one counts.
        return Goals(
            np.where(either & (low == 0), -np.inf, low), np.where(either & (high == 0), np.inf, high), either
        )

    def unmet(self, hidden: HiddenCells, reach: Reach) -> list[tuple[int, float]]:
        """(cell, deviation it must be able to take) for each demand that the reach does not meet."""
        low_short = reach.attained_low > reach.goal_low + TOLERANCE
        high_short = reach.attained_high < reach.goal_high - TOLERANCE
        both = low_short & high_short
        low_short = np.where(reach.either, both & (self.high[hidden.cells] == 0), low_short)
        high_short = np.where(reach.either, both & (self.high[hidden.cells] > 0), high_short)
        return [
            (int(hidden.cells[at]), float(self.high[hidden.cells[at]])) for at in np.flatnonzero(high_short)
        ] + [(int(hidden.cells[at]), float(-self.low[hidden.cells[at]])) for at in np.flatnonzero(low_short)]


def demands_of(problem: Problem) -> Demands:
    """The protection of each sensitive cell, as far as the bounds that the intruder assumes leave room for
    it."""
    wanted = problem.protection
    below, above = problem.values - problem.lower, problem.upper - problem.values
    low = np.minimum(wanted.lower, below)
    high = np.minimum(np.maximum(wanted.upper, wanted.sliding - low), above)
    low = np.minimum(np.maximum(low, wanted.sliding - high), below)
    either = problem.primary & (low <= 0) & (high <= 0) & (below + above > 0)
    step = np.ones(len(problem.ids)) if problem.whole else _MOVE_SHARE * _sizes(problem)
    low = np.where(either, np.minimum(step, below), low)
    high = np.where(either, np.minimum(step, above), high)
    asked = problem.primary & problem.can_hide
    return Demands(np.where(asked, low, 0.0), np.where(asked, high, 0.0), either & asked)


def _sizes(problem: Problem) -> Floats:
    typical = np.abs(problem.values[problem.values != 0])
    return np.where(problem.values != 0, np.abs(problem.values), typical.min(initial=1.0))
