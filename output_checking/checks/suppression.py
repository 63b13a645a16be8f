"""Suppressed cells that the table's own totals give back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from d2h_sdk.wire import Evidence
from output_checking.checks.counts import is_suppressed, label_columns, persons_matrix
from output_checking.checks.equations import Equation, determined
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.rounded_counts import rounding_base
from output_checking.checks.tables import Table
from output_checking.checks.totals import Line, Place, adding, is_of_sums, value_at
from output_checking.findings import Finding, Severity

RULE = "table.suppression"
# Beyond this the exact elimination would take long; a person has to look instead.
_MOST_UNKNOWNS = 250


@register(RULE, Kind.TABLE)
def check_suppression(file: CheckedFile, context: Context) -> Iterator[Finding]:
    table = file.table
    if context.claimed in ("regression", "survival"):
        return
    # Rounded or noisy totals give no exact number back; the joint audit judges the ranges that they leave.
    if context.evidence is not None and _is_inexact(table, context, context.evidence):
        return
    labels = label_columns(table, context)
    hidden = {
        (row, column)
        for row in range(len(table.rows))
        for column in range(labels, len(table.columns))
        if is_suppressed(table.rows[row][column], context)
    }
    if not hidden:
        return
    if len(hidden) > _MOST_UNKNOWNS:
        yield Finding(RULE, Severity.REVIEW, "suppression-too-many", {"cells": len(hidden)}, file.where())
        return
    lines = [*_row_totals(file, labels, hidden, context), *_column_totals(file, labels, hidden, context)]
    findings = [
        *_given_back(file, table, lines, hidden, context),
        *_small_remainders(file, table, lines, hidden, context),
    ]
    yield from findings
    if not findings:
        yield Finding(RULE, Severity.PASS, "suppression-holds", {"cells": len(hidden)}, file.where())


def _is_inexact(table: Table, context: Context, evidence: Evidence) -> bool:
    if evidence.perturbed and context.rules.perturbation is not None:
        return True
    if evidence.rounded_to < 2:
        return False
    labels = label_columns(table, context)
    counts = [value for row in table.counts for value in row[labels:] if value is not None]
    return rounding_base(counts, context) is not None


def _given_back(
    file: CheckedFile, table: Table, lines: list[Line], hidden: set[Place], context: Context
) -> Iterator[Finding]:
    known = determined([_equation(table, line, hidden) for line in lines])
    summed = {
        place
        for line in lines
        if is_of_sums(file, line, hidden, context)
        for place in (*line.parts, line.total)
    }
    persons = persons_matrix(table, context)
    labels = label_columns(table, context)
    for (row, column), value in sorted(known.items()):
        behind = persons[row][column - labels] if persons else None
        few = value < context.threshold or (behind is not None and behind < context.threshold)
        yield Finding(
            RULE,
            Severity.BLOCK if few or (row, column) in summed else Severity.REVIEW,
            "suppression-given-back",
            {"arithmetic": _arithmetic(table, lines, hidden, (row, column), value)},
            file.where(row=row + 1, column=table.columns[column]),
        )


def _small_remainders(
    file: CheckedFile, table: Table, lines: list[Line], hidden: set[Place], context: Context
) -> Iterator[Finding]:
    """Several suppressed cells whose sum is known: together they are a cell, and it may be small."""
    for line in lines:
        unknown = [part for part in line.parts if part in hidden]
        if line.total in hidden or len(unknown) < 2:
            continue
        rest = _equation(table, line, hidden).value
        if rest < context.threshold:
            row, column = unknown[0]
            words: dict[str, str | int | float] = {
                "cells": len(unknown),
                "persons": _plain(rest),
                "threshold": context.threshold,
            }
            where = file.where(row=row + 1, column=table.columns[column])
            yield Finding(RULE, Severity.REVIEW, "suppression-remainder-small", words, where)


def _equation(table: Table, line: Line, hidden: set[Place]) -> Equation[Place]:
    """parts - total = 0, with what is visible moved to the right."""
    unknowns: dict[Place, int] = {}
    value = Fraction(0)
    for place, sign in (*((part, 1) for part in line.parts), (line.total, -1)):
        if place in hidden:
            unknowns[place] = sign
        else:
            value -= sign * value_at(table, place)
    return Equation(unknowns, value)


def _arithmetic(table: Table, lines: list[Line], hidden: set[Place], place: Place, value: Fraction) -> str:
    for line in lines:
        involved = (*line.parts, line.total)
        if [one for one in involved if one in hidden] != [place]:
            continue
        visible = [value_at(table, part) for part in line.parts if part != place]
        if place == line.total:
            return f"{' + '.join(_plain(part) for part in visible)} = {_plain(value)}"
        taken = "".join(f" - {_plain(part)}" for part in visible if part)
        return f"{_plain(value_at(table, line.total))}{taken} = {_plain(value)}"
    return f"= {_plain(value)}"


def _row_totals(file: CheckedFile, labels: int, hidden: set[Place], context: Context) -> list[Line]:
    """A row of totals adds up the rows above it, column by column."""
    table = file.table
    columns = range(labels, len(table.columns))
    names = {name.casefold() for name in context.rules.total_labels}
    found: list[Line] = []
    labelled = [
        (row, level)
        for row, cells in enumerate(table.rows)
        for level in range(labels)
        if cells[level].casefold() in names
    ]
    total_rows = {row for row, _ in labelled}
    for row, level in labelled:
        prefix = table.rows[row][:level]
        parts = [
            at for at, cells in enumerate(table.rows) if at not in total_rows and cells[:level] == prefix
        ]
        found += adding(
            file, hidden, [Line((row, c), tuple((at, c) for at in parts)) for c in columns], context
        )
    if not labelled and len(table.rows) > 2:
        last = len(table.rows) - 1
        guess = [Line((last, c), tuple((at, c) for at in range(last))) for c in columns]
        found += adding(file, hidden, guess, context, proof=2)
    return found


def _column_totals(file: CheckedFile, labels: int, hidden: set[Place], context: Context) -> list[Line]:
    """A column of totals adds up the other data columns, row by row."""
    table = file.table
    names = {name.casefold() for name in context.rules.total_labels}
    columns = list(range(labels, len(table.columns)))
    rows = range(len(table.rows))
    totals = [column for column in columns if table.columns[column].casefold() in names]
    if totals:
        parts = [column for column in columns if column not in totals]
        lines = [Line((row, totals[0]), tuple((row, c) for c in parts)) for row in rows]
        return adding(file, hidden, lines, context)
    if len(columns) > 2:
        lines = [Line((row, columns[-1]), tuple((row, c) for c in columns[:-1])) for row in rows]
        return adding(file, hidden, lines, context, proof=2)
    return []


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
