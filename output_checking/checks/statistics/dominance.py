"""Totals that one or two contributors make: the (n, k) rule and the p % rule (statbarn LinearAggregations).

Sources: AI-SDC/ACRO default.yaml and eurostat/ACRO safe_globals.ado (2, 90 %; 10 %), Eurostat HandbookSDC for
the p % rule and for weights, ABS DataLab for absolute values. The parameters are never told to researchers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.counts import is_suppressed, label_columns
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.dominance import dominates
from output_checking.findings import Finding, Severity

RULE = "statistic.dominance"
_TOTAL = re.compile(r"sum|total|somme", re.I)


@register(RULE, Kind.TABLE)
def check_dominance(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Where the table, or a supporting one, or its author gives the largest contributions."""
    yield from _claimed(file, context)
    by_row: dict[int, dict[Statistic, Measure]] = {}
    for one in file.measures:
        if one.value is not None:
            by_row.setdefault(one.row, {}).setdefault(one.label.statistic, one)
    for row, found in by_row.items():
        total, first = found.get(Statistic.SUM) or _weighted_total(found), found.get(Statistic.LARGEST)
        if not total or not first:
            continue
        second = found.get(Statistic.SECOND)
        largest = [one.value for one in (first, second) if one and one.value is not None]
        if dominates(total.value or 0.0, largest, context.rules):
            where = file.where(row=row, column=total.column)
            yield Finding(RULE, Severity.BLOCK, "dominance", {}, where)
        elif context.role.value == "output":
            where = file.where(row=row, column=first.column)
            yield Finding(RULE, Severity.BLOCK, "dominance-largest-shown", {}, where)
            return


def _weighted_total(found: dict[Statistic, Measure]) -> Measure | None:
    """X^, which an intruder sets beside the values of the largest themselves (Eurostat HandbookSDC)."""
    one = found.get(Statistic.WEIGHTED)
    return one if one and _TOTAL.search(one.heading) else None


def _claimed(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """The evidence may hold the sum and the two largest contributions behind each cell."""
    sums, largest = (getattr(context.evidence, name, None) for name in ("sums", "largest"))
    labels = label_columns(file.table, context)
    width = len(file.table.columns) - labels
    if not sums or not largest or {len(sums), len(largest)} != {len(file.table.rows)}:
        return
    for row, (totals, pairs) in enumerate(zip(sums, largest, strict=True), start=1):
        if {len(totals), len(pairs)} != {width}:
            return
        for at, (total, pair) in enumerate(zip(totals, pairs, strict=True)):
            shown = not is_suppressed(file.table.rows[row - 1][labels + at], context)
            if shown and total is not None and pair is not None and dominates(total, pair, context.rules):
                where = file.where(row=row, column=file.table.columns[labels + at])
                yield Finding(RULE, Severity.BLOCK, "dominance", {}, where)
