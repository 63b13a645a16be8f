"""How many persons two statistics tell together, although no column counts them. Reasoned by D2H.

A sum over its mean is their number; so is the square of a standard deviation over the standard error of the
mean. Rounding leaves room: only what is too few in any case blocks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.checks.summed import printed_ends, variable_of
from output_checking.checks.tables import printed_unit
from output_checking.findings import Finding, Severity

RULE = "statistic.implied-counts"
_DEVIATION = re.compile(r"sd|std|st\.? ?dev\.?|stdev|standard[ _]deviation|[ée]cart[- _]?type|[ée]t", re.I)
_ERROR = re.compile(r"se|sem|s\.e\.(m\.)?|std[ _]?err(or)?|stderr|standard[ _]error", re.I)


@register(RULE, Kind.TABLE)
def check_implied_counts(file: CheckedFile, context: Context) -> Iterator[Finding]:
    rows: dict[int, list[Measure]] = {}
    for one in file.measures:
        if one.value and one.n is None:
            rows.setdefault(one.row, []).append(one)
    for row, found in rows.items():
        for most, column in (*_by_errors(found), *_by_means(found)):
            if 0 < round(most) < context.threshold:
                words = {"persons": round(most), "threshold": context.threshold}
                where = file.where(row=row, column=column)
                yield Finding(RULE, Severity.BLOCK, "counts-below-threshold", words, where)


def _by_errors(found: list[Measure]) -> Iterator[tuple[float, str]]:
    """The most persons that a deviation and an error leave, and the column that tells it. Where both round to
    one number, one person would stand behind it: that is no error of a mean."""
    deviation = next((one for one in found if _DEVIATION.fullmatch(one.heading.strip())), None)
    error = next((one for one in found if _ERROR.fullmatch(one.heading.strip())), None)
    if deviation is not None and error is not None:
        half = float(printed_unit(error.text)) / 2
        most = ((deviation.value or 0.0) / max((error.value or 0.0) - half, half)) ** 2
        if round(most) > 1:
            yield most, error.column


def _by_means(found: list[Measure]) -> Iterator[tuple[float, str]]:
    sums = [one for one in found if one.label.statistic is Statistic.SUM]
    for mean in (one for one in found if one.label.statistic is Statistic.MEAN):
        for total in sums:
            if variable_of(total.heading) == variable_of(mean.heading):
                counted = quotient(printed_ends(total.text), printed_ends(mean.text))
                if counted is not None:
                    yield counted[1], mean.column


def quotient(
    total: tuple[float, float] | None, mean: tuple[float, float] | None
) -> tuple[float, float] | None:
    """Least and largest whole number that times the mean may be the total; None where there is none, or
    where a mean near zero tells nothing."""
    if total is None or mean is None or mean[0] * mean[1] <= 0:
        return None
    ends = [one / other for one in total for other in mean]
    least, most = math.ceil(min(ends) - 1e-9), math.floor(max(ends) + 1e-9)
    return (float(max(least, 0)), float(most)) if max(least, 1) <= most else None
