"""Publishing again the hidden cells that protect nothing."""

from __future__ import annotations

import time

import numpy as np

from output_checking.protection.demands import Demands
from output_checking.protection.hidden_cells import HiddenCells, hidden_cells
from output_checking.protection.insiders import insider_disclosures
from output_checking.protection.intervals import TOLERANCE, reach_of
from output_checking.protection.linear_program import LinearProgram, SolverError
from output_checking.protection.merged_cells import merged
from output_checking.protection.problem import Flags, Floats, Problem


def published_again(
    problem: Problem, costs: Floats, demands: Demands, hidden: Flags, deadline: float | None = None
) -> Flags:
    """`hidden` without the secondary cells, the dearest first, that every met demand can do without.

    A demand is met by a possible table (a witness). A cell can be published if each demand has a witness in
    which that cell has its true value.
    """
    system = hidden_cells(problem, hidden)
    secondary = np.flatnonzero(~problem.primary[system.cells])
    if not len(secondary):
        return hidden
    witnesses = _Witnesses(system, demands, problem)
    pairs = len(insider_disclosures(problem, system))
    kept = hidden.copy()
    for at in secondary[np.argsort(-costs[system.cells[secondary]], kind="stable")]:
        if deadline is not None and time.perf_counter() > deadline:
            break
        if not witnesses.can_do_without(int(at)):
            continue
        cell = system.cells[at]
        kept[cell] = False
        if (
            problem.persons is not None
            and len(insider_disclosures(problem, hidden_cells(problem, kept))) > pairs
        ):
            kept[cell] = True
            witnesses.take_back(int(at))
    return kept


class _Witnesses:
    """Tables that meet the demands, and a program that finds others while some cells stand still."""

    def __init__(self, system: HiddenCells, demands: Demands, problem: Problem) -> None:
        goals = demands.goals(system)
        reach = reach_of(system, goals, keep=True)
        self._tables = np.array(reach.tables).reshape(-1, len(system))
        self._goal_low, self._goal_high, self._either = goals.low, goals.high, goals.either
        met_low = reach.attained_low <= goals.low + TOLERANCE
        met_high = reach.attained_high >= goals.high - TOLERANCE
        asked = problem.primary[system.cells]
        # What cannot be met with all of the cells hidden is no reason to hide any of them.
        met_either = goals.either & (met_low | met_high)
        self._low = asked & (goals.low < 0) & np.isfinite(goals.low) & (met_low | met_either)
        self._high = asked & (goals.high > 0) & np.isfinite(goals.high) & (met_high | met_either)
        self._merging = merged(system)
        groups = self._merging.groups
        self._program = LinearProgram(groups.equations, groups.low, groups.high)
        of_asked = np.zeros(len(groups), dtype=bool)
        of_asked[self._merging.group[self._low | self._high]] = True
        self._needed = of_asked[self._merging.group]
        self._published: set[int] = set()

    def can_do_without(self, cell: int) -> bool:
        """Whether the met demands stay met with `cell` published; it is then published from now on."""
        if self._needed[cell]:  # it moves with a cell that must move
            return False
        if self._merging.group[cell] in self._published:  # known from a cell that moves with it
            return True
        keeping = self._tables[np.abs(self._tables[:, cell]) <= TOLERANCE]
        low = keeping.min(axis=0, initial=0.0) <= self._goal_low + TOLERANCE
        high = keeping.max(axis=0, initial=0.0) >= self._goal_high - TOLERANCE
        open_low, open_high = self._low & ~low, self._high & ~high
        settled = self._either & ((self._low & low) | (self._high & high))
        open_low, open_high = open_low & ~settled, open_high & ~settled
        self._fix(cell)
        found = self._met_anew(open_low, open_high)
        if found is None:
            self.take_back(cell)
            return False
        self._tables = np.vstack([keeping, *found])
        return True

    def _met_anew(self, open_low: Flags, open_high: Flags) -> list[Floats] | None:
        found: list[Floats] = []
        for target in np.flatnonzero(open_low | open_high):
            for open_end, sign in ((open_low, 1.0), (open_high, -1.0)):
                if not open_end[target]:
                    continue
                goal = self._goal_low[target] if sign > 0 else self._goal_high[target]
                try:
                    table = self._extreme(int(target), sign)
                except SolverError:
                    return None
                if (table[target] - goal) * sign <= TOLERANCE:
                    found.append(table)
                    low = self._low & (table <= self._goal_low + TOLERANCE)
                    high = self._high & (table >= self._goal_high - TOLERANCE)
                    enough = self._either & (low | high)
                    open_low &= ~(low | enough)
                    open_high &= ~(high | enough)
                elif not (self._either[target] and sign > 0 and open_high[target]):
                    return None
        return found

    def _extreme(self, cell: int, sign: float) -> Floats:
        group, ratio = self._merging.group[cell], self._merging.ratio[cell]
        return self._merging.of_cells(
            self._program.minimise(np.array([group]), np.array([sign * np.sign(ratio)]))
        )

    def _fix(self, cell: int) -> None:
        group = int(self._merging.group[cell])
        self._published.add(group)
        self._program.highs.changeColBounds(group, 0.0, 0.0)

    def take_back(self, cell: int) -> None:
        group, groups = int(self._merging.group[cell]), self._merging.groups
        self._published.discard(group)
        self._program.highs.changeColBounds(group, float(groups.low[group]), float(groups.high[group]))
