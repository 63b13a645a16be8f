"""Counts that are rounded, and what each of them may stand for."""

from __future__ import annotations

from collections.abc import Sequence

from output_checking.checks.registry import Context

# A number that is printed, an interval, or None for a hidden cell.
Cell = int | float | tuple[float, float | None] | None
# So many counts that all fall on multiples by chance once in 5**8 tables.
_ROUNDED_CELLS = 8


def rounding_base(cells: Sequence[Cell], context: Context) -> tuple[int, bool] | None:
    """(base, to the middle of steps) when all counts are rounded, as the profile asks, as the author says or
    as anyone sees."""
    counts = [cell for cell in cells if isinstance(cell, int | float) and cell]
    said = context.evidence is not None and context.evidence.rounded_to > 1
    asked = said or context.rules.rounding > 1 or context.rules.midpoint > 1
    if not counts or (len(counts) < _ROUNDED_CELLS and not asked):
        return None
    if all(count % 6 == 3 for count in counts):
        return 6, True
    for base in (10, 5):
        if all(count % base == 0 for count in counts):
            return base, False
    return None


def unrounded(cell: Cell, base: int, middle: bool) -> Cell:
    if not isinstance(cell, int | float):
        return cell
    if middle:
        return (cell - 2, cell + 3) if cell else 0
    return max(cell - base // 2, 0), cell + (base - 1) // 2


def without_noise(cell: Cell, deviation: int) -> Cell:
    """What a count with noise may stand for; a zero may be somebody's."""
    if not isinstance(cell, int | float):
        return cell
    return max(cell - deviation, 1 if cell else 0), cell + deviation
