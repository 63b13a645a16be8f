"""Tables of counts and of magnitudes: enough distinct persons behind every cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic, read_label
from output_checking.checks.statistics.measures import holds_shares
from output_checking.checks.tables import Table, count, count_beside, count_in
from output_checking.findings import Finding, Severity

RULE = "table.counts"
BROKEN_DOWN_BY = re.compile(
    r"month|quarter|week|day|year|hour|grade|stage|level|rank|wave|visit|class|group|order|age|sex|param"
    r"|mois|trimestre|semaine|jour|ann[ée]e|heure|stade|niveau|rang|vague|visite|ordre",
    re.I,
)
COUNTED = (Statistic.COUNT, Statistic.SUM, Statistic.TIME)
# Locating the first fifty is enough to find the mistake; the rest are counted.
_LOCATED = 50


class Cell(NamedTuple):
    """One data cell: `row` from 1, `persons` as claimed, `visible` what the file itself counts."""

    row: int
    column: str
    text: str
    persons: int | None
    visible: int | None
    named: bool = False  # its heading calls it a count

    def smallest(self) -> int | None:
        """Persons behind the cell: never more than what is counted, and None when nobody knows."""
        known = [value for value in (self.persons, self.visible) if value is not None]
        return min(known) if known else None

    def contradicted(self) -> bool:
        """More persons claimed than the cell counts."""
        return self.persons is not None and self.visible is not None and self.persons > self.visible


def is_suppressed(text: str, context: Context) -> bool:
    return text.strip().casefold() in context.suppression_marks


def label_columns(table: Table, context: Context) -> int:
    """How many first columns are labels: as the evidence says, else those without any number or share."""
    if context.evidence is not None and context.claimed in ("counts", "magnitudes", "survival", "regression"):
        return min(max(context.evidence.index_columns, 0), len(table.columns))
    return next((at for at in range(table.leading_labels) if holds_shares(table, at)), table.leading_labels)


def persons_matrix(table: Table, context: Context) -> tuple[tuple[int | None, ...], ...] | None:
    """Claimed persons per data cell, None where the evidence has none or does not fit the table."""
    persons = context.evidence.persons if context.evidence else None
    width = len(table.columns) - label_columns(table, context)
    if persons is None or len(persons) != len(table.rows) or any(len(row) != width for row in persons):
        return None
    return persons


def cells(file: CheckedFile, context: Context) -> Iterator[Cell]:
    """Every data cell that shows something."""
    table = file.table
    labels = label_columns(table, context)
    persons = persons_matrix(table, context)
    counted = context.claimed != "magnitudes"
    crossed = is_cross_table(table, labels, context)
    # What a heading calls a mean or a percentage counts nobody, whatever number it is.
    summed = {(one.row, one.position): one.label.statistic for one in file.measures}
    for position, row in enumerate(table.rows):
        for column in range(labels, len(table.columns)):
            text = row[column]
            if is_suppressed(text, context):
                continue
            claimed = persons[position][column - labels] if persons else None
            label = summed.get((position + 1, column))
            with_share = "%" in text and count(text) is None and count_beside(text) is not None
            other = label is not None and label not in COUNTED and not with_share
            visible = _counted(text, label, crossed) if counted and not other else None
            named = label is Statistic.COUNT or with_share or (crossed and not other)
            yield Cell(position + 1, table.columns[column], text, claimed, visible, named)


def _counted(text: str, label: Statistic | None, crossed: bool) -> int | None:
    """Where a column counts, also with a mark beside the count; elsewhere `3 a` may be anything."""
    return count_beside(text) if label is Statistic.COUNT or crossed or "%" in text else count_in(text)


def is_cross_table(table: Table, labels: int, context: Context) -> bool:
    """Whole numbers in several columns beside words, or with a total: counts, whatever the columns say."""
    names = {name.casefold() for name in context.rules.total_labels}
    named = any(name.casefold() in names for name in table.columns[labels:]) or any(
        cell.casefold() in names for row in table.rows for cell in row[:labels]
    )
    data = table.columns[labels:]
    broad = labels > 0 and len(data) > 1 and len(table.rows) > 1
    # Where a heading names a statistic, the others are what it is broken down by: months, grades.
    broad = broad and not any(read_label(name) or BROKEN_DOWN_BY.search(name) for name in data)
    if not (named or broad):
        return False
    large = False
    for row, counts in zip(table.rows, table.counts, strict=True):
        for cell, value in zip(row[labels:], counts[labels:], strict=True):
            if value is None and not is_suppressed(cell, context):
                return False
            # A number may be among a profile's marks: it is hidden then.
            large = large or (
                value is not None and value >= context.threshold and not is_suppressed(cell, context)
            )
    return named or large


@register(RULE, Kind.TABLE)
def check_counts(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Enough distinct persons behind every cell (AI-SDC/ACRO, ABS DataLab: 10; persons, not rows: D2H)."""
    if context.claimed in ("regression", "survival"):
        return
    table = file.table
    shown = list(cells(file, context))
    evidence = context.evidence
    yield from _small_labels(file, table, context)
    if evidence and evidence.persons is not None and persons_matrix(table, context) is None:
        yield Finding(RULE, Severity.REVIEW, "counts-evidence-shape", {}, file.where())
    small = [cell for cell in shown if 0 < (cell.smallest() or 0) < context.threshold]
    yield from _small(file, small, context)
    zeros = [cell for cell in shown if cell.smallest() == 0]
    if zeros:
        where = file.where(row=zeros[0].row, column=zeros[0].column)
        severity = Severity.REVIEW if context.rules.zeros == "pass" else Severity(context.rules.zeros)
        yield Finding(RULE, severity, "counts-zero", {"cells": len(zeros)}, where)
    contradicted = [
        cell
        for cell in shown
        if None not in (cell.persons, cell.visible) and (cell.persons or 0) > (cell.visible or 0)
    ]
    if contradicted:
        where = file.where(row=contradicted[0].row, column=contradicted[0].column)
        words = {"cells": len(contradicted)}
        yield Finding(RULE, Severity.REVIEW, "counts-evidence-contradicted", words, where)
    unknown = [cell for cell in shown if cell.persons is None]
    if unknown or not shown:
        where = file.where()
        yield Finding(RULE, Severity.REVIEW, "counts-persons-unknown", {"cells": len(unknown)}, where)
    elif not (small or zeros or contradicted):
        words = {"cells": len(shown), "threshold": context.threshold}
        yield Finding(RULE, Severity.PASS, "counts-above-threshold", words, file.where())


def _small_labels(file: CheckedFile, table: Table, context: Context) -> Iterator[Finding]:
    """A column of small counts that the author calls labels would escape every rule for counts."""
    for position in range(table.leading_labels, label_columns(table, context)):
        values = [row[position] for row in table.counts]
        if any(value is not None and 0 < value < context.threshold for value in values):
            where = file.where(column=table.columns[position])
            yield Finding(
                RULE, Severity.REVIEW, "counts-label-small", {"threshold": context.threshold}, where
            )


def _small(file: CheckedFile, small: list[Cell], context: Context) -> Iterator[Finding]:
    for cell in small[:_LOCATED]:
        persons = cell.smallest() or 0
        yield Finding(
            RULE,
            _severity(cell, context),
            "counts-below-threshold",
            {"persons": persons, "threshold": context.threshold},
            file.where(row=cell.row, column=cell.column),
        )
    rest = small[_LOCATED:]
    if rest:
        gravest = (
            Severity.BLOCK
            if any(_severity(cell, context) is Severity.BLOCK for cell in rest)
            else Severity.REVIEW
        )
        words = {"cells": len(rest), "threshold": context.threshold}
        yield Finding(RULE, gravest, "counts-below-threshold-more", words, file.where())


def _severity(cell: Cell, context: Context) -> Severity:
    """A number that nobody called a count may be a week or a grade: a person looks at it."""
    counted = context.claimed in ("counts", "magnitudes") or cell.persons is not None or cell.named
    return Severity.BLOCK if counted else Severity.REVIEW
