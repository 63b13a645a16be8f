"""The integer program over hidden/published, as far as its constraints are known yet."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from output_checking.protection.capacity_cuts import Cut, Demand
from output_checking.protection.linear_program import Solver, SolverError
from output_checking.protection.problem import Flags, Floats, Problem

# Of the constraints known beforehand; in large tables the longest equations go without.
_COEFFICIENTS_AT_MOST = 2_000_000


@dataclass(frozen=True)
class MasterAnswer:
    """The cheapest pattern that the constraints allow so far; none is cheaper than `bound`."""

    pattern: Flags | None
    bound: float
    proven: bool


class MasterProgram:
    """Minimises the cost of hidden cells; sensitive ones are hidden, published ones are not."""

    def __init__(self, problem: Problem, costs: Floats, demands: Sequence[Demand]) -> None:
        self._problem = problem
        count = len(problem.ids)
        whole = bool((costs == np.rint(costs)).all())
        # Cells that cost nothing are not hidden for nothing; all of them together count less than one cell
        # does.
        unit = 1.0 if whole else 1e-6 * float(costs.max(initial=0.0))
        self._costs = costs + 0.4 * unit / count
        self.indifference = 0.5 * unit
        self._low = (problem.primary & problem.can_hide).astype(float)
        self._high = problem.can_hide.astype(float)
        self._cuts: list[Cut] = []
        self._rows: list[tuple[list[int], list[float], float]] = list(self._equation_rows(demands))
        self._relaxed = self._new()
        for row in self._rows:
            self._relaxed.addRow(row[2], np.inf, len(row[0]), row[0], row[1])

    def _equation_rows(self, demands: Sequence[Demand]) -> Iterable[tuple[list[int], list[float], float]]:
        """In no equation stands a hidden cell alone: it would be known, so hiding it would be for nothing."""
        asked = {demand.cell for demand in demands}
        equations = self._problem.equations
        sizes = np.diff(equations.indptr)
        written = 0
        for equation in np.argsort(sizes, kind="stable"):
            written += int(sizes[equation]) ** 2
            if written > _COEFFICIENTS_AT_MOST:
                return
            cells = equations.indices[equations.indptr[equation] : equations.indptr[equation + 1]].tolist()
            for cell in cells:
                if not self._high[cell] or (self._low[cell] and cell not in asked):
                    continue
                yield cells, [-1.0 if one == cell else 1.0 for one in cells], 0.0

    def _new(self) -> Solver:
        highs = Solver()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._costs), 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self._costs, self._low, self._high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.zeros(len(self._costs) + 1, dtype=np.int32)
        highs.passModel(lp)
        return highs

    def add(self, cuts: Iterable[Cut]) -> None:
        for cut in cuts:
            cells, coefficients = list(cut.cells), list(cut.coefficients)
            self._rows.append((cells, coefficients, 1.0))
            self._relaxed.addRow(1.0, np.inf, len(cells), cells, coefficients)

    def solve_relaxed(self) -> tuple[Floats, float]:
        """Fractions of hiding, and a bound of the cost."""
        self._relaxed.run()
        if self._relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverError(self._relaxed.modelStatusToString(self._relaxed.getModelStatus()))
        solution = np.asarray(self._relaxed.getSolution().col_value, dtype=float)
        return solution, float(self._relaxed.getInfo().objective_function_value)

    def solve_whole(self, deadline: float) -> MasterAnswer:
        """The integer optimum under the constraints known so far."""
        answer = self._solve_whole(deadline, presolve=True)
        return answer or self._solve_whole(deadline, presolve=False) or MasterAnswer(None, -np.inf, False)

    def _solve_whole(self, deadline: float, *, presolve: bool) -> MasterAnswer | None:
        """None when the solver contradicts itself.

        HiGHS 1.16 can tell an objective that its solution does not have, most often after it was given a
        start (ERGO-Code/HiGHS#2439): no start is given, and the objective is worked out again.
        """
        highs = self._new()
        for cells, coefficients, least in self._rows:
            highs.addRow(least, np.inf, len(cells), cells, coefficients)
        count = len(self._costs)
        highs.changeColsIntegrality(
            count,
            np.arange(count, dtype=np.int32),
            np.array([highspy.HighsVarType.kInteger] * count),
        )
        highs.setOptionValue("presolve", "choose" if presolve else "off")
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", self.indifference)
        highs.setOptionValue("time_limit", max(0.1, deadline - time.perf_counter()))
        highs.run()
        info = highs.getInfo()
        bound = float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return MasterAnswer(None, bound, False)
        pattern = np.asarray(highs.getSolution().col_value, dtype=float) > 0.5
        cost = float(self._costs @ pattern)
        if cost > info.objective_function_value + 0.01 * self.indifference:
            return None
        proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return MasterAnswer(pattern, max(bound, cost - self.indifference) if proven else bound, proven)
