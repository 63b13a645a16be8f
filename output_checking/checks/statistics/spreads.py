"""Spread and association: enough degrees of freedom, no perfect fit (statbarns Shape, Correlation)."""

from __future__ import annotations

from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import PersonsBehind
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.recorded import shown
from output_checking.checks.tables import number
from output_checking.model import Finding, Severity

SPREAD, CORRELATION, TESTS = "statistic.spread", "statistic.correlation", "statistic.tests"
_ONE = 1 - 1e-9


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
