"""What a table says it shows: a statistic that nobody can read, or that is one person's value."""

from __future__ import annotations

from collections.abc import Iterator

from output_checking.checks.counts import label_columns
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity

RULE = "table.measures"
_TOLD = {"unknown": (Severity.REVIEW, "measure-unknown"), "extreme": (Severity.BLOCK, "measure-extreme")}


@register(RULE, Kind.TABLE)
def check_measures(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A maximum of many persons is still one person's (eurostat/ACRO, test `maxmin`); a function of the
    author's own may be anything, even a list of records."""
    evidence = context.evidence
    if evidence is None or evidence.measures is None:
        return
    labels = label_columns(file.table, context)
    for position, measure in enumerate(evidence.measures):
        if measure.statistic not in _TOLD:
            continue
        severity, explanation = _TOLD[measure.statistic]
        if evidence.measures_along == "rows":
            where = file.where(row=position + 1)
        else:
            columns = file.table.columns[labels:]
            where = file.where(column=columns[position] if position < len(columns) else None)
        yield Finding(RULE, severity, explanation, {"given": measure.given, "of": measure.of}, where)
