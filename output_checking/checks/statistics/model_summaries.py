"""Printed summaries of models: degrees of freedom, persons and events stand in their text.

Sources: AI-SDC/ACRO and eurostat/ACRO (10 degrees of freedom); events and saturation are reasoned by D2H.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity

RULE = "model.summary"
_VALUE = r"[\s:=,;|\"']{0,40}(-?\d+(?:\.\d+)?)"
_DEGREES = re.compile(
    rf"(?:Df Residuals|Residual df|residual degrees of freedom|ddl r[ée]siduels?){_VALUE}", re.I
)
_DEGREES_AFTER = re.compile(r"on (\d+) degrees of freedom", re.I)
_PERSONS = re.compile(rf"(?:No\. Observations|number of observations|n[o°]\. of subjects){_VALUE}", re.I)
_EVENTS = re.compile(rf"(?:number of events observed|number of events|No\. Events){_VALUE}", re.I)
_EVENTS_BEFORE = re.compile(r"n=\s*(\d+), number of events=\s*(\d+)", re.I)
_FIT = re.compile(rf"(?:^|[\s,;|])(?:Multiple )?R-squared{_VALUE}", re.I)


@register(RULE, Kind.TEXT, Kind.PASSAGE)
def check_summary(file: CheckedFile, context: Context) -> Iterator[Finding]:
    yield from _judged(file, file.text, context)


@register("model.summary-table", Kind.TABLE)
def check_summary_table(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """statsmodels writes its summary as a table of names and values."""
    lines = [file.table.columns, *file.table.rows]
    if len(lines) <= 60 and len(file.table.columns) <= 12:
        yield from _judged(file, "\n".join(" , ".join(line) for line in lines), context)


def _judged(file: CheckedFile, text: str, context: Context) -> Iterator[Finding]:
    degrees = _least(text, _DEGREES, _DEGREES_AFTER)
    persons = _least(text, _PERSONS)
    events = _least(text, _EVENTS)
    events_in_r = [int(pair[1]) for pair in _EVENTS_BEFORE.findall(text)]
    if events_in_r:
        events = min(events_in_r)
    if degrees is not None and degrees < context.rules.degrees_of_freedom:
        words = {"value": int(degrees), "threshold": context.rules.degrees_of_freedom}
        yield Finding(RULE, Severity.BLOCK, "model-degrees-of-freedom-too-few", words, file.where())
    if persons is not None and persons < context.threshold:
        words = {"value": int(persons), "threshold": context.threshold}
        yield Finding(RULE, Severity.BLOCK, "model-persons-too-few", words, file.where())
    if events is not None and events < context.threshold:
        words = {"value": int(events), "threshold": context.threshold}
        yield Finding(RULE, Severity.BLOCK, "model-events-too-few", words, file.where())
    if any(abs(float(one)) >= 0.9995 for one in _FIT.findall(text)):
        yield Finding(RULE, Severity.BLOCK, "model-saturated", {}, file.where())


def _least(text: str, *patterns: re.Pattern[str]) -> float | None:
    found = [float(one) for pattern in patterns for one in pattern.findall(text)]
    return min(found, default=None)
