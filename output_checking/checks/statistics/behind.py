"""How many persons stand behind a statistic: what the table says beside it, or its author claimed."""

from __future__ import annotations

from output_checking.checks.counts import label_columns, persons_matrix
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.statistics.measures import Measure


class PersonsBehind:
    """Of one table. The smaller of two numbers is taken, and None where nobody says any."""

    def __init__(self, file: CheckedFile, context: Context) -> None:
        self._claimed = persons_matrix(file.table, context)
        self._labels = label_columns(file.table, context)

    def of(self, one: Measure) -> int | None:
        at = one.position - self._labels
        claimed = self._claimed[one.row - 1][at] if self._claimed and at >= 0 else None
        known = [value for value in (one.n, claimed) if value is not None]
        return min(known, default=None)
