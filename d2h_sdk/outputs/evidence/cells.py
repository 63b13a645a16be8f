"""The evidence of every cell of a cross-table, its totals included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.evidence.contributions import Contributions, contributions
from d2h_sdk.outputs.evidence.dimensions import TOTAL, Codes, Grid
from d2h_sdk.outputs.evidence.persons import Persons, Whole

Mask = npt.NDArray[np.bool_] | None


@dataclass(frozen=True)
class Counted:
    """rows x columns numbers, `largest` with two per cell; None where nothing was asked or known."""

    rows: npt.NDArray[np.float64]
    persons: npt.NDArray[np.float64] | None
    sums: npt.NDArray[np.float64] | None
    largest: npt.NDArray[np.float64] | None


def amounts_of(values: Any) -> tuple[npt.NDArray[np.float64] | None, Mask]:
    """The numbers, missing ones left out, and which rows have one (None: all); of other values no numbers."""
    series = pd.Series(values) if not isinstance(values, pd.Series) else values
    gaps = series.isna().to_numpy()
    mask = ~gaps if gaps.any() else None
    if not (pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_bool_dtype(series.dtype)):
        return None, mask
    if pd.api.types.is_complex_dtype(series.dtype):
        return None, mask
    known = series if mask is None else series[mask]
    return known.to_numpy(dtype=np.float64), mask


class Counting:
    """The body of a cross-table counted at once, its totals when it is known that there are any."""

    def __init__(self, grid: Grid, persons: Persons | None, values: Any = None) -> None:
        """`values`: what is aggregated, one per row; rows without one stand behind no cell."""
        self._grid = grid
        self._persons = persons
        self._amounts, self._mask = (None, None) if values is None else amounts_of(values)
        self._body = self._counted(grid.codes, grid.size)

    def _counted(self, codes: Codes, size: int, rows: Mask = None) -> Contributions:
        both = self._mask if rows is None else rows if self._mask is None else self._mask & rows
        left = self._amounts
        if left is not None and rows is not None:
            left = left[rows if self._mask is None else rows[self._mask]]
        who = None if self._persons is None else self._persons.where(both)
        return contributions(codes if both is None else codes[both], size, who, left)

    def cells(self, row_lines: Whole, column_lines: Whole, in_totals: Mask = None) -> Counted:
        """The cells where these lines cross, TOTAL for lines of totals. `in_totals`: rows in those."""
        grid = self._grid
        parts = [(grid.locate(row_lines, column_lines), self._body)]
        total_row, total_column = row_lines == TOTAL, column_lines == TOTAL
        if total_row.any():
            below = self._counted(grid.columns.codes, grid.columns.size, in_totals)
            parts.append((_lines(total_row, column_lines), below))
        if total_column.any():
            beside = self._counted(grid.rows.codes, grid.rows.size, in_totals)
            parts.append((_lines(total_column, row_lines).T, beside))
        if total_row.any() and total_column.any():
            whole = np.zeros(len(grid.codes), dtype=np.uint8)
            corner = np.where(total_row[:, None] & total_column[None, :], 0, -1)
            parts.append((corner, self._counted(whole, 1, in_totals)))
        body = self._body
        return Counted(
            rows=_spread(parts, lambda one: one.rows),
            persons=None if body.persons is None else _spread(parts, lambda one: one.persons),
            sums=None if body.sums is None else _spread(parts, lambda one: one.sums),
            largest=None if body.largest is None else _spread(parts, lambda one: one.largest),
        )


def _lines(totals: npt.NDArray[np.bool_], others: Whole) -> Whole:
    """For the cells of lines of totals, the code of the line they cross."""
    return np.where(totals[:, None] & (others >= 0)[None, :], others[None, :], -1)


def _spread(
    parts: list[tuple[Whole, Contributions]], pick: Callable[[Contributions], Any]
) -> npt.NDArray[np.float64]:
    places, body = parts[0]
    found = np.zeros((*places.shape, *np.shape(pick(body))[1:]))
    for places, counted in parts:
        there = places >= 0
        found[there] = np.asarray(pick(counted), dtype=np.float64)[places[there]]
    return found
