"""Two counts of one group that differ by a few persons: if all of one are among the other, those few stand
alone.

Source: ABS DataLab (differences of less than ten should not be able to be calculated).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from output_checking.checks.counts import is_cross_table, label_columns
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.rounded_counts import rounding_base
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.findings import Finding, Severity

RULE = "statistic.nested-counts"
_MOST_COLUMNS = 12
# Of two of these nobody is in both, so neither is a part of the other.
_APART = re.compile(
    r"wom[ae]n|m[ae]n|(fe)?male|femmes?|hommes?|dead|alive|died|survivors|deaths|births|naissances|d[ée]c[èe]s"
    r"|(un)?exposed|exposes|cases|controls|t[ée]moins|positives|negatives|[tf][pn]"
)


@register(RULE, Kind.TABLE)
def check_nested_counts(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Nobody can see whether one is a part of the other: where no line speaks against it, a person looks.

    A part of the persons that the table itself names as its base is judged as such.
    """
    table = file.table
    if len(table.rows) < 2 or is_cross_table(table, label_columns(table, context), context):
        return
    columns = {one.position: one for one in file.measures if one.label.statistic is Statistic.COUNT}
    if len(columns) > _MOST_COLUMNS:
        return
    for one, other in combinations(sorted(columns), 2):
        if _are_apart(columns[one].heading, columns[other].heading):
            continue
        pairs = [(row[one], row[other]) for row in table.counts]
        differences = [first - second for first, second in pairs if first is not None and second is not None]
        nested = all(each >= 0 for each in differences) or all(each <= 0 for each in differences)
        if nested and _is_judged(columns[one], columns[other], differences):
            continue
        rounded = rounding_base([value for pair in pairs for value in pair if value is not None], context)
        few = [abs(each) for each in differences if 0 < abs(each) < context.threshold]
        if few and nested and not rounded and len(differences) > 1:
            words: dict[str, str | int | float] = {
                "persons": few[0],
                "threshold": context.threshold,
                "one": table.columns[one],
                "other": table.columns[other],
            }
            where = file.where(column=table.columns[other])
            yield Finding(RULE, Severity.REVIEW, "counts-nested-perhaps", words, where)


def _is_judged(one: Measure, other: Measure, differences: list[int]) -> bool:
    """Whether one is the base of the other, which is no larger."""
    if one.n is not None and other.n is None:
        one, other, differences = other, one, [-each for each in differences]
    return one.n is None and other.n is not None and min(differences, default=0) >= 0


def _are_apart(one: str, other: str) -> bool:
    """Named as opposites, or alike but for a year or another number."""
    plain = [re.sub(r"\d+", "#", heading.casefold()) for heading in (one, other)]
    words = [{*re.findall(r"[a-zé]+", heading)} for heading in plain]
    return plain[0] == plain[1] or all(any(map(_APART.fullmatch, each)) for each in words)
