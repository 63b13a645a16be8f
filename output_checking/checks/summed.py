"""Which columns of a table add a variable up, or average it, and what each cell tells of the sum behind it.

A mean and the number of values it is of are a sum; so both meet the sums of other tables in the joint audit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from output_checking.checks.counts import is_suppressed, persons_matrix
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.statistics.labels import Statistic, read_label
from output_checking.checks.tables import number, printed_unit
from output_checking.joint.counted_table import SummedColumn

_SUMMED = {"sum": Statistic.SUM, "mean": Statistic.MEAN}
_NOISE = re.compile(
    r"sums?|sommes?|means?|moy(en(ne)?s?)?|avg|averages?|totals?|totaux|of|the|de|du|des|la|le|les|d|l"
)
# How far a binary number of 64 bits lies from the one that was meant, as a part of it.
_FLOAT = 2.0**-50


@dataclass(frozen=True)
class Summed:
    """A column at `position`, of means where `mean`."""

    position: int
    variable: str
    mean: bool


def summed_columns(file: CheckedFile, context: Context, labels: int) -> list[Summed]:
    """Those that the evidence or their headings say."""
    table, evidence = file.table, context.evidence
    if evidence is not None and evidence.perturbed:
        return []
    found: list[Summed] = []
    if evidence is not None and evidence.measures is not None:
        if evidence.measures_along == "columns":
            for at, measure in enumerate(evidence.measures, start=labels):
                if at < len(table.columns) and measure.statistic in _SUMMED:
                    found.append(Summed(at, variable_of(measure.of), measure.statistic == "mean"))
    elif is_crossed(file, context, labels):
        found = [Summed(at, "", False) for at in range(labels, len(table.columns))]
    else:
        for at in range(labels, len(table.columns)):
            label = _label(file, at)
            if label in (Statistic.SUM, Statistic.MEAN):
                found.append(Summed(at, variable_of(table.columns[at]), label is Statistic.MEAN))
            elif label is None and context.claimed == "magnitudes":
                found.append(Summed(at, variable_of(table.columns[at]), False))
    return found


def _label(file: CheckedFile, at: int) -> Statistic | None:
    """What the column's heading names; nothing where the rows name statistics of their own."""
    named = {one.label.statistic for one in file.measures if one.position == at}
    if len(named) > 1:
        return Statistic.RECORD
    label = read_label(file.table.columns[at])
    return next(iter(named)) if named else (label.statistic if label else None)


def is_crossed(file: CheckedFile, context: Context, labels: int) -> bool:
    """Whether the columns are categories of one variable: one of them holds the totals of the others."""
    totals = {name.casefold() for name in context.rules.total_labels}
    named = any(name.casefold() in totals for name in file.table.columns[labels:])
    recorded = context.evidence is not None and context.evidence.measures is not None
    return context.claimed == "magnitudes" and named and not recorded


def variable_of(text: str) -> str:
    words = re.findall(r"\w+", text.casefold().replace("_", " "))
    return " ".join(word for word in words if not _NOISE.fullmatch(word))


def _all_known(file: CheckedFile, context: Context, labels: int, one: Summed) -> bool:
    return all(
        values is not None or is_suppressed(row[one.position], context)
        for row, values in zip(
            file.table.rows, _values_behind(file, context, labels, one.position), strict=True
        )
    )


def _values_behind(
    file: CheckedFile, context: Context, labels: int, at: int
) -> list[tuple[float, float] | None]:
    """Least and largest number of values that the mean of each row is of: rows, else persons, as the evidence
    has them, else the count beside it."""
    grids = _grid(file, context, labels, "rows"), persons_matrix(file.table, context)
    beside = {one.row: one.n for one in file.measures if one.position == at}
    rounded = context.evidence.rounded_to if context.evidence else 0
    found: list[tuple[float, float] | None] = []
    for row in range(len(file.table.rows)):
        told = next((grid[row][at - labels] for grid in grids if grid is not None), None)
        printed = beside.get(row + 1)
        if told is not None:
            found.append((float(told), float(told)))
        elif printed is not None:
            slack = rounded / 2 if rounded > 1 else 0.0
            found.append((max(printed - slack, 0.0), printed + slack))
        else:
            found.append(None)
    return found


def _grid(
    file: CheckedFile, context: Context, labels: int, name: str
) -> Sequence[Sequence[int | None]] | None:
    grid = getattr(context.evidence, name, None)
    width = len(file.table.columns) - labels
    fits = grid is not None and len(grid) == len(file.table.rows) and all(len(line) == width for line in grid)
    return grid if fits else None


def summed_column(
    file: CheckedFile,
    context: Context,
    labels: int,
    one: Summed,
    categories: tuple[str | None, ...],
    heading: str,
) -> SummedColumn:
    """What the column tells of each row's sum, and who is known to stand behind it."""
    values = _values_behind(file, context, labels, one.position)
    persons = persons_matrix(file.table, context)
    beside = {each.row: each.n for each in file.measures if each.position == one.position}
    pairs = getattr(context.evidence, "largest", None) or ()
    counted = one.mean and _all_known(file, context, labels, one)
    ends: list[tuple[float, float] | None] = []
    behind: list[float | None] = []
    largest: list[tuple[float, float] | None] = []
    for row, line in enumerate(file.table.rows):
        text = line[one.position]
        hidden = is_suppressed(text, context)
        ends.append(None if hidden else _ends(text, values[row] if counted else (1.0, 1.0)))
        claimed = persons[row][one.position - labels] if persons else None
        known = claimed if claimed is not None else beside.get(row + 1)
        behind.append(None if known is None else float(known))
        pair = pairs[row] if row < len(pairs) else ()
        at = one.position - labels
        largest.append(pair[at] if at < len(pair) and not hidden else None)
    return SummedColumn(
        variable=one.variable[:300],
        mean=one.mean,
        counted=counted or not one.mean,
        categories=categories,
        heading=heading,
        low=tuple(None if each is None else each[0] for each in ends),
        high=tuple(None if each is None else each[1] for each in ends),
        persons=tuple(behind),
        largest=tuple(largest),
    )


def _ends(text: str, times: tuple[float, float] | None) -> tuple[float, float] | None:
    """The least and the largest sum that may be printed so; None where nothing is."""
    printed = printed_ends(text)
    if printed is None or times is None:
        return None
    corners = [bound * many for bound in printed for many in times]
    return min(corners), max(corners)


def printed_ends(text: str) -> tuple[float, float] | None:
    """The least and the largest number that may be printed so; None where none is."""
    value = number(text)
    if value is None or not math.isfinite(value):
        return None
    half = float(printed_unit(text)) / 2 + abs(value) * _FLOAT
    return value - half, value + half
