"""Per cell: rows, distinct persons, the sum of what persons contribute and the two largest contributions.

Made for 10⁷ rows. The rows are brought together cell by cell, by radix sorts of small numbers; the rest
happens within one cell, where all fits into the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from d2h_sdk.outputs.evidence.persons import Persons, Whole, distinct

Cells = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4)
_FEW = 4096  # rows that are added up person by person at once
_BLOCK = 64
_CHUNK = 1 << 18  # rows
_LOOPED = 4096  # cells worth a turn of a Python loop each


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
    if persons is None or size > _LOOPED:
        sums = None
        if amounts is not None:
            sums = np.bincount(cells, weights=amounts, minlength=size).astype(np.float64)
        if persons is None:
            return Contributions(rows, None, sums)
        return Contributions(rows, *_all_at_once(cells, size, persons, amounts, sums))
    found = np.zeros(size, dtype=np.int64)
    sums, largest = (None, None) if amounts is None else (np.zeros(size), np.zeros((size, 2)))
    ids_together, amounts_together = _brought_together(cells, rows, persons.ids, amounts)
    ends = np.concatenate([[0], np.cumsum(rows)])
    for cell in np.flatnonzero(rows):
        here = slice(ends[cell], ends[cell + 1])
        ids = ids_together[here]
        if amounts_together is not None and sums is not None and largest is not None:
            own = amounts_together[here]
            sums[cell] = own.sum()
            largest[cell] = largest_two(ids, own)
        ids.sort()
        found[cell] = distinct(ids, persons.some_unknown)
    return Contributions(rows, found, sums, largest)


def _brought_together(
    cells: Cells, rows: Whole, ids: Whole, amounts: Floats | None
) -> tuple[Whole, Floats | None]:
    """Both arrays with the rows of a cell side by side, cell after cell.

    Some rows at a time are sorted within the cache and moved cell by cell, so that memory is read and written
    in runs.
    """
    small = cells.astype(np.uint8 if len(rows) <= 1 << 8 else np.uint16, copy=False)
    at = np.concatenate([[0], np.cumsum(rows)[:-1]])
    moved_ids = np.empty_like(ids)
    moved_amounts = None if amounts is None else np.empty_like(amounts)
    together = max(_CHUNK, len(rows) << 11)
    for start in range(0, len(cells), together):
        part = small[start : start + together]
        order = np.argsort(part, kind="stable")
        counts = np.bincount(part, minlength=len(rows))
        some_ids = ids[start : start + together].take(order)
        some = None if amounts is None else amounts[start : start + together].take(order)
        begin = 0
        for cell in np.flatnonzero(counts).tolist():
            end, to = begin + int(counts[cell]), int(at[cell])
            at[cell] = stop = to + end - begin
            moved_ids[to:stop] = some_ids[begin:end]
            if moved_amounts is not None and some is not None:
                moved_amounts[to:stop] = some[begin:end]
            begin = end
    return moved_ids, moved_amounts


def largest_two(ids: Whole, amounts: Floats) -> tuple[float, float]:
    """The two largest sums of `amounts` (none negative) over one person, 0 for nobody.

    Persons are hashed into buckets; none contributes more than their bucket holds. So only the rows of the
    buckets that reach the second largest person are added up person by person.
    """
    bits = len(ids).bit_length()
    if len(ids) <= _FEW:
        return _person_by_person(ids, amounts)
    hashed = ids.view(np.uint64) * _GOLDEN
    hashed >>= np.uint64(64 - bits)
    buckets = hashed.view(np.int64)
    sums = np.bincount(buckets, weights=amounts, minlength=1 << bits)
    bound = np.partition(sums.reshape(-1, _BLOCK).max(axis=1), -4)[-4]
    largest = sums >= bound
    found = _person_by_person(ids, amounts, largest[buckets])
    # A bucket was added up in another order than its persons: allow for the rounding.
    reaching = sums >= min(found[1], bound) * (1 - 1e-9)
    if np.count_nonzero(reaching) == np.count_nonzero(largest):
        return found
    return _person_by_person(ids, amounts, reaching[buckets])


def _person_by_person(
    ids: Whole, amounts: Floats, chosen: npt.NDArray[np.bool_] | None = None
) -> tuple[float, float]:
    if chosen is not None:
        rows = np.flatnonzero(chosen)
        ids, amounts = ids[rows], amounts[rows]
    if not len(ids):
        return 0.0, 0.0
    order = ids.argsort()
    ids = ids[order]
    begins = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]]))
    sums = np.add.reduceat(amounts[order], begins)
    if len(sums) == 1:
        return float(sums[0]), 0.0
    second, first = np.partition(sums, -2)[-2:]
    return float(first), float(second)


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
