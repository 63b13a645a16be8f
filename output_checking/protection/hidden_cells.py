"""The intruder's side: the equations left between hidden cells, and how far each may stray from the truth.

Everything is said in deviations d from the true values: the true table is d = 0, each equation says that the
deviations of its hidden cells cancel out, so no rounding of the data gets in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from output_checking.protection.problem import Flags, Floats, Matrix, Problem

Positions = npt.NDArray[np.intp]
_ROUNDS = 30
# Relative to the widest interval; below it a change of a bound is the noise of the arithmetic.
_NOISE = 1e-14


@dataclass(frozen=True)
class HiddenCells:
    """`equations` (equations x hidden cells) @ d = 0, `low` <= d <= `high`; 0 lies between them.

    `cells` are the positions in the problem. Deviations are in units of `scale`, so that a solver's absolute
    tolerance fits them.
    """

    cells: Positions
    equations: Matrix
    low: Floats
    high: Floats
    scale: float

    def __len__(self) -> int:
        return len(self.cells)


def hidden_cells(problem: Problem, hidden: Flags) -> HiddenCells:
    """What the intruder does not know, with the bounds that follow from the equations one by one."""
    cells = np.flatnonzero(hidden)
    equations = problem.equations[:, cells]
    equations = sparse.csr_matrix(equations[np.diff(equations.indptr) > 0])
    low = problem.lower[cells] - problem.values[cells]
    high = problem.upper[cells] - problem.values[cells]
    low, high = tightened(equations, low, high)
    scale = _scale(problem, low, high)
    return HiddenCells(cells, equations, low / scale, high / scale, scale)


def _scale(problem: Problem, low: Floats, high: Floats) -> float:
    widest = float(np.concatenate([-low, high]).max(initial=0.0))
    if problem.whole and widest <= 1e9:
        return 1.0
    return widest / 1e6 if widest > 0 else 1.0


def tightened(equations: Matrix, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bounds of the deviations that each equation implies from those of its other cells, until nothing
    moves."""
    low, high = np.minimum(low, 0.0), np.maximum(high, 0.0)
    if not equations.nnz:
        return low, high
    row = np.repeat(np.arange(equations.shape[0]), np.diff(equations.indptr))
    cell, coef = equations.indices, equations.data
    noise = _NOISE * max(float(-low.min()), float(high.max()))
    for _ in range(_ROUNDS):
        below = np.where(coef > 0, coef * low[cell], coef * high[cell])
        above = np.where(coef > 0, coef * high[cell], coef * low[cell])
        most = -_sum_of_others(row, below, equations.shape[0])  # coef * d <= -(least of the others)
        least = -_sum_of_others(row, above, equations.shape[0])
        upper = np.where(coef > 0, most / coef, least / coef)
        lower = np.where(coef > 0, least / coef, most / coef)
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, cell, lower)
        np.minimum.at(new_high, cell, upper)
        new_low, new_high = np.minimum(new_low, 0.0), np.maximum(new_high, 0.0)
        new_low[new_low > -noise] = 0.0
        new_high[new_high < noise] = 0.0
        moved = (new_low > low + noise) | (new_high < high - noise)
        low, high = new_low, new_high
        if not moved.any():
            break
    return low, high


def _sum_of_others(row: Positions, terms: Floats, rows: int) -> Floats:
    """For each entry, the sum of the other entries of its row."""
    others: Floats = np.bincount(row, terms, rows)[row] - terms
    return others


def components(hidden: HiddenCells) -> Iterator[tuple[Positions, Matrix]]:
    """Groups of hidden cells that share no equation: positions among the hidden cells, and their equations.

    Cells whose bounds leave no room are out already: they are known.
    """
    free = np.flatnonzero((hidden.high > 0) | (hidden.low < 0))
    equations = hidden.equations[:, free]
    equations = sparse.csr_matrix(equations[np.diff(equations.indptr) > 0])
    tied = sparse.bmat([[None, equations], [equations.T, None]], format="csr")
    if not equations.shape[0]:
        for cell in free:
            yield np.array([cell]), sparse.csr_matrix((0, 1))
        return
    count, group = connected_components(tied, directed=False)
    of_equation, of_cell = group[: equations.shape[0]], group[equations.shape[0] :]
    cell_order, row_order = np.argsort(of_cell, kind="stable"), np.argsort(of_equation, kind="stable")
    cell_ends = np.cumsum(np.bincount(of_cell, minlength=count))
    row_ends = np.cumsum(np.bincount(of_equation, minlength=count))
    for one in range(count):
        members = cell_order[cell_ends[one - 1] if one else 0 : cell_ends[one]]
        rows = row_order[row_ends[one - 1] if one else 0 : row_ends[one]]
        yield free[members], equations[rows][:, members]
