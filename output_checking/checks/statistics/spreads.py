"""Spread and association: enough degrees of freedom, no perfect fit (statbarns Shape, Correlation)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from output_checking.checks.counts import label_columns, persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import PersonsBehind
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.recorded import recorded_cells, shown
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

SPREAD, CORRELATION, TESTS = "statistic.spread", "statistic.correlation", "statistic.tests"
EQUALS = "statistic.equals"
_T_TESTS = {"t", "tstat", "ttest", "student", "welch", "pearson", "spearman", "linregress"}
_F_TESTS = {"f", "fstat", "ftest", "anova", "chi", "chisq", "khi", "oneway"}
_WITHIN = re.compile(r"resid|within|denom|error|\bdf ?2\b|intra")
_BETWEEN = re.compile(r"model|between|num|\bdf ?1\b|inter")
_ONE = 1 - 1e-9
_SAME = 2e-6  # sums are recorded with six digits
_SHOWN = 5e-3  # what the cell shows may be rounded


@register(SPREAD, Kind.TABLE)
def check_spread(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """n - 1 degrees of freedom, at least 10 (AI-SDC/ACRO, Shape); no spread tells everybody's value."""
    persons = PersonsBehind(file, context)
    for one in shown(file, context, Statistic.SPREAD):
        if one.value is None:
            continue
        where = file.where(row=one.row, column=one.column)
        n = persons.of(one)
        if n is not None and n - 1 < context.rules.degrees_of_freedom:
            words = {"value": n - 1, "threshold": context.rules.degrees_of_freedom}
            yield Finding(SPREAD, Severity.BLOCK, "spread-few", words, where)
        if one.value == 0:
            yield Finding(SPREAD, Severity.BLOCK, "spread-zero", {}, where)


@register(EQUALS, Kind.TABLE)
def check_equal_values(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A mean, sum or quantile of values that are all the same is everybody's value (AI-SDC/ACRO 0.4).

    All are the same when their sum is that of as many of the largest, each person having one row. Reasoned by
    D2H: the sums are of absolute amounts, so what the cell shows has to be as large.
    """
    evidence, persons = context.evidence, persons_matrix(file.table, context)
    if evidence is None or persons is None or evidence.sums is None or evidence.largest is None:
        return
    shape = [len(row) for row in persons]
    grids = (evidence.sums, evidence.largest, evidence.rows or persons)
    if any([len(row) for row in grid] != shape for grid in grids):
        return
    labels = label_columns(file.table, context)
    for row, at, measure in recorded_cells(file, context):
        here = (row - 1, at - labels)
        value, total = number(file.table.rows[row - 1][at]), evidence.sums[here[0]][here[1]]
        count, largest = persons[here[0]][here[1]], evidence.largest[here[0]][here[1]]
        if measure.statistic not in ("mean", "sum", "quantile") or not count or largest is None:
            continue
        if value is None or total is None or grids[2][here[0]][here[1]] != count:
            continue
        each = total if measure.statistic == "sum" else largest[0]
        same = math.isclose(total, count * largest[0], rel_tol=_SAME)
        if same and math.isclose(abs(value), each, rel_tol=_SHOWN):
            where = file.where(row=row, column=file.table.columns[at])
            yield Finding(EQUALS, Severity.BLOCK, "values-all-same", {"persons": count}, where)


@register(CORRELATION, Kind.TABLE)
def check_correlation(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """n - 2 degrees of freedom, and no perfect correlation: one variable would give the other.

    Sources: AI-SDC/ACRO, CorrelationCoefficients; the bound on the coefficient is reasoned by D2H.
    """
    persons = PersonsBehind(file, context)
    for one in file.measures:
        if one.label.statistic is not Statistic.CORRELATION or one.value is None:
            continue
        where = file.where(row=one.row, column=one.column)
        n = persons.of(one)
        if n is not None and n - 2 < context.rules.degrees_of_freedom:
            words = {"value": n - 2, "threshold": context.rules.degrees_of_freedom}
            yield Finding(CORRELATION, Severity.BLOCK, "spread-few", words, where)
        if abs(one.value) > _ONE:
            yield Finding(CORRELATION, Severity.BLOCK, "correlation-perfect", {}, where)
    yield from _matrix(file)


def _matrix(file: CheckedFile) -> Iterator[Finding]:
    """A square of numbers with ones on its diagonal, rows and columns named alike."""
    table = file.table
    names = list(table.columns[1:])
    if len(names) < 2 or [row[0] for row in table.rows] != names:
        return
    values = [[number(cell) for cell in row[1:]] for row in table.rows]
    if any(value is None or abs(value) > 1 for row in values for value in row):
        return
    if any(row[at] != 1 for at, row in enumerate(values)):
        return
    for at, row in enumerate(values):
        for other, value in enumerate(row):
            if other > at and value is not None and abs(value) > _ONE:
                where = file.where(row=at + 1, column=names[other])
                yield Finding(CORRELATION, Severity.BLOCK, "correlation-perfect", {}, where)


@register(TESTS, Kind.TABLE)
def check_tests(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Test results are safe with enough persons; a chi-square beside its margins gives a 2x2 table back.

    Source: AI-SDC/ACRO, StatisticalHypothesisTests (10 degrees of freedom); the 2x2 is reasoned by D2H.
    """
    yield from _freedom(file, context)
    tests = [one for one in file.measures if one.label.statistic is Statistic.TEST]
    if not tests:
        return
    for one in tests:
        if one.n is not None and one.n - 1 < context.rules.degrees_of_freedom:
            words = {"value": one.n - 1, "threshold": context.rules.degrees_of_freedom}
            where = file.where(row=one.row, column=one.column)
            yield Finding(TESTS, Severity.BLOCK, "spread-few", words, where)
    counts = {one.column for one in file.measures if one.label.statistic is Statistic.COUNT}
    if len(counts) > 1:
        yield Finding(TESTS, Severity.REVIEW, "test-with-margins", {}, file.where(column=tests[0].column))


def _freedom(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """The degrees of freedom of a t, and those within groups of an F, count persons; those of a chi-square
    or between groups count categories."""
    table = file.table
    for one in file.measures:
        if one.label.statistic is not Statistic.DEGREES or one.value is None:
            continue
        labels = table.rows[one.row - 1][: table.leading_labels]
        heading = " ".join([one.heading, *labels]).casefold().replace("_", " ")
        told = {*re.findall(r"[a-z]+", " ".join([*table.columns, *labels]).casefold())}
        counts_persons = bool(_WITHIN.search(heading)) or bool(
            told & _T_TESTS and not told & _F_TESTS and not _BETWEEN.search(heading)
        )
        if counts_persons and one.value < context.rules.degrees_of_freedom:
            words = {"value": int(one.value), "threshold": context.rules.degrees_of_freedom}
            where = file.where(row=one.row, column=one.column)
            yield Finding(TESTS, Severity.BLOCK, "spread-few", words, where)
