"""A protection problem: cells, the equations that tie them, which are sensitive, what an intruder assumes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

CellId = int | str
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# scipy has no types of its own; always CSR, equations x cells.
Matrix = Any


@dataclass(frozen=True)
class Protection:
    """How far from the true value the intruder's interval must reach, per cell, in the unit of the cell.

    All zero means: it is enough that the value cannot be worked out exactly.
    """

    lower: Floats  # the interval's low end is at most value - lower
    upper: Floats  # the interval's high end is at least value + upper
    sliding: Floats  # the interval is at least this wide

    @classmethod
    def shares(cls, values: Floats, low: float, high: float) -> Protection:
        """`low` and `high` as shares of each cell's absolute value."""
        size = np.abs(values)
        return cls(low * size, high * size, np.zeros_like(size))

    def at_least(self, distance: Floats) -> Protection:
        """As far to either side, if not farther."""
        return Protection(np.maximum(self.lower, distance), np.maximum(self.upper, distance), self.sliding)


@dataclass(frozen=True)
class Problem:
    """Arrays have one entry per cell, in the order of `ids`; `equations` @ `values` = 0."""

    ids: tuple[CellId, ...]
    labels: tuple[tuple[str, ...], ...]
    values: Floats
    equations: Matrix
    primary: Flags
    lower: Floats  # what the intruder assumes of a hidden cell beforehand
    upper: Floats
    protection: Protection
    suppressed: Flags | None = None  # the pattern to audit; None: the primary cells
    published: Flags | None = None  # cells that are out already, and cannot be hidden any more
    weights: Floats | None = None  # what hiding a cell costs
    persons: Floats | None = None  # NaN where unknown

    @cached_property
    def position(self) -> dict[CellId, int]:
        return {cell: at for at, cell in enumerate(self.ids)}

    @cached_property
    def whole(self) -> bool:
        """Whether all cells are whole numbers tied by whole coefficients, as counts are."""
        return bool((self.values == np.rint(self.values)).all()) and bool(
            (self.equations.data == np.rint(self.equations.data)).all()
        )

    @property
    def pattern(self) -> Flags:
        return self.primary if self.suppressed is None else self.suppressed

    @property
    def can_hide(self) -> Flags:
        return np.ones(len(self.ids), dtype=bool) if self.published is None else ~self.published

    def costs(self, kind: str | None) -> Floats:
        """Per cell: 1 (`unit`), its absolute value (`value`), or its own weight (None), else 1."""
        if kind == "value":
            return np.abs(self.values)
        if kind is None and self.weights is not None:
            return self.weights
        return np.ones(len(self.ids))

    def named(self, cells: Flags | npt.NDArray[np.intp]) -> list[CellId]:
        """The ids of the cells that flags or positions name, in order."""
        positions = np.flatnonzero(cells) if cells.dtype == np.bool_ else cells
        return [self.ids[at] for at in positions]
