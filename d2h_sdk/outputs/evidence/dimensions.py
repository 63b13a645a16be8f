"""The variables a table is broken down by: which line of the table each row of the data falls in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.evidence.persons import Whole, plain

Codes = npt.NDArray[np.integer[Any]]
NOBODY = -1  # a line that no row falls in
TOTAL = -2  # the line of totals
_DENSE = 1 << 16
_NARROW = 128  # whole numbers that are their own codes


@dataclass(frozen=True)
class Variable:
    """`labels[codes]` is the value of each row; code `len(labels)` stands for a missing one."""

    codes: Codes
    labels: pd.Index

    @classmethod
    def of(cls, values: Any) -> Variable:
        array = plain(values)
        if isinstance(array, np.ndarray) and array.dtype.kind in "iu" and len(array):
            lowest, highest = int(array.min()), int(array.max())
            if highest - lowest < _NARROW:
                # Not every number between them need be there.
                numbers = pd.Index(np.arange(lowest, highest + 1))
                small = array - array.dtype.type(lowest) if lowest else array
                return cls.coded(small.astype(np.uint8), numbers)
        codes, labels = pd.factorize(array)
        return cls.coded(codes, pd.Index(labels))

    @classmethod
    def coded(cls, codes: Codes, labels: pd.Index) -> Variable:
        """`codes` may be -1 for missing."""
        kind = np.uint8 if len(labels) < 1 << 8 else np.uint16 if len(labels) < 1 << 16 else np.int64
        if len(codes) and codes.min() < 0:
            codes = np.where(codes < 0, len(labels), codes)
        return cls(codes.astype(kind, copy=False), labels.astype(object))

    def missing(self) -> npt.NDArray[np.bool_] | None:
        found = self.codes == len(self.labels)
        return found if found.any() else None

    def locate(self, labels: pd.Index) -> Whole:
        """The code of each label, NOBODY where it stands for no row."""
        # Object labels compare as Python does: 1 and 1.0 alike, an interval with itself only.
        sought = labels.astype(object)
        found = self.labels.get_indexer(sought).astype(np.int64)
        found[np.asarray(sought.isna())] = len(self.labels)
        return found


@dataclass(frozen=True)
class Axis:
    """Rows by the combination of their variables: `codes` of each row, less than `size`."""

    variables: tuple[Variable, ...]
    codes: Codes
    size: int
    combinations: pd.Index | None = field(default=None)  # those in use, where all would be too many

    @classmethod
    def of(cls, variables: Sequence[Variable], length: int) -> Axis:
        codes: Codes = np.zeros(length, dtype=np.uint8)
        size, combinations = 1, None
        for position, one in enumerate(variables):
            width = len(one.labels) + 1
            codes = one.codes if position == 0 else codes.astype(np.int64) * width + one.codes
            size *= width
        if size > _DENSE and len(variables) > 1:
            codes, used = pd.factorize(codes)
            combinations, size = pd.Index(used), len(used)
        kind = np.uint16 if size <= _DENSE else np.int64
        return cls(tuple(variables), codes.astype(kind, copy=False), size, combinations)

    def locate(self, labels: pd.Index, total: str | None = None) -> Whole:
        """The code of each line of a table; NOBODY and TOTAL for those that are no combination."""
        found = np.zeros(len(labels), dtype=np.int64)
        nobody = np.zeros(len(labels), dtype=bool)
        for level, one in enumerate(self.variables):
            codes = one.locate(labels.get_level_values(level))
            nobody |= codes == NOBODY
            found = found * (len(one.labels) + 1) + codes
        if self.combinations is not None:
            found = self.combinations.get_indexer(pd.Index(found)).astype(np.int64)
        found[nobody] = NOBODY
        if total is not None:
            # The first level says the name of the totals, the others nothing.
            found[[label == total for label in labels.get_level_values(0)]] = TOTAL
        return found


def usable(axes: Sequence[Axis]) -> npt.NDArray[np.bool_] | None:
    """Rows with a value in every variable, None for all of them."""
    lacking = None
    for variable in (one for axis in axes for one in axis.variables):
        missing = variable.missing()
        if missing is not None:
            lacking = missing if lacking is None else lacking | missing
    return None if lacking is None else ~lacking


@dataclass(frozen=True)
class Grid:
    """The cells of two axes; `codes` of each row, less than `size`."""

    rows: Axis
    columns: Axis
    codes: Codes
    size: int
    used: pd.Index | None

    @classmethod
    def of(cls, rows: Axis, columns: Axis) -> Grid:
        size = rows.size * columns.size
        if columns.size == 1:
            return cls(rows, columns, rows.codes, rows.size, None)
        kind = np.uint16 if size <= _DENSE else np.int64
        codes: Codes = rows.codes.astype(kind)
        codes *= columns.size
        codes += columns.codes.astype(kind, copy=False)
        if size <= _DENSE:
            return cls(rows, columns, codes, size, None)
        codes, used = pd.factorize(codes)
        return cls(rows, columns, codes, len(used), pd.Index(used))

    def locate(self, rows: Whole, columns: Whole) -> Whole:
        """The cell of each pair of line codes, rows x columns; NOBODY where there is no row."""
        found = rows[:, None] * self.columns.size + columns[None, :]
        if self.used is not None:
            found = self.used.get_indexer(pd.Index(found.ravel())).reshape(found.shape).astype(np.int64)
        found[(rows < 0)[:, None] | (columns < 0)[None, :]] = NOBODY
        return found
