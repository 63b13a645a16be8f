"""The cheapest way to let a cell move: the cells that have to move with it are those to hide.

The linear programming heuristic of Kelly, Golden and Assad (Networks 22, 1992), with the costs of cells
already hidden set to nothing, and sharpened by weighing again: a cell that moves far costs less per unit, so
that the solution settles on few cells (Candès, Wakin and Boyd, J. Fourier Anal. Appl. 14, 2008).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from output_checking.protection.hidden_cells import Positions
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import DUAL_SIMPLEX, LinearProgram
from output_checking.protection.problem import Flags, Floats, Problem

_SHARPENINGS = 2
# A demand that cannot be met together with the others costs this many times the dearest cell, and is left
# over.
_PENALTY = 1e4
# Published cells a program starts with, drawn at random; those that would lower its cost join it.
_DRAWN = 1500
_ENLARGEMENTS = 2


class CheapestDeviation:
    """Deviations of the whole table, published cells included, as the difference of two non-negative
    parts."""

    def __init__(self, problem: Problem, costs: Floats) -> None:
        self.problem = problem
        self._costs = np.maximum(costs, 1e-3 * costs.max(initial=1.0))
        self.scale = (
            1.0 if problem.whole else max(1e-12, float(np.abs(problem.values).max(initial=1.0))) / 1e6
        )
        self.columns = problem.equations.tocsc()
        self._random = np.random.default_rng(0)

    def cells_for(
        self, demands: Sequence[tuple[int, float]], hidden: Flags, still: Sequence[int] = ()
    ) -> Flags:
        """The cells that move so that each demanded cell deviates as far as told, those already `hidden`
        first.

        `still` cells may not move. Demands that cannot be met together are left over, as those of a cell that
        nothing can protect are.
        """
        usable = self.problem.can_hide | hidden
        usable[list(still)] = False
        active = usable & hidden
        active[[cell for cell, _ in demands]] = True
        others = np.flatnonzero(usable & ~active)
        active[self._random.permutation(others)[:_DRAWN]] = True
        program = _Restricted(self, demands, usable, active)
        largest = max(abs(amount) for _, amount in demands) / self.scale
        per_unit = np.where(hidden, 0.0, self._costs / largest)
        moves = np.abs(program.solve(per_unit))
        for _ in range(_ENLARGEMENTS):
            if not program.enlarge(per_unit):
                break
            moves = np.abs(program.solve(per_unit))
        for _ in range(_SHARPENINGS):
            per_unit = np.where(hidden, 0.0, self._costs / (moves + 0.05 * largest))
            again = np.abs(program.solve(per_unit))
            same = np.array_equal(again > TOLERANCE, moves > TOLERANCE)
            moves = again
            if same:
                break
        found: Flags = moves > TOLERANCE
        return found


class _Restricted:
    """The program over some of the cells: the others stay published, whatever they would have cost."""

    def __init__(
        self, table: CheapestDeviation, demands: Sequence[tuple[int, float]], usable: Flags, active: Flags
    ) -> None:
        problem, scale = table.problem, table.scale
        self._columns = table.columns
        self._up = np.where(usable, problem.upper - problem.values, 0.0) / scale
        self._down = np.where(usable, problem.values - problem.lower, 0.0) / scale
        self._usable = usable
        self._wanted = np.array([amount for _, amount in demands]) / scale
        picks = sparse.csr_matrix(
            (np.sign(self._wanted), (np.arange(len(demands)), [cell for cell, _ in demands])),
            shape=(len(demands), len(usable)),
        )
        self._rows = sparse.vstack([problem.equations, picks]).tocsc()
        self._cells: Positions = np.flatnonzero(active)
        self._program = self._first()

    def _first(self) -> LinearProgram:
        """Each active cell twice, up and down; then what is missing of each demand."""
        equations, wanted = self._columns.shape[0], len(self._wanted)
        chosen = self._rows[:, self._cells]
        missing = sparse.vstack([sparse.csr_matrix((equations, wanted)), sparse.identity(wanted)])
        least = np.concatenate([np.zeros(equations), np.abs(self._wanted)])
        most = np.concatenate([np.zeros(equations), np.full(wanted, np.inf)])
        up, down = self._up[self._cells], self._down[self._cells]
        self._order: Positions = np.concatenate([self._cells, self._cells])
        self._signs: Floats = np.concatenate([np.ones(len(up)), -np.ones(len(up))])
        return LinearProgram(
            sparse.hstack([missing, chosen, -chosen]).tocsc(),
            np.zeros(wanted + 2 * len(self._cells)),
            np.concatenate([np.abs(self._wanted), up, down]),
            rows=(least, most),
            strategy=DUAL_SIMPLEX,
            presolve=True,
        )

    def solve(self, per_unit: Floats) -> Floats:
        """The deviation of every cell that costs least per unit, among those that move active cells only."""
        weights = per_unit[self._order]
        penalty = np.full(len(self._wanted), _PENALTY * max(1e-9, float(weights.max(initial=0.0))))
        costs = np.concatenate([penalty, weights])
        solution: Floats = self._program.minimise(np.arange(len(costs)), costs)[len(penalty) :]
        # Further objectives and columns leave this solution feasible.
        self._program.go_on_from_vertex()
        return np.asarray(np.bincount(self._order, self._signs * solution, len(per_unit)))

    def enlarge(self, per_unit: Floats) -> bool:
        """Lets the most promising cells move that were left out; whether there were any."""
        worth = self._columns.T @ self._program.row_duals()[: self._columns.shape[0]]
        gain = (
            np.maximum(np.where(self._up > 0, worth, 0.0), np.where(self._down > 0, -worth, 0.0)) - per_unit
        )
        gain[~self._usable] = 0.0
        gain[self._cells] = 0.0
        best = np.argsort(-gain)[: max(100, len(self._cells) // 4)]
        better = np.sort(best[gain[best] > TOLERANCE * per_unit.max(initial=0.0)])
        for sign, room in ((1.0, self._up), (-1.0, self._down)):
            self._program.add_columns(sign * self._rows[:, better], room[better])
            self._order = np.concatenate([self._order, better])
            self._signs = np.concatenate([self._signs, np.full(len(better), sign)])
        self._cells = np.concatenate([self._cells, better])
        return bool(len(better))
