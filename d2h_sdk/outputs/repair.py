"""What hiding cells would make of tables that the airlock blocks: which cells, why, and what it costs.

The airlock says which cells are too small or too dominated; no rule of it is known here. Further cells are
hidden so that no total gives those back (`d2h_sdk.outputs.suppression`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.suppression import Cell, Totals, find_totals, protect
from d2h_sdk.wire import Evidence, FindingMessage

_ADDED_UP = frozenset({"count", "sum"})
_ROUNDING = 1e-3  # how far published shares may be from adding up to one
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RepairedTable:
    """One table before and after. `hidden`: cell of the body -> the finding that hides it, None where it is
    hidden so that totals give no other back."""

    before: PreparedFile
    after: PreparedFile
    heading: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    labels: int
    hidden: Mapping[Cell, FindingMessage | None]

    def value(self, cell: Cell) -> str:
        return self.lines[cell[0]][self.labels + cell[1]]

    def place(self, cell: Cell) -> tuple[str, str]:
        """The labels of its row, the heading of its column."""
        row = " · ".join(self.lines[cell[0]][: self.labels]) or str(cell[0] + 1)
        return row, self.heading[self.labels + cell[1]]

    @property
    def cells(self) -> tuple[int, int]:
        """Cells shown before, and after."""
        shown = sum(1 for line in self.lines for text in line[self.labels :] if text != "")
        return shown, shown - len(self.hidden)

    @property
    def persons(self) -> tuple[int, int] | None:
        """Persons behind the hidden cells, and behind all but the totals; None where they are unknown."""
        behind = self.before.evidence.persons
        if behind is None:
            return None
        totals = self.before.evidence
        inner = {
            (row, column): number or 0
            for row, line in enumerate(behind)
            for column, number in enumerate(line)
            if row not in totals.total_rows and column not in totals.total_columns
        }
        return sum(inner.get(cell, 0) for cell in self.hidden), sum(inner.values())


def repaired(file: PreparedFile, findings: Iterable[FindingMessage]) -> RepairedTable | None:
    """The table with the cells hidden that these findings name; None where none names a cell."""
    heading, *lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    labels = file.evidence.index_columns
    named = _named(file.evidence, heading, lines, labels, findings)
    if not named:
        return None
    values = np.array([[_number(text) for text in line[labels:]] for line in lines], dtype=np.float64)
    blank = np.isnan(values)
    shown = {cell: finding for cell, finding in named.items() if not blank[cell]}
    primary = blank.copy()
    for cell in named:
        primary[cell] = True
    complete = _completed(file.evidence, values, primary, heading[labels:], lines, labels)
    hidden: dict[Cell, FindingMessage | None] = dict(shown)
    for row, column in zip(*np.nonzero(complete & ~primary), strict=True):
        hidden[(int(row), int(column))] = None
    return RepairedTable(
        before=file,
        after=_without(file, heading, lines, labels, hidden),
        heading=tuple(heading),
        lines=tuple(tuple(line) for line in lines),
        labels=labels,
        hidden=hidden,
    )


def _named(
    evidence: Evidence,
    heading: Sequence[str],
    lines: Sequence[Sequence[str]],
    labels: int,
    findings: Iterable[FindingMessage],
) -> dict[Cell, FindingMessage]:
    """A finding names a cell, a whole column, a whole row, or all cells with too few persons."""
    found: dict[Cell, FindingMessage] = {}
    width = len(heading) - labels
    for finding in findings:
        row, column = finding.where.get("row"), finding.where.get("column")
        columns = [at - labels for at, name in enumerate(heading) if name == column and at >= labels]
        rows = [int(row) - 1] if row and row.isdigit() and int(row) <= len(lines) else []
        threshold = finding.params.get("threshold")
        if not rows and not columns and finding.params.get("cells") and isinstance(threshold, int):
            few = _with_fewer(evidence, lines, labels, threshold)
        elif (row and not rows) or (column and not columns) or (not rows and not columns):
            continue
        else:
            few = [(at, to) for at in rows or range(len(lines)) for to in columns or range(width)]
        for cell in few:
            found.setdefault(cell, finding)
    return found


def _with_fewer(
    evidence: Evidence, lines: Sequence[Sequence[str]], labels: int, threshold: int
) -> list[Cell]:
    def least(row: int, column: int, text: str) -> float:
        behind = None if evidence.persons is None else evidence.persons[row][column]
        counted = _number(text) if evidence.kind == "counts" else np.nan
        return float(np.fmin(np.nan if behind is None else behind, counted))

    return [
        (row, column)
        for row, line in enumerate(lines)
        for column, text in enumerate(line[labels:])
        if 0 < least(row, column, text) < threshold
    ]


def _completed(
    evidence: Evidence,
    values: Floats,
    primary: npt.NDArray[np.bool_],
    heading: Sequence[str],
    lines: Sequence[Sequence[str]],
    labels: int,
) -> npt.NDArray[np.bool_]:
    """The hidden cells, and as many others as it takes that no total gives one back."""
    weights = np.nan_to_num(np.abs(values))
    if evidence.persons is not None and not _adds_up(evidence):
        behind = np.array(evidence.persons, dtype=np.float64)
        weights = np.nan_to_num(behind) if behind.shape == values.shape else weights
    row, column = (at[-1] if at else None for at in (evidence.total_rows, evidence.total_columns))
    if row is None and column is None:
        names = [" ".join(line[:labels]) for line in lines]
        totals = find_totals(values, names, heading) if _adds_up(evidence) else Totals(None, None)
        row, column = totals.row, totals.column
    rows, columns = values.shape
    across, down = _shares(values, 1, column), _shares(values, 0, row)
    # Shares that add up to one have a total that everybody knows without its being printed.
    if across:
        weights, primary, column = _with_line(weights, primary, 1), _grown(primary, 1), columns
    if down:
        weights, primary, row = _with_line(weights, primary, 0), _grown(primary, 0), rows
    return protect(weights, primary, Totals(row, column))[:rows, :columns]


def _adds_up(evidence: Evidence) -> bool:
    if evidence.measures is None:
        return evidence.kind == "counts"
    return all(one.statistic in _ADDED_UP for one in evidence.measures)


def _shares(values: Floats, axis: int, printed: int | None) -> bool:
    if printed is not None or values.shape[axis] < 2 or (np.nan_to_num(values) > 1).any():
        return False
    known = ~np.isnan(values).any(axis=axis)
    sums = values.sum(axis=axis)[known]
    return bool(len(sums) and (np.abs(sums - 1) < _ROUNDING).all())


def _with_line(weights: Floats, primary: npt.NDArray[np.bool_], axis: int) -> Floats:
    return np.concatenate([weights, weights.sum(axis=axis, keepdims=True)], axis=axis)


def _grown(primary: npt.NDArray[np.bool_], axis: int) -> npt.NDArray[np.bool_]:
    shape = (1, primary.shape[1]) if axis == 0 else (primary.shape[0], 1)
    return np.concatenate([primary, np.zeros(shape, dtype=bool)], axis=axis)


def _without(
    file: PreparedFile,
    heading: Sequence[str],
    lines: Sequence[Sequence[str]],
    labels: int,
    hidden: Mapping[Cell, Any],
) -> PreparedFile:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    for row, line in enumerate(lines):
        shown = ["" if (row, column) in hidden else cell for column, cell in enumerate(line[labels:])]
        writer.writerow([*line[:labels], *shown])
    evidence = file.evidence
    changes: dict[str, Any] = {"suppressed": evidence.suppressed + len(hidden)}
    for name in ("persons", "rows", "base", "sums", "largest"):
        grid = getattr(evidence, name)
        if grid is not None:
            changes[name] = tuple(
                tuple(None if (row, column) in hidden else one for column, one in enumerate(line))
                for row, line in enumerate(grid)
            )
    return replace(file, content=text.getvalue().encode(), evidence=evidence.model_copy(update=changes))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
