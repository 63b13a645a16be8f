"""Tables of model coefficients: degrees of freedom, events, and persons behind each coefficient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d2h_sdk.wire import Evidence
from output_checking.checks.counts import persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.findings import Finding, Severity

RULE = "model.regression"
_COEFFICIENT = re.compile(
    r"coef|estimate|\bbeta\b|\bhr\b|\bor\b|\brr\b|hazard|odds|ratio|std|\bse\b|\bp\b", re.I
)
_INTERCEPT = re.compile(r"\(?(intercept|const|constant|constante)\)?", re.I)
# As patsy, formulaic and R's factor() write the coefficient of one category.
_CATEGORY = re.compile(r"\[.+\]$|^(C|factor|as\.factor)\(.+\)")


@register(RULE, Kind.TABLE)
def check_regression(file: CheckedFile, context: Context) -> Iterator[Finding]:
    evidence = context.evidence
    if evidence is None or evidence.kind != "regression":
        if evidence is None and is_coefficients(file):
            words = {"threshold": context.threshold}
            yield Finding(RULE, Severity.REVIEW, "model-categories-unknown", words, file.where())
            yield from _means(file, context)
            yield from _perfect(file)
        return
    yield from _perfect(file)
    if not evidence.support:
        yield from _means(file, context)
    findings = [
        *_least(file, "degrees-of-freedom", evidence.degrees_of_freedom, context.rules.degrees_of_freedom),
        *_least(file, "events", evidence.events, context.threshold),
        *_least(file, "persons", evidence.person_total, context.threshold),
        *_categories(file, context),
        *_supports(file, evidence, context),
    ]
    if not any(_COEFFICIENT.search(column) for column in file.table.columns):
        findings.append(Finding(RULE, Severity.REVIEW, "model-not-coefficients", {}, file.where()))
    yield from findings
    if not findings:
        words = {"degrees": evidence.degrees_of_freedom or 0, "events": evidence.events or 0}
        yield Finding(RULE, Severity.PASS, "model-supported", words, file.where())


def is_coefficients(file: CheckedFile) -> bool:
    """Coefficients, or ratios with their errors, whatever the table is called."""
    told = {one.label.statistic for one in file.measures}
    estimates = {Statistic.COEFFICIENT, Statistic.RATIO, Statistic.HAZARD}
    return bool(told & estimates) and bool(told & {Statistic.ERROR, Statistic.P_VALUE, Statistic.TEST})


def _means(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Coefficients of categories alone are differences of the means of groups. Reasoned by D2H."""
    terms = [row[0] for row in file.table.rows if row and row[0] and not _INTERCEPT.fullmatch(row[0].strip())]
    if terms and all(_CATEGORY.search(term) for term in terms):
        words = {"threshold": context.threshold}
        yield Finding(RULE, Severity.REVIEW, "model-table-of-means", words, file.where())


def _perfect(file: CheckedFile) -> Iterator[Finding]:
    """A standard error of nothing: the model has as many parameters as persons, or a category has one."""
    for one in file.measures:
        column = one.column.casefold()
        is_error = one.label.statistic is Statistic.ERROR and ("err" in column or column in ("se", "std"))
        if is_error and one.value == 0:
            where = file.where(row=one.row, column=one.column)
            yield Finding(RULE, Severity.BLOCK, "model-saturated", {}, where)
            return


def _least(file: CheckedFile, what: str, value: int | None, least: int) -> Iterator[Finding]:
    if value is None:
        yield Finding(RULE, Severity.REVIEW, f"model-{what}-unknown", {"threshold": least}, file.where())
    elif value < least:
        words = {"value": value, "threshold": least}
        yield Finding(RULE, Severity.BLOCK, f"model-{what}-too-few", words, file.where())


def _categories(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A category held by one person has that person's value as its coefficient."""
    persons = persons_matrix(file.table, context)
    if persons is None or any(value is None for row in persons for value in row):
        yield Finding(
            RULE, Severity.REVIEW, "model-categories-unknown", {"threshold": context.threshold}, file.where()
        )
        return
    for position, row in enumerate(persons, start=1):
        least = min((value for value in row if value is not None), default=0)
        if least < context.threshold:
            few = {"persons": least, "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "model-category-too-few", few, file.where(row=position))


def _supports(file: CheckedFile, evidence: Evidence, context: Context) -> Iterator[Finding]:
    """Every category, the one of reference too, and every outcome need enough persons, every category enough
    events: the coefficients compare them, and a category with few events has theirs as its own.

    Where no outcome is told, those without the event are the persons that the events leave. Reasoned by D2H.
    """
    few = [
        (support.label, what, value)
        for support in evidence.support
        for what, value in (("persons", support.persons), ("events", support.events))
        if value is not None and value < context.threshold
    ]
    for category, what, value in few:
        words: dict[str, str | int | float] = {"category": category, "value": value}
        words["threshold"] = context.threshold
        yield Finding(RULE, Severity.BLOCK, f"model-support-{what}-too-few", words, file.where())
    if few or any(support.events is not None for support in evidence.support):
        return
    rest = (evidence.person_total or 0) - (evidence.events or 0)
    if evidence.events is not None and 0 < rest < context.threshold:
        few_left = {"value": rest, "threshold": context.threshold}
        yield Finding(RULE, Severity.BLOCK, "model-others-too-few", few_left, file.where())
