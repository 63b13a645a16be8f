"""How many different values a group has: with one alone, everybody has the same.

Source: class disclosure, Eurostat HandbookSDC 5.2; that a number of values shows it is reasoned by D2H.
"""

from __future__ import annotations

from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.recorded import recorded_cells
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

RULE = "statistic.distinct-values"
_TELL_WHICH = (Statistic.MEAN, Statistic.SUM, Statistic.QUANTILE, Statistic.MODE)


@register(RULE, Kind.TABLE)
def check_distinct_values(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Which value it is, a mean beside it would say; else it is judged as a group with one answer."""
    table = file.table
    named = {(one.row, one.position) for one in file.measures if one.label.statistic is Statistic.DISTINCT}
    recorded = {
        (row, at) for row, at, measure in recorded_cells(file, context) if measure.statistic == "distinct"
    }
    for row, at in sorted(named | recorded):
        if number(table.rows[row - 1][at]) != 1:
            continue
        told = any(one.row == row and one.label.statistic in _TELL_WHICH for one in file.measures)
        severity = Severity.BLOCK if told else Severity(context.rules.zeros)
        where = file.where(row=row, column=table.columns[at])
        yield Finding(RULE, severity, "value-only-one", {}, where)
