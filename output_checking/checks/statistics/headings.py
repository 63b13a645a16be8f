"""What the headings and cells of printed tables say in one breath: `Oncology (n=4)`, `0.7 %`, `61 [18-103]`.

Sources: as for counts, shares and extremes that stand in columns of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

RULE, RANGES = "table.headings", "statistic.ranges"
_N = re.compile(r"\b[nN]\s*=\s*(\d[\d \u00a0\u202f,.]*)")
_NOT_PERSONS = re.compile(
    r"site|hospital|h[ôo]pita|cent(er|re)|stud(y|ies)|[ée]tude|item|variable|model", re.I
)
_RANGE = re.compile(
    r"\b(mean|median|m[ée]diane|moyenne)\b.*\b(range|[ée]tendue)\b|\bmin\w*\W{1,3}max|^(range|[ée]tendue)$",
    re.I,
)
_WITHIN = re.compile(r"inter.?quartile|\biqr\b|reference|normal", re.I)
_PAIR = re.compile(r"-?\d+(?:[.,]\d+)?\s*(?:[-–—;,]|to|à)\s*-?\d+(?:[.,]\d+)?")
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s?%")


@register(RULE, Kind.TABLE)
def check_headings(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Persons told in a heading count as those of a column `n`; a percentage below it is a part of them."""
    table = file.table
    for at, heading in enumerate(table.columns):
        persons = _told(heading)
        if persons is None:
            continue
        if 0 < persons < context.threshold:
            words = {"persons": persons, "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "counts-below-threshold", words, file.where(column=heading))
            continue
        for row, cells in enumerate(table.rows, start=1):
            if not _SHARE.fullmatch(cells[at].strip()) and not ("%" in cells[0] and at):
                continue
            share = number(cells[at].strip().rstrip("%").strip())
            if share is None or not 0 <= share <= 100:
                continue
            few = round(min(share, 100 - share) / 100 * persons)
            if 0 < few < context.threshold:
                words = {"persons": few, "base": persons, "threshold": context.threshold}
                where = file.where(row=row, column=heading)
                yield Finding(RULE, Severity.BLOCK, "share-small", words, where)
    for row, cells in enumerate(table.rows, start=1):
        persons = _told(cells[0]) if cells else None
        if persons is not None and 0 < persons < context.threshold:
            words = {"persons": persons, "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "counts-below-threshold", words, file.where(row=row))


def _told(heading: str) -> int | None:
    found = _N.search(heading)
    if found is None or _NOT_PERSONS.search(heading):
        return None
    return int("0" + re.sub(r"\D", "", found[1]))


@register(RANGES, Kind.TABLE)
def check_ranges(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """`61 [18-103]` below `median [min-max]`: the ends are two persons' values."""
    severity = Severity.BLOCK if context.rules.extremes == "block" else Severity.REVIEW
    table = file.table
    told: set[int] = set()
    for row, cells in enumerate(table.rows, start=1):
        for at in range(1, len(table.columns)):
            headings = (table.columns[at].replace("_", " ").strip(), cells[0].replace("_", " ").strip())
            ranged = any(_RANGE.search(one) and not _WITHIN.search(one) for one in headings)
            if at not in told and ranged and _PAIR.search(cells[at]):
                told.add(at)
                where = file.where(row=row, column=table.columns[at])
                yield Finding(RANGES, severity, "statistic-extreme", {}, where)
