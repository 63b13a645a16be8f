"""The evidence of every cell of a cross-table, its totals included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.evidence.cell_keys import Keys, as_text, summed_keys
from d2h_sdk.outputs.evidence.contributions import Contributions, contributions
from d2h_sdk.outputs.evidence.dimensions import TOTAL, Codes, Grid
from d2h_sdk.outputs.evidence.persons import Persons, Whole

Part = TypeVar("Part")
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

    def keys(
        self, row_lines: Whole, column_lines: Whole, in_totals: Mask, of_rows: Keys, known: Mask
    ) -> npt.NDArray[np.object_]:
        """The key of every cell, from the record key of each row; rows without a `known` person have none."""

        def summed(codes: Codes, size: int, rows: Mask = None) -> Keys:
            used = np.ones(len(codes), dtype=bool)
            for mask in (self._mask, known, rows):
                used &= True if mask is None else mask
            return summed_keys(codes[used], size, of_rows[used])

        body = summed(self._grid.codes, self._grid.size)
        parts = self._parts(row_lines, column_lines, in_totals, body, summed)
        return as_text(_spread(parts, lambda one: one, np.uint64))

    def cells(self, row_lines: Whole, column_lines: Whole, in_totals: Mask = None) -> Counted:
        """The cells where these lines cross, TOTAL for lines of totals. `in_totals`: rows in those."""
        body = self._body
        parts = self._parts(row_lines, column_lines, in_totals, body, self._counted)
        return Counted(
            rows=_spread(parts, lambda one: one.rows),
            persons=None if body.persons is None else _spread(parts, lambda one: one.persons),
            sums=None if body.sums is None else _spread(parts, lambda one: one.sums),
            largest=None if body.largest is None else _spread(parts, lambda one: one.largest),
        )

    def _parts(
        self,
        row_lines: Whole,
        column_lines: Whole,
        in_totals: Mask,
        body: Part,
        counted: Callable[[Codes, int, Mask], Part],
    ) -> list[tuple[Whole, Part]]:
        """(places in the table, what is counted there): the body, and whatever lines of totals there are."""
        grid = self._grid
        parts = [(grid.locate(row_lines, column_lines), body)]
        total_row, total_column = row_lines == TOTAL, column_lines == TOTAL
        if total_row.any():
            below = counted(grid.columns.codes, grid.columns.size, in_totals)
            parts.append((_lines(total_row, column_lines), below))
        if total_column.any():
            beside = counted(grid.rows.codes, grid.rows.size, in_totals)
            parts.append((_lines(total_column, row_lines).T, beside))
        if total_row.any() and total_column.any():
            whole = np.zeros(len(grid.codes), dtype=np.uint8)
            corner = np.where(total_row[:, None] & total_column[None, :], 0, -1)
            parts.append((corner, counted(whole, 1, in_totals)))
        return parts


def _lines(totals: npt.NDArray[np.bool_], others: Whole) -> Whole:
    """For the cells of lines of totals, the code of the line they cross."""
    return np.where(totals[:, None] & (others >= 0)[None, :], others[None, :], -1)


def _spread(
    parts: list[tuple[Whole, Part]], pick: Callable[[Part], Any], kind: Any = np.float64
) -> npt.NDArray[Any]:
    places, body = parts[0]
    found = np.zeros((*places.shape, *np.shape(pick(body))[1:]), dtype=kind)
    for places, counted in parts:
        there = places >= 0
        found[there] = np.asarray(pick(counted), dtype=kind)[places[there]]
    return found
