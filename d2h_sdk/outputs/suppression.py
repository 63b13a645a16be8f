"""Blanking small counts, and as many others as it takes that the totals give none of them back.

In a table with totals every row and column says: the cells sum to the total. A blank can be worked out
exactly from these equations if and only if, in the graph that joins each blank's row to its column, it is a
bridge: no other way leads round it (Handbook on Statistical Disclosure Control, ch. 4.4). So each small cell
gets the cheapest ring of further blanks. That hides its value; how narrow a range the totals leave for it is
the airlock's to judge.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.errors import UsageError

SUPPRESSED_KEY = "d2h_suppressed"  # in DataFrame.attrs: cells blanked in all
Counts = npt.NDArray[np.float64]
Blanks = npt.NDArray[np.bool_]
Cell = tuple[int, int]
Node = tuple[str, int]
_FREE: Node = ("free", 0)  # the one node of all lines without a total: nothing is said about their sums
_TOTAL_WORDS = frozenset(
    {"total", "totals", "totaux", "all", "overall", "ensemble", "tous", "sum", "somme", "margin"}
)


@dataclass(frozen=True)
class Totals:
    """Where the table says its sums."""

    row: int | None  # position of the row that sums the other rows
    column: int | None  # position of the column that sums the other columns


def suppress(df: pd.DataFrame, threshold: int = 10, zeros: bool = False) -> pd.DataFrame:
    """A copy with counts from 1 to `threshold` - 1 blanked (from 0 with `zeros`), and further cells where
    totals of the table would give a blank back.

    Columns of numbers are counts; other columns are left alone. Totals are found by arithmetic, whatever they
    are called; by their name (`Total`, `All`, `Ensemble`) where blanks hide the arithmetic. Raises UsageError
    `suppress-nothing-numeric` or `suppress-not-counts`.
    """
    names = [name for name in range(df.shape[1]) if pd.api.types.is_numeric_dtype(df.dtypes.iloc[name])]
    names = [name for name in names if not pd.api.types.is_bool_dtype(df.dtypes.iloc[name])]
    if not names:
        raise UsageError("suppress-nothing-numeric")
    counts = df.iloc[:, names].to_numpy(dtype=float, na_value=np.nan)
    known = counts[~np.isnan(counts)]
    if (known < 0).any() or (known != np.floor(known)).any():
        raise UsageError("suppress-not-counts")
    lowest = 0 if zeros else 1
    small = (counts >= lowest) & (counts < threshold)
    totals = find_totals(
        counts, [str(label) for label in df.index], [str(df.columns[name]) for name in names]
    )
    blank = protect(counts, small | np.isnan(counts), totals)
    result = df.copy()
    for position, name in enumerate(names):
        values = pd.array(counts[:, position], dtype="Float64").astype("Int64")
        values[blank[:, position]] = pd.NA
        result.isetitem(name, values)
    result.attrs[SUPPRESSED_KEY] = int(blank.sum())
    return result


def find_totals(counts: Counts, rows: Sequence[str] = (), columns: Sequence[str] = ()) -> Totals:
    """The last row and the last column that are the sum of all the others, at least two, or are named so."""
    return Totals(row=_line_of_sums(counts, rows), column=_line_of_sums(counts.T, columns))


def _line_of_sums(counts: Counts, labels: Sequence[str]) -> int | None:
    named = [line for line, label in enumerate(labels) if label.casefold().strip("() '\"") in _TOTAL_WORDS]
    if np.isnan(counts).any():
        return named[-1] if named else None
    if counts.shape[0] < 3 or not counts.any():
        return None
    sums = (2 * counts == counts.sum(axis=0)).all(axis=1)
    return int(np.nonzero(sums)[0][-1]) if sums.any() else None


def protect(counts: Counts, blank: Blanks, totals: Totals) -> Blanks:
    """The blanks, rows x columns, completed until none of the given ones follows from the totals."""
    result = blank.copy()
    for row, column in zip(*np.nonzero(blank), strict=True):
        for cell in _cheapest_ring(counts, result, totals, (int(row), int(column))):
            result[cell] = True
    return result


def _cheapest_ring(counts: Counts, blank: Blanks, totals: Totals, cell: Cell) -> list[Cell]:
    """Cells to blank so that `cell` is no bridge: the shortest way from its row to its column without it.

    A blank costs nothing, another cell its own count; zeros stay, since everybody guesses a hidden zero.
    """
    start, goal = _ends(totals, cell)
    best: dict[Node, float] = {start: 0.0}
    came: dict[Node, tuple[Node, Cell]] = {}
    waiting = [(0.0, start)]
    while waiting and waiting[0][1] != goal:
        cost, node = heapq.heappop(waiting)
        for other in _cells_of(node, counts.shape):
            ends = _ends(totals, other)
            beyond = ends[1] if ends[0] == node else ends[0]
            if other == cell or node not in ends or (counts[other] == 0 and not blank[other]):
                continue
            price = cost + (0.0 if blank[other] else float(counts[other]))
            if price < best.get(beyond, np.inf):
                best[beyond] = price
                came[beyond] = (node, other)
                heapq.heappush(waiting, (price, beyond))
    ring: list[Cell] = []
    node = goal
    while node != start and node in came:
        node, used = came[node]
        ring.append(used)
    return ring


def _ends(totals: Totals, cell: Cell) -> tuple[Node, Node]:
    """A row has an equation when the table has a column of totals, a column when it has a row of totals."""
    row = _FREE if totals.column is None else ("row", cell[0])
    column = _FREE if totals.row is None else ("column", cell[1])
    return row, column


def _cells_of(node: Node, shape: tuple[int, ...]) -> list[Cell]:
    kind, line = node
    rows = [line] if kind == "row" else range(shape[0])
    columns = [line] if kind == "column" else range(shape[1])
    return [(row, column) for row in rows for column in columns]
