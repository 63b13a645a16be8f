"""The most frequent value: enough persons must have it, and not all, nor all but a few (statbarn Mode)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.counts import is_suppressed
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.checks.tables import count
from output_checking.findings import Finding, Severity

RULE = "statistic.mode"
_MODAL = re.compile(r"\bmod(e|al|ale)\b|\btop\b|\bfreq", re.I)


@register(RULE, Kind.TABLE)
def check_modes(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Source: AI-SDC/ACRO, Mode: enough persons have it, and one that all have is everybody's.

    How many have it is read beside it, as `mode_count` or `freq`; where nobody says, a person looks.
    """
    yield from _described(file, context)
    rows: dict[int, list[Measure]] = {}
    for one in file.measures:
        rows.setdefault(one.row, []).append(one)
    told = False
    for row, found in rows.items():
        mode = next((one for one in found if _is_mode(one, context)), None)
        if mode is None:
            continue
        counts = [one for one in found if one.label.statistic is Statistic.COUNT]
        having = next((one for one in counts if _MODAL.search(one.heading.replace("_", " "))), None)
        if having is not None and (held := count(having.text)) is not None:
            yield from _judged(file, context, held, having.n, file.where(row=row, column=having.column))
        elif not told:
            told = True
            where = file.where(row=row, column=mode.column)
            yield Finding(RULE, Severity.REVIEW, "statistic-mode", {"threshold": context.threshold}, where)


def _is_mode(one: Measure, context: Context) -> bool:
    """A column `mode` of words may be means of transport; a modal value may be a word."""
    if one.label.statistic is not Statistic.MODE or is_suppressed(one.text, context):
        return False
    return one.value is not None or one.heading.strip().casefold() != "mode"


def _described(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """`DataFrame.describe` of words writes the lines count, unique, top and freq."""
    lines = {row[0].strip().casefold(): at for at, row in enumerate(file.table.rows)}
    if not {"top", "freq"} <= set(lines):
        return
    for at, column in enumerate(file.table.columns[1:], start=1):
        held = count(file.table.rows[lines["freq"]][at])
        if held is not None:
            whole = count(file.table.rows[lines["count"]][at]) if "count" in lines else None
            where = file.where(row=lines["freq"] + 1, column=column)
            yield from _judged(file, context, held, whole, where)


def _judged(
    file: CheckedFile, context: Context, held: int, whole: int | None, where: dict[str, str]
) -> Iterator[Finding]:
    """`held`: persons who have the most frequent value, of `whole`; too few are blocked as every count is."""
    rest = None if whole is None else whole - held
    if rest == 0:
        yield Finding(RULE, Severity.BLOCK, "values-all-same", {"persons": held}, where)
    elif rest is not None and 0 < rest < context.threshold:
        words = {"persons": rest, "base": whole or 0, "threshold": context.threshold}
        yield Finding(RULE, Severity.BLOCK, "group-all-but-few", words, where)
