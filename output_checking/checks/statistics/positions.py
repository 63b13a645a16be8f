"""Values of single persons: extremes, quantiles, whiskers (statbarns Position, Endpoints)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from output_checking.checks.counts import label_columns
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import PersonsBehind, fitting
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure, is_value
from output_checking.checks.statistics.recorded import shown
from output_checking.checks.tables import count
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

_PLAIN = {"min", "max", "minimum", "maximum", "range"}
# Nothing else is meant by these: a lone `min` may be minutes, `first` may be first visits.
_PERSONS_OWN = re.compile(
    r"youngest|oldest|earliest|latest|shortest|longest|heaviest|lightest|tallest|smallest|lowest|highest"
    r"|largest|(first|last) (seen|value)|plus (jeune|[aâ]g[ée]|court|long|ancien|r[ée]cent)"
    r"|\bdate\b.*\b(first|last|premi|derni)|\b(first|last|premi\w+|derni\w+)\b.*\bdate"
)
# Several of them, so perhaps how many: the longest stays, the oldest patients.
_SEVERAL = re.compile(
    r"(youngest|oldest|earliest|latest|shortest|longest|heaviest|lightest|tallest)( \w+)? \w{2,}s\b"
    r"|\b\w{2,}s les plus (jeune|[aâ]g[ée]|court|long|ancien|r[ée]cent)\w*s\b"
)
_OUTLIERS = re.compile(r"\boutliers\b", re.I)
_LISTED = re.compile(
    r"[\[(]?\s*-?\d+(?:[.,]\d+)?(?:\s*[;,\s]\s*-?\d+(?:[.,]\d+)?)+\s*[\])]?|[\[(]\s*-?\d+(?:[.,]\d+)?\s*[\])]"
)
EXTREMES, QUANTILES, WHISKERS = "statistic.extremes", "statistic.quantiles", "figure.whiskers"


@register(EXTREMES, Kind.TABLE)
def check_extremes(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A minimum, maximum or range is somebody's value, however large the group.

    Sources: OpenSAFELY documentation (no maximum or minimum); eurostat/ACRO, rule maxmin. A lone `min` in a
    longer heading may mean minutes: then a person looks.
    """
    found = _ends(file, context)
    # `0%` and `100%` may be categories, unless other quantiles stand beside them.
    among = any(one.label.statistic is Statistic.QUANTILE for one in file.measures)
    found = [one for one in found if one.label.quantile is None or among]
    both = {one.label.statistic for one in found} >= {Statistic.MINIMUM, Statistic.MAXIMUM}
    for one in _places(found).values():
        words = one.heading.casefold().replace("_", " ")
        told = {*words.split()} <= _PLAIN or _PERSONS_OWN.search(words) is not None
        told = told or one.label.quantile is not None
        certain = (both or told) and not _are_many(one, context) and context.rules.extremes == "block"
        severity = Severity.BLOCK if certain else Severity.REVIEW
        yield Finding(EXTREMES, severity, "statistic-extreme", {}, _where(file, one))


def _are_many(one: Measure, context: Context) -> bool:
    """Whether the heading may say how many the oldest patients are: then a person looks."""
    persons = count(one.text)
    several = _SEVERAL.search(one.heading.casefold().replace("_", " ")) is not None
    return several and persons is not None and persons >= context.threshold


def _ends(file: CheckedFile, context: Context) -> list[Measure]:
    """Numbers and dates called the least or the greatest; largest contributions where no total is theirs."""
    sought = {Statistic.MINIMUM, Statistic.MAXIMUM}
    totals = {Statistic.SUM, Statistic.WEIGHTED, Statistic.CONCENTRATION}
    if context.role is FileRole.OUTPUT and not any(one.label.statistic in totals for one in file.measures):
        sought.add(Statistic.LARGEST)
    return [one for one in file.measures if one.label.statistic in sought and is_value(one.text.strip("% "))]


@register(QUANTILES, Kind.TABLE)
def check_quantiles(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """On either side of a quantile at least as many persons as the threshold: n >= threshold / min(q, 1 - q).

    With the threshold 10: median 20, quartile 40, decile 100. Reasoned by D2H: half of the medians and a
    quarter of the quartiles of real data are the exact value of one record. Where persons have several rows,
    those of a few may be all that lies beyond a quantile.
    """
    found = [one for one in shown(file, context, Statistic.QUANTILE) if one.value is not None]
    total = context.evidence.person_total if context.evidence else None
    persons = PersonsBehind(file, context)
    rows = fitting(file, context, context.evidence.rows if context.evidence else None)
    labels = label_columns(file.table, context)
    unknown: Measure | None = None
    many: Measure | None = None
    for one in found:
        quantile = 0.5 if one.label.quantile is None else one.label.quantile
        if quantile in (0, 1):
            yield Finding(EXTREMES, Severity.BLOCK, "statistic-extreme", {}, _where(file, one))
            continue
        need = math.ceil(round(context.threshold / min(quantile, 1 - quantile), 6))
        behind = persons.of(one)
        n = total if behind is None else behind
        if n is None:
            unknown = unknown or one
        elif n < need:
            words = {"persons": n, "needed": need}
            yield Finding(QUANTILES, Severity.BLOCK, "quantile-few", words, _where(file, one))
        elif rows is not None and (rows[one.row - 1][one.position - labels] or 0) > n:
            many = many or one
    if many:
        words = {"threshold": context.threshold}
        yield Finding(QUANTILES, Severity.REVIEW, "quantile-rows", words, _where(file, many))
    if unknown:
        words = {"threshold": context.threshold}
        yield Finding(QUANTILES, Severity.REVIEW, "quantile-unknown", words, _where(file, unknown))


@register(WHISKERS, Kind.TABLE)
def check_whiskers(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Whiskers and points of a box plot are values of records (measured on matplotlib and plotly).

    Whole numbers below `outliers`, none above the persons beside it, may be how many there are.
    """
    named = [one for one in file.measures if one.label.statistic is Statistic.WHISKER]
    found = [one for one in named if one.value is not None or _LISTED.fullmatch(one.text.strip())]
    for first in _places(found).values():
        column = [one for one in found if one.column == first.column]
        counted = _OUTLIERS.search(first.heading.replace("_", " ")) and all(map(_may_count, column))
        severity = Severity.REVIEW if counted else Severity.BLOCK
        yield Finding(WHISKERS, severity, "figure-whiskers", {}, _where(file, first))


def _may_count(one: Measure) -> bool:
    persons = count(one.text)
    return persons is not None and one.n is not None and persons <= one.n


def _places(found: list[Measure]) -> dict[str, Measure]:
    """The first of each heading: one finding for a column says enough."""
    first: dict[str, Measure] = {}
    for one in found:
        first.setdefault(one.column, one)
    return first


def _where(file: CheckedFile, one: Measure) -> dict[str, str]:
    return file.where(row=one.row, column=one.column)
