"""One linear program that is solved again and again from where the last solution stood (HiGHS)."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from output_checking.protection.problem import Floats, Matrix

# In a chain of programs that differ by their objective the last vertex stays feasible: the primal simplex
# goes on from it (0.5 ms against 10 ms for the dual simplex on 2,000 cells of a 200 x 50 table).
PRIMAL_SIMPLEX = 4
DUAL_SIMPLEX = 1


class SolverError(Exception):
    """The solver did not reach an optimum; nothing may be concluded from its answer."""


class Solver(highspy.Highs):
    """HiGHS without a word: it would greet on standard output, where the answer goes."""

    def __init__(self, **options: str | int | float | bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        for name, value in {"threads": 1, "random_seed": 0, **options}.items():
            self.setOptionValue(name, value)

    def enableCallbacks(self) -> None:  # noqa: N802 - called while HiGHS is made, before anything can be set
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class LinearProgram:
    """min cost @ x, `row_low` <= equations @ x <= `row_high`, `low` <= x <= `high`."""

    def __init__(
        self,
        equations: Matrix,
        low: Floats,
        high: Floats,
        *,
        cost: Floats | None = None,
        rows: tuple[Floats, Floats] | None = None,
        strategy: int = PRIMAL_SIMPLEX,
        presolve: bool = False,
    ) -> None:
        columns = sparse.csc_matrix(equations)
        row_count, column_count = columns.shape
        row_low, row_high = rows or (np.zeros(row_count), np.zeros(row_count))
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = row_count, column_count
        lp.col_cost_ = np.zeros(column_count) if cost is None else cost
        lp.col_lower_, lp.col_upper_ = low, high
        lp.row_lower_, lp.row_upper_ = row_low, row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = columns.indptr
        lp.a_matrix_.index_ = columns.indices
        lp.a_matrix_.value_ = columns.data
        self.highs = Solver(
            solver="simplex", presolve="choose" if presolve else "off", simplex_strategy=strategy
        )
        self.highs.passModel(lp)
        self._priced = np.array([], dtype=np.int32)

    def minimise(self, cells: Sequence[int] | npt.NDArray[np.intp], costs: Floats) -> Floats:
        """The vertex with the least `costs` over `cells`, nothing elsewhere. Raises SolverError."""
        if len(self._priced):
            self.highs.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        self._priced = np.asarray(cells, dtype=np.int32)
        self.highs.changeColsCost(len(self._priced), self._priced, costs)
        return self.solve()

    def solve(self) -> Floats:
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.highs.clearSolver()
            self.highs.run()
        status = self.highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(self.highs.modelStatusToString(status))
        return np.asarray(self.highs.getSolution().col_value, dtype=float)

    def go_on_from_vertex(self) -> None:
        """From now on the last solution stays feasible: presolve would only throw it away."""
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)

    def add_columns(self, columns: Matrix, high: Floats) -> None:
        """Further variables from 0 to `high`, without a cost yet."""
        columns, count = columns.tocsc(), columns.shape[1]
        self.highs.addCols(
            count,
            np.zeros(count),
            np.zeros(count),
            high,
            columns.nnz,
            columns.indptr[:-1],
            columns.indices,
            columns.data,
        )

    def row_duals(self) -> Floats:
        return np.asarray(self.highs.getSolution().row_dual, dtype=float)

    def reduced_costs(self) -> Floats:
        return np.asarray(self.highs.getSolution().col_dual, dtype=float)
