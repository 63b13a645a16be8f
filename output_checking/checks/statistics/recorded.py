"""Which statistic each cell shows: what its heading says, and what the workspace recorded of it."""

from __future__ import annotations

from collections.abc import Iterator

from d2h_sdk.wire import Measure as RecordedMeasure
from output_checking.checks.counts import label_columns
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.statistics.labels import Label, Statistic
from output_checking.checks.statistics.measures import Measure

_AS_HEADINGS = {"quantile": Statistic.QUANTILE, "spread": Statistic.SPREAD}


def shown(file: CheckedFile, context: Context, statistic: Statistic) -> list[Measure]:
    """A heading need not name it: `pivot_table` heads its medians with the variable alone."""
    found = [one for one in file.measures if one.label.statistic is statistic]
    said = {(one.row, one.position) for one in found}
    for row, at, measure in recorded_cells(file, context):
        if _AS_HEADINGS.get(measure.statistic) is statistic and (row, at) not in said:
            label, text = Label(statistic, measure.quantile), file.table.rows[row - 1][at]
            found.append(Measure(label, text, row, file.table.columns[at], at, None, measure.given))
    return found


def recorded_cells(file: CheckedFile, context: Context) -> Iterator[tuple[int, int, RecordedMeasure]]:
    """(row from 1, position of the column, what was recorded of it) of every data cell."""
    evidence = context.evidence
    if evidence is None or evidence.measures is None:
        return
    labels = label_columns(file.table, context)
    along_rows = evidence.measures_along == "rows"
    for row in range(len(file.table.rows)):
        for at in range(labels, len(file.table.columns)):
            line = row if along_rows else at - labels
            if line < len(evidence.measures):
                yield row + 1, at, evidence.measures[line]
