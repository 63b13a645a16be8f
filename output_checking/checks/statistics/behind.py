"""How many persons stand behind a statistic: what the table says beside it, or its author claimed."""

from __future__ import annotations

from d2h_sdk.wire.outputs import Numbers
from output_checking.checks.counts import label_columns, persons_matrix
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.statistics.measures import Measure


class PersonsBehind:
    """Of one table. The smaller of two numbers is taken, and None where nobody says any."""

    def __init__(self, file: CheckedFile, context: Context) -> None:
        self._claimed = persons_matrix(file.table, context)
        self._labels = label_columns(file.table, context)
        self._base = bases(file, context)

    def of(self, one: Measure) -> int | None:
        """With a base, the persons of the cell are a part of those whom the statistic is of."""
        at = one.position - self._labels
        claimed = self._claimed[one.row - 1][at] if self._claimed and at >= 0 else None
        base = self._base[one.row - 1][at] if self._base and at >= 0 else None
        known = [value for value in (one.n, claimed if base is None else base) if value is not None]
        return min(known, default=None)


def bases(file: CheckedFile, context: Context) -> Numbers | None:
    """Claimed persons whom each cell is a share of; None where the evidence has none or does not fit."""
    return fitting(file, context, context.evidence.base if context.evidence else None)


def fitting(file: CheckedFile, context: Context, found: Numbers | None) -> Numbers | None:
    """The numbers claimed for the data cells, None where they are not as many."""
    width = len(file.table.columns) - label_columns(file.table, context)
    if found is None or len(found) != len(file.table.rows) or any(len(row) != width for row in found):
        return None
    return found
