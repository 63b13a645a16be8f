"""Percentages, groups that share one answer, and weighted numbers.

Sources: ABS DataLab and AI-SDC/ACRO (numerators and denominators of at least 10), OpenSAFELY (rates),
Eurostat HandbookSDC 5.2 (class disclosure); the recovery of counts from a share and its base is reasoned by
D2H.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.counts import is_suppressed, label_columns, persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import bases
from output_checking.checks.statistics.labels import Statistic, per_many
from output_checking.checks.statistics.measures import Measure
from output_checking.checks.statistics.recorded import recorded_cells
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

SHARES, GROUPS, WEIGHTS = "statistic.shares", "table.groups", "statistic.weights"
COMPLEMENTS = "statistic.complements"
# Others than the patients beside them, or what each of them may have several of.
_NO_PART = {
    *(
        "control",
        "controls",
        "témoin",
        "témoins",
        "procedures",
        "prescriptions",
        "visits",
        "stays",
        "séjours",
    ),
}


@register(SHARES, Kind.TABLE)
def check_shares(file: CheckedFile, context: Context) -> Iterator[Finding]:
    whole: list[Measure] = []
    for one in file.measures:
        if one.label.statistic is not Statistic.PERCENT or one.value is None or one.n is None:
            continue
        share = one.value / scale_of(file, one)
        if not 0 <= share <= 1:
            continue
        if share in (0, 1):
            whole.append(one)
            continue
        counted = share * one.n
        few = min(counted, one.n - counted)
        if 0 < round(few) < context.threshold:
            words = {"persons": round(few), "base": one.n, "threshold": context.threshold}
            where = file.where(row=one.row, column=one.column)
            yield Finding(SHARES, Severity.BLOCK, "share-small", words, where)
    if whole:
        where = file.where(row=whole[0].row, column=whole[0].column)
        severity = _zeros(context)
        yield Finding(SHARES, severity, "share-whole", {"cells": len(whole)}, where)


@register(COMPLEMENTS, Kind.TABLE)
def check_complements(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Those whom a recorded share leaves out are a group too: base less persons, at least the threshold.

    Where persons have several rows a share counts rows, and leaves out more than those who have none of them.
    """
    persons, base = persons_matrix(file.table, context), bases(file, context)
    evidence = context.evidence
    if persons is None or base is None or evidence is None:
        return
    labels = label_columns(file.table, context)
    whole: list[dict[str, str]] = []
    for row, at, measure in recorded_cells(file, context):
        counted, of = persons[row - 1][at - labels], base[row - 1][at - labels]
        text = file.table.rows[row - 1][at]
        hidden = is_suppressed(text, context)
        total = row - 1 in evidence.total_rows and at - labels in evidence.total_columns
        told = measure.statistic in ("share", "mean", "spread") or measure.two is not None
        if not told or None in (counted, of) or hidden or total:
            continue
        counted, of = counted or 0, of or 0
        value = number(text.strip().rstrip("% "))
        rest = of - counted
        if value is not None and measure.statistic == "mean" and measure.two is not None:
            low, high = measure.two
            rest = max(rest, round(of * min(max((high - value) / (high - low), 0), 1)))
        scaled = measure.statistic == "spread" or measure.two is not None or measure.given.startswith("per ")
        # A line of `describe` holds means of columns coded in any way.
        scaled = scaled or (evidence.measures_along == "rows" and value is not None and value > 1)
        if not scaled and value is not None and 0 <= value <= 100:
            rest = max(rest, round(of * (1 - (value / 100 if value > 1 else value))))
        where = file.where(row=row, column=file.table.columns[at])
        if 0 < rest < context.threshold:
            words = {"persons": rest, "base": of, "threshold": context.threshold}
            yield Finding(COMPLEMENTS, Severity.BLOCK, "group-all-but-few", words, where)
        elif rest == 0 and of:
            whole.append(where)
    if whole:
        yield Finding(COMPLEMENTS, _zeros(context), "share-whole", {"cells": len(whole)}, whole[0])


def scale_of(file: CheckedFile, one: Measure) -> float:
    """How many are written for all: 1, 100 for a percentage, 1000 for a rate per 1,000 persons."""
    return per_many(one.heading) or (100.0 if _in_hundreds(file, one) else 1.0)


def _in_hundreds(file: CheckedFile, one: Measure) -> bool:
    """Whether this column writes 12 for twelve in a hundred rather than 0.12."""
    values = [other.value for other in file.measures if other.position == one.position and other.value]
    marked = "%" in one.column or "%" in one.text or "pct" in one.column.casefold()
    return marked or max(values, default=0) > 1


@register(GROUPS, Kind.TABLE)
def check_groups(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A part that is all of its group, or all but a few: it tells about everybody in it, or about the few."""
    whole: list[Measure] = []
    for one in file.measures:
        if one.label.statistic is not Statistic.COUNT or one.label.is_base or one.n is None:
            continue
        if {*re.findall(r"[a-zé]+", one.heading.casefold())} & _NO_PART:
            continue
        if one.value is None or one.value > one.n:
            continue
        rest = one.n - one.value
        where = file.where(row=one.row, column=one.column)
        if rest == 0 and one.n:
            whole.append(one)
        elif 0 < rest < context.threshold:
            words = {"persons": int(rest), "base": one.n, "threshold": context.threshold}
            yield Finding(GROUPS, Severity.BLOCK, "group-all-but-few", words, where)
    if whole:
        where = file.where(row=whole[0].row, column=whole[0].column)
        yield Finding(GROUPS, _zeros(context), "group-whole", {"cells": len(whole)}, where)


@register(WEIGHTS, Kind.TABLE)
def check_weights(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Weighted numbers hide how few persons were asked: the unweighted count decides. Source: ABS, RDC."""
    weighted = [one for one in file.measures if one.label.statistic is Statistic.WEIGHTED]
    if weighted and not any(one.label.statistic is Statistic.COUNT for one in file.measures):
        where = file.where(column=weighted[0].column)
        yield Finding(WEIGHTS, Severity.REVIEW, "weights-alone", {"threshold": context.threshold}, where)


def _zeros(context: Context) -> Severity:
    return Severity(context.rules.zeros)
