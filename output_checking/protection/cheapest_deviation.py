"""The cheapest way to let a cell move: the cells that have to move with it are those to hide.

The linear programming heuristic of Kelly, Golden and Assad (Networks 22, 1992), with the costs of cells
already hidden set to nothing, and sharpened by weighing again: a cell that moves far costs less per unit, so
that the solution settles on few cells (Candès, Wakin and Boyd, J. Fourier Anal. Appl. 14, 2008).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import DUAL_SIMPLEX, LinearProgram
from output_checking.protection.problem import Flags, Floats, Problem

_SHARPENINGS = 2
# A demand that cannot be met together with the others costs this many times the dearest cell, and is left
# over.
_PENALTY = 1e4
# Published cells a program starts with, drawn at random; those that would lower its cost join it.
_DRAWN = 1500
_ENLARGEMENTS = 3


class CheapestDeviation:
    """Deviations of the whole table, published cells included, as the difference of two non-negative
    parts."""

    def __init__(self, problem: Problem, costs: Floats) -> None:
        self._problem = problem
        self._costs = np.maximum(costs, 1e-3 * costs.max(initial=1.0))
        self._scale = (
            1.0 if problem.whole else max(1e-12, float(np.abs(problem.values).max(initial=1.0))) / 1e6
        )
        self._columns = problem.equations.tocsc()
        self._random = np.random.default_rng(0)

    def cells_for(
        self, demands: Sequence[tuple[int, float]], hidden: Flags, still: Sequence[int] = ()
    ) -> Flags:
        """The cells that move so that each demanded cell deviates as far as told, those already `hidden`
        first.

        `still` cells may not move. Demands that cannot be met together are left over, as those of a cell that
        nothing can protect are.
        """
        usable = self._problem.can_hide | hidden
        usable[list(still)] = False
        program = _Restricted(self, demands, usable)
        active = usable & hidden
        active[[cell for cell, _ in demands]] = True
        others = np.flatnonzero(usable & ~active)
        active[self._random.permutation(others)[:_DRAWN]] = True
        largest = max(abs(amount) for _, amount in demands) / self._scale
        per_unit = np.where(hidden, 0.0, self._costs / largest)
        found = program.solve(active, per_unit)
        for _ in range(_ENLARGEMENTS):
            better = program.better_cells(active, per_unit)
            if not better.any():
                break
            active |= better
            found = program.solve(active, per_unit)
        moves = np.abs(found)
        for _ in range(_SHARPENINGS):
            per_unit = np.where(hidden, 0.0, self._costs / (moves + 0.05 * largest))
            again = np.abs(program.solve(active, per_unit))
            same = np.array_equal(again > TOLERANCE, moves > TOLERANCE)
            moves = again
            if same:
                break
        return moves > TOLERANCE


class _Restricted:
    """The program over some of the cells: the others stay published, whatever they would have cost."""

    def __init__(self, table: CheapestDeviation, demands: Sequence[tuple[int, float]], usable: Flags) -> None:
        problem, scale = table._problem, table._scale
        self._columns = table._columns
        self._up = np.where(usable, problem.upper - problem.values, 0.0) / scale
        self._down = np.where(usable, problem.values - problem.lower, 0.0) / scale
        self._usable = usable
        self._cells = np.array([cell for cell, _ in demands])
        self._amounts = np.array([amount for _, amount in demands]) / scale
        self._duals = np.zeros(self._columns.shape[0])

    def solve(self, active: Flags, per_unit: Floats) -> Floats:
        """The deviation of every cell, of least cost per unit among those that move `active` cells only."""
        cells = np.flatnonzero(active)
        count, wanted = len(cells), len(self._cells)
        equations = self._columns[:, cells]
        sign = np.sign(self._amounts)
        picks = sparse.csr_matrix(
            (sign, (np.arange(wanted), np.searchsorted(cells, self._cells))), shape=(wanted, count)
        )
        matrix = sparse.bmat(
            [[equations, -equations, None], [picks, -picks, sparse.identity(wanted)]], format="csc"
        )
        zeros, wished = np.zeros(equations.shape[0]), np.abs(self._amounts)
        weights = per_unit[cells]
        penalty = np.full(wanted, _PENALTY * max(1e-9, float(weights.max(initial=0.0))))
        program = LinearProgram(
            matrix,
            np.zeros(2 * count + wanted),
            np.concatenate([self._up[cells], self._down[cells], wished]),
            cost=np.concatenate([weights, weights, penalty]),
            rows=(np.concatenate([zeros, wished]), np.concatenate([zeros, np.full(wanted, np.inf)])),
            strategy=DUAL_SIMPLEX,
            presolve=True,
        )
        solution = program.solve()
        self._duals = program.row_duals()[: equations.shape[0]]
        deviation = np.zeros(len(active))
        deviation[cells] = solution[:count] - solution[count : 2 * count]
        return deviation

    def better_cells(self, active: Flags, per_unit: Floats) -> Flags:
        """Cells left out whose move would lower the cost, the most promising ones."""
        worth = self._columns.T @ self._duals
        gain = (
            np.maximum(np.where(self._up > 0, worth, 0.0), np.where(self._down > 0, -worth, 0.0)) - per_unit
        )
        gain[active | ~self._usable] = 0.0
        best = np.argsort(-gain)[: max(100, int(active.sum()) // 4)]
        better = np.zeros(len(active), dtype=bool)
        better[best[gain[best] > TOLERANCE * per_unit.max(initial=0.0)]] = True
        return better
