"""The interval of every hidden cell: the least and the most it can be, given all that is published.

Two linear programs per cell would do. Most are spared: a solution found for one cell is a possible table for
all the others, and where it reaches a bound that the equations imply, that end of the interval is settled.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from output_checking.protection.hidden_cells import HiddenCells, Positions, components
from output_checking.protection.linear_program import LinearProgram
from output_checking.protection.merged_cells import MergedCells, merged
from output_checking.protection.problem import Flags, Floats, Matrix

# A solver's feasibility tolerance is 1e-7; what differs by less than this is the same.
TOLERANCE = 1e-6
# Many cells are pushed at once while at least this share of them succeeds, more of them above the second
# share.
_WORTHWHILE = 0.7
_EASY = 0.9
_ROUNDS = 40


@dataclass
class Reach:
    """Deviations of hidden cells: what some possible table attains, and what none can exceed.

    An end is known where the attained one stands at the bound, or at the goal where no more was asked.
    `either` cells need one goal only, the low or the high one. `tables` are the deviations found on the way,
    if kept.
    """

    attained_low: Floats
    attained_high: Floats
    bound_low: Floats
    bound_high: Floats
    goal_low: Floats
    goal_high: Floats
    either: Flags
    tables: list[Floats] | None = None

    @classmethod
    def nothing_known(cls, low: Floats, high: Floats, goals: Goals | None = None) -> Reach:
        goals = goals or Goals(low, high, np.zeros(len(low), dtype=bool))
        still = np.zeros(len(low))
        return cls(still, still.copy(), low.copy(), high.copy(), goals.low, goals.high, goals.either)

    @property
    def _moved(self) -> Flags:
        low_met = self.attained_low <= self.goal_low + TOLERANCE
        return self.either & (low_met | (self.attained_high >= self.goal_high - TOLERANCE))

    @property
    def low_known(self) -> Flags:
        needed = np.maximum(self.bound_low, self.goal_low)
        return (self.attained_low <= needed + TOLERANCE) | self._moved

    @property
    def high_known(self) -> Flags:
        needed = np.minimum(self.bound_high, self.goal_high)
        return (self.attained_high >= needed - TOLERANCE) | self._moved

    def part(self, members: Positions, keep: bool) -> Reach:
        """What is known of some of the cells."""
        return Reach(
            self.attained_low[members],
            self.attained_high[members],
            self.bound_low[members],
            self.bound_high[members],
            self.goal_low[members],
            self.goal_high[members],
            self.either[members],
            [] if keep else None,
        )

    def take(self, members: Positions, part: Reach) -> None:
        """What was found of some of the cells."""
        self.attained_low[members], self.attained_high[members] = part.attained_low, part.attained_high
        self.bound_low[members], self.bound_high[members] = part.bound_low, part.bound_high

    def see(self, deviation: Floats) -> None:
        np.minimum(self.attained_low, deviation, out=self.attained_low)
        np.maximum(self.attained_high, deviation, out=self.attained_high)
        if self.tables is not None:
            self.tables.append(deviation)


@dataclass(frozen=True)
class Goals:
    """Deviations that are enough, per hidden cell (`low` <= 0 <= `high`); `either`: one of the two is."""

    low: Floats
    high: Floats
    either: Flags


def reach_of(
    hidden: HiddenCells, goals: Goals | None = None, deadline: float | None = None, *, keep: bool = False
) -> Reach:
    """The reach of every hidden cell: exact, or up to `goals`, unless `deadline` (time.perf_counter) passes.

    Raises SolverError.
    """
    cells = Reach.nothing_known(hidden.low, hidden.high, goals)
    merging = merged(hidden)
    system = merging.groups
    groups = Reach.nothing_known(system.low, system.high, goals and _of_groups(goals, merging))
    tables: list[Floats] = []
    for members, equations in components(system):
        part = groups.part(members, keep)
        if equations.shape[0]:
            _Component(equations, part, deadline).explore()
        else:
            part.see(part.bound_low.copy())
            part.see(part.bound_high.copy())
        groups.take(members, part)
        for table in part.tables or ():
            deviation = np.zeros(len(system))
            deviation[members] = table
            tables.append(merging.of_cells(deviation))
    cells.attained_low, cells.attained_high = merging.ends(groups.attained_low, groups.attained_high)
    cells.bound_low, cells.bound_high = merging.ends(groups.bound_low, groups.bound_high)
    cells.tables = tables if keep else None
    return cells


def _of_groups(goals: Goals, merging: MergedCells) -> Goals:
    """Goals of groups that are enough for each of their cells."""
    # A side without a way out is no goal of its cell, but may be one of another cell of the group.
    low, high = merging.widest(
        np.where(np.isfinite(goals.low), goals.low, 0.0), np.where(np.isfinite(goals.high), goals.high, 0.0)
    )
    asked = (goals.low < 0) | (goals.high > 0)
    either = np.ones(len(merging.groups), dtype=bool)
    np.logical_and.at(either, merging.group[asked], goals.either[asked])
    some = np.zeros(len(either), dtype=bool)
    some[merging.group[asked]] = True
    either &= some
    return Goals(
        np.where(either & (low == 0), -np.inf, low), np.where(either & (high == 0), np.inf, high), either
    )


class _Component:
    """Hidden cells tied to one another."""

    def __init__(self, equations: Matrix, reach: Reach, deadline: float | None) -> None:
        self._program = LinearProgram(equations, reach.bound_low, reach.bound_high)
        self._equations_of = equations.tocsc()
        self._reach = reach
        self._deadline = deadline
        self._random = np.random.default_rng(0)

    def explore(self) -> None:
        for sign in (1.0, -1.0):
            self._push_all(sign)
        for sign in (1.0, -1.0):
            self._push_groups(sign)

    def _pending(self, sign: float) -> Positions:
        """Cells whose least (`sign` 1) or most (-1) is not settled."""
        known = self._reach.low_known if sign > 0 else self._reach.high_known
        return np.flatnonzero(~known)

    def _late(self) -> bool:
        return self._deadline is not None and time.perf_counter() > self._deadline

    def _push(self, cells: npt.NDArray[np.intp], sign: float) -> Floats:
        found = self._program.minimise(cells, np.full(len(cells), sign))
        self._reach.see(found)
        return found

    def _push_all(self, sign: float) -> None:
        """All pending cells at once: at a vertex most cells stand at one of their bounds."""
        for _ in range(_ROUNDS):
            pending = self._pending(sign)
            if len(pending) < 2 or self._late():
                return
            self._push(pending, sign)
            if len(pending) - len(self._pending(sign)) < _WORTHWHILE * len(pending):
                return

    def _push_groups(self, sign: float) -> None:
        """Cells that share no equation, so that several may reach their bounds in one table.

        Groups grow while they succeed and shrink while they do not; a cell pushed alone is settled in any
        case.
        """
        size = len(self._reach.bound_low)
        while not self._late():
            pending = self._random.permutation(self._pending(sign))
            if not len(pending):
                return
            group = self._independent(pending, size)
            found = self._push(group, sign)
            known = self._reach.low_known if sign > 0 else self._reach.high_known
            succeeded = known[group].mean()
            if len(group) == 1:
                bounds = self._reach.bound_low if sign > 0 else self._reach.bound_high
                bounds[group] = found[group]
            if succeeded < _WORTHWHILE:
                size = max(1, len(group) // 2)
            elif succeeded > _EASY:
                size = len(group) * 2

    def _independent(self, cells: Positions, most: int) -> Positions:
        taken: set[int] = set()
        group = []
        indptr, indices = self._equations_of.indptr, self._equations_of.indices
        for cell in cells:
            rows = indices[indptr[cell] : indptr[cell + 1]].tolist()
            if taken.isdisjoint(rows):
                taken.update(rows)
                group.append(cell)
                if len(group) == most:
                    break
        return np.array(group, dtype=np.intp)
