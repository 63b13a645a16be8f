"""Per cell of a table of millions of rows: distinct persons and the two largest contributions; compiled with
numba, one core, without the interpreter's lock.

Rows are first brought together, cell by cell and within a large cell part by part, all rows of a person in
one part; the persons of a part are then added up in a hash table of open addressing (Knuth, TAOCP vol. 3,
6.4) that fits into the processor's cache, and serves the next part too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PART_ROWS, _MOST_BITS = 1 << 14, 8


def part_bits(rows: int, size: int) -> int:
    """2 to this power parts of each of `size` cells hold about as many rows as the cache has room for."""
    return min(max(rows // (size * _PART_ROWS), 1).bit_length() - 1, _MOST_BITS)


@njit(cache=True, nogil=True)
def brought_together(
    cells: npt.NDArray[Any], size: int, bits: int, ids: Whole, amounts: Floats
) -> tuple[Whole, Floats, Whole]:
    """`ids` and `amounts` (none given: none) with the rows of a part side by side, and rows of each part."""
    counts = np.zeros(size << bits, np.int64)
    last = (1 << bits) - 1
    for row in range(len(cells)):
        counts[(np.int64(cells[row]) << bits) + _part(ids[row], last)] += 1
    at = np.zeros(size << bits, np.int64)
    for part in range(1, len(at)):
        at[part] = at[part - 1] + counts[part - 1]
    moved, moved_amounts = np.empty_like(ids), np.empty_like(amounts)
    for row in range(len(cells)):
        own = (np.int64(cells[row]) << bits) + _part(ids[row], last)
        to = at[own]
        at[own] = to + 1
        moved[to] = ids[row]
        if len(amounts):
            moved_amounts[to] = amounts[row]
    return moved, moved_amounts, counts


@njit(cache=True, nogil=True)
def _part(person: int, last: int) -> int:
    """By other bits than the place in the hash table."""
    return int((np.uint64(person) * _GOLDEN) >> np.uint64(16)) & last


@njit(cache=True, nogil=True)
def persons_of_cells(
    ids: Whole, amounts: Floats, counts: Whole, bits: int, some_unknown: bool
) -> tuple[Whole, Floats, Floats]:
    """Of rows brought together: distinct persons per cell, the sum, and the two largest sums of one person.

    Person -1 is nobody known where `some_unknown` says so: not counted, though their amounts add up.
    """
    size = len(counts) >> bits
    most = 1
    for count in counts:
        most = max(most, count)
    room = 1
    while room < 2 * most:
        room *= 2
    keys, sums, used = np.empty(room, np.int64), np.empty(room, np.float64), np.zeros(room, np.int32)
    taken = np.empty(most, np.int64)
    found, whole, largest = np.zeros(size, np.int64), np.zeros(size), np.zeros((size, 2))
    begin = 0
    for part in range(len(counts)):
        cell, mark, persons = part >> bits, np.int32(part + 1), 0
        end = begin + counts[part]
        width = 1
        while (1 << width) < 2 * counts[part]:
            width += 1
        shift, mask = np.uint64(64 - width), (1 << width) - 1
        for row in range(begin, end):
            person = ids[row]
            slot = np.int64((np.uint64(person) * _GOLDEN) >> shift)
            while used[slot] == mark and keys[slot] != person:
                slot = (slot + 1) & mask
            if used[slot] != mark:
                used[slot], keys[slot], sums[slot] = mark, person, 0.0
                taken[persons] = slot
                persons += 1
                if not (some_unknown and person == -1):
                    found[cell] += 1
            if len(amounts):
                sums[slot] += amounts[row]
                whole[cell] += amounts[row]
        if len(amounts):
            first, second = largest[cell, 0], largest[cell, 1]
            for at in range(persons):
                one = sums[taken[at]]
                if one > first:
                    first, second = one, first
                elif one > second:
                    second = one
            largest[cell, 0], largest[cell, 1] = first, second
        begin = end
    return found, whole, largest
