"""Per cell: rows, distinct persons, the sum of what persons contribute and the two largest contributions.

Of few rows by sorting them; of many by compiled code, which adds up the persons of one cell at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from d2h_sdk.outputs.evidence.persons import MANY, Persons, Whole

Cells = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Contributions:
    """One number per cell; `sums` and `largest` (cells x 2) of absolute amounts, None where only counted."""

    rows: Whole
    persons: Whole | None
    sums: Floats | None = None
    largest: Floats | None = None


def contributions(
    cells: Cells, size: int, persons: Persons | None, amounts: Floats | None = None
) -> Contributions:
    """`cells`: the cell of each row, 0 … size - 1; `amounts`: what each row adds, no value missing.

    A person contributes the sum of the absolute amounts of their rows (ABS, dominance with negative values).
    """
    rows = np.bincount(cells, minlength=size)
    if amounts is not None and len(amounts) and amounts.min() < 0:
        amounts = np.abs(amounts)
    if persons is not None and len(cells) >= MANY:
        return _compiled(cells, rows, persons, amounts)
    sums = None
    if amounts is not None:
        sums = np.bincount(cells, weights=amounts, minlength=size).astype(np.float64)
    if persons is None:
        return Contributions(rows, None, sums)
    return Contributions(rows, *_all_at_once(cells, size, persons, amounts, sums))


def _compiled(cells: Cells, rows: Whole, persons: Persons, amounts: Floats | None) -> Contributions:
    from d2h_sdk.outputs.evidence.cell_kernels import brought_together, part_bits, persons_of_cells

    given, bits = np.zeros(0) if amounts is None else amounts, part_bits(len(cells), len(rows))
    ids, moved, sizes = brought_together(cells, len(rows), bits, persons.ids, given)
    found, sums, largest = persons_of_cells(ids, moved, sizes, bits, persons.some_unknown)
    return Contributions(rows, found) if amounts is None else Contributions(rows, found, sums, largest)


def _all_at_once(
    cells: Cells, size: int, persons: Persons, amounts: Floats | None, sums: Floats | None
) -> tuple[Whole, Floats | None, Floats | None]:
    """Persons, sums and largest of very many cells."""
    order = np.lexsort((persons.ids, cells))
    ordered, ids = cells[order].astype(np.int64), persons.ids[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (ordered[1:] != ordered[:-1]) | (ids[1:] != ids[:-1])
    begins = np.flatnonzero(first)
    where, known = ordered[begins], ids[begins] != -1
    if not persons.some_unknown:
        known[:] = True
    found = np.bincount(where[known], minlength=size)
    if amounts is None:
        return found, None, None
    each = np.add.reduceat(amounts[order], begins) if len(begins) else np.zeros(0)
    by_size = np.lexsort((-each, where))
    each, where = np.append(each[by_size], [0.0, 0.0]), where[by_size]
    ends = np.searchsorted(where, np.arange(size + 1))
    held = np.diff(ends)
    largest = np.zeros((size, 2))
    largest[:, 0] = np.where(held > 0, each[ends[:-1]], 0.0)
    largest[:, 1] = np.where(held > 1, each[ends[:-1] + 1], 0.0)
    return found, sums, largest
