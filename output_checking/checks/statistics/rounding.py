"""Counts that the profile wants rounded. Source: OpenSAFELY (to 5, or midpoint 6), ACRO (5)."""

from __future__ import annotations

from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.findings import Finding, Severity

RULE = "table.rounding"


@register(RULE, Kind.TABLE)
def check_rounding(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """One way of rounding for the whole table: to the base, or to the middle of steps."""
    base, midpoint = context.rules.rounding, context.rules.midpoint
    if base == 1 and midpoint == 1:
        return
    counts = [one for one in file.measures if one.label.statistic is Statistic.COUNT and one.value]
    to_base = [one for one in counts if base > 1 and (one.value or 0) % base]
    to_middle = [one for one in counts if midpoint > 1 and (one.value or 0) % midpoint != midpoint / 2]
    wrong = min((to_base, to_middle), key=len) if base > 1 and midpoint > 1 else to_base or to_middle
    if wrong:
        words = {"cells": len(wrong), "base": base, "midpoint": midpoint}
        where = file.where(row=wrong[0].row, column=wrong[0].column)
        yield Finding(RULE, Severity.BLOCK, "counts-unrounded", words, where)
