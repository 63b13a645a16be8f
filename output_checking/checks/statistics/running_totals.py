"""Running totals: whoever is added from one line to the next is a group of persons of its own.

Source: ABS DataLab (differences of less than ten should not be able to be calculated).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from output_checking.checks.counts import is_suppressed
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.rounded_counts import rounding_base
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import DATE
from output_checking.checks.tables import count, number
from output_checking.findings import Finding, Severity

RULE = "statistic.running-totals"
_RUNNING = re.compile(r"cumul|\bcum\b|running total|\bto date\b|depuis le d[ée]but", re.I)
_TIME = re.compile(r"\b(day|date|week|month|jour|semaine|mois)s?\b", re.I)
_LINES = 3  # that grow, before a count along time looks like a running total


@register(RULE, Kind.TABLE)
def check_running_totals(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Certain where the heading says so; a count that grows along time without a fall is asked about."""
    table = file.table
    counted = {one.position for one in file.measures if one.label.statistic is Statistic.COUNT}
    for at in range(1, len(table.columns)):
        named = _RUNNING.search(table.columns[at].replace("_", " ")) is not None
        if not named and not (at in counted and _is_along_time(file)):
            continue
        if any(number(row[at]) is not None and count(row[at]) is None for row in table.rows):
            continue  # shares, or amounts
        for lines in _by_group(file, at):
            shown = [
                (row, value)
                for row in lines
                if (value := table.counts[row][at]) is not None
                and not is_suppressed(table.rows[row][at], context)
            ]
            values = [value for _, value in shown]
            grows = values in (sorted(values), sorted(values, reverse=True))
            if rounding_base(values, context) or not (named or (len(values) >= _LINES and grows)):
                continue
            few = next(_small_steps(shown, context.threshold), None)
            if few is not None:
                row, persons = few
                severity = Severity.BLOCK if named else Severity.REVIEW
                said = "running-total-steps" if named else "running-total-perhaps"
                words = {"persons": persons, "threshold": context.threshold}
                where = file.where(row=row + 1, column=table.columns[at])
                yield Finding(RULE, severity, said, words, where)
                break


def _small_steps(shown: Sequence[tuple[int, int]], threshold: int) -> Iterator[tuple[int, int]]:
    for (_, before), (row, after) in pairwise(shown):
        if 0 < abs(after - before) < threshold:
            yield row, abs(after - before)


def _is_along_time(file: CheckedFile) -> bool:
    """Whether the last label of each line is a day, a week or a month."""
    table = file.table
    at = max(table.leading_labels - 1, 0)
    dated = bool(table.rows) and all(DATE.fullmatch(row[at].strip()) for row in table.rows)
    named = _TIME.search(table.columns[at].replace("_", " ")) is not None
    return dated or (named and all(count(row[at]) is not None for row in table.rows))


def _by_group(file: CheckedFile, at: int) -> Iterator[list[int]]:
    """Lines of one group, in their order: those alike in every label but the last before column `at`."""
    groups: dict[tuple[str, ...], list[int]] = {}
    labels = min(max(file.table.leading_labels - 1, 0), at)
    for row, cells in enumerate(file.table.rows):
        groups.setdefault(cells[:labels], []).append(row)
    yield from groups.values()
