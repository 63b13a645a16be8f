"""Row-level data: one line per person never leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic, read_label
from output_checking.checks.tables import Table
from output_checking.findings import Finding, Severity

RULE = "table.rows"
_KEY_ENDINGS = ("person_id", "patient_id", "subject_id", "source_value")
# Opaque keys: long whole numbers, pseudonyms, UUIDs. Words and ages are not.
_LARGE = {Statistic.COUNT, Statistic.SUM, Statistic.MEAN, Statistic.WEIGHTED}
# Of whole communes, not of the patients here.
_INHABITANTS = re.compile(
    r"\b(population|inhabitants|habitants|residents|r[ée]sidents|person[- ]?years)\b", re.I
)
_LONG_NUMBER = re.compile(r"\d{5,}")
_PSEUDONYM = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[A-Za-z0-9+/=_-]{10,}")


@register(RULE, Kind.TABLE)
def check_rows(file: CheckedFile, context: Context) -> Iterator[Finding]:
    yield from row_findings(file, file.table, context)


def row_findings(file: CheckedFile, table: Table, context: Context, **place: object) -> Iterator[Finding]:
    """Findings only where something is wrong; `place` is added to where each one is."""
    if len(table.rows) > context.rules.rows:
        words = {"rows": len(table.rows), "limit": context.rules.rows}
        yield Finding(RULE, Severity.BLOCK, "rows-too-many", words, file.where(**place))
    for name in table.columns:
        if names_identifier(name, context):
            where = file.where(**place, column=name)
            yield Finding(RULE, Severity.BLOCK, "rows-identifier-column", {}, where)
    for position, name in enumerate(table.columns):
        # Large counts and sums differ from line to line as keys do; keys stand first.
        if position and (label := read_label(name)) and label.statistic in _LARGE:
            continue
        if position and _INHABITANTS.search(name.replace("_", " ")):
            continue
        if _is_key([row[position] for row in table.rows], context):
            where = file.where(**place, column=name)
            yield Finding(RULE, Severity.BLOCK, "rows-unique-key", {"rows": len(table.rows)}, where)
    total = context.evidence.person_total if context.evidence else None
    if total is not None and len(table.rows) >= context.threshold and total == len(table.rows):
        yield Finding(
            RULE, Severity.BLOCK, "rows-one-per-person", {"rows": len(table.rows)}, file.where(**place)
        )


def names_identifier(column: str, context: Context) -> bool:
    plain = column.strip().casefold()
    return plain in context.rules.identifier_columns or plain.endswith(_KEY_ENDINGS)


def _is_key(values: list[str], context: Context) -> bool:
    """Distinct opaque values in at least as many rows as the threshold."""
    if len(values) < context.threshold or len(set(values)) != len(values):
        return False
    return all(_LONG_NUMBER.fullmatch(one) for one in values) or all(
        _PSEUDONYM.fullmatch(one) for one in values
    )
