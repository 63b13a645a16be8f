"""A table as it lies in a CSV, cell by cell, with its totals and what findings say of its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.findings import Finding

Cell = tuple[int, int]  # row and data column, both from 0
Floats = npt.NDArray[np.float64]
MOST_CELLS = 50_000
_LEVELS = " · "
_GRIDS = ("persons", "rows", "base", "sums", "largest", "keys")
_NEAR = 1e-6


@dataclass(frozen=True)
class Line:
    """`total` is the sum of `parts`."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Body:
    """`labels`: how many first columns are labels; `total_names` without case."""

    heading: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    labels: int
    evidence: Evidence
    total_names: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.heading[self.labels :]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.lines), len(self.columns)

    @cached_property
    def values(self) -> Floats:
        """NaN where a cell holds no number."""
        cells = [[_number(text) for text in line[self.labels :]] for line in self.lines]
        return np.array(cells, dtype=np.float64).reshape(self.shape)

    @cached_property
    def adds_up(self) -> bool:
        """Whether its cells are counts or sums, so that a total is the sum of its parts."""
        measures = self.evidence.measures
        if measures is None:
            return self.evidence.kind == "counts"
        return all(one.statistic in ("count", "sum") for one in measures)

    @cached_property
    def counts(self) -> bool:
        """Whether every cell that shows a number counts somebody."""
        measures = self.evidence.measures
        known = self.values[~np.isnan(self.values)]
        counted = (
            self.evidence.kind == "counts"
            if measures is None
            else all(one.statistic == "count" for one in measures)
        )
        return counted and bool(len(known)) and bool(((known >= 0) & (known == np.rint(known))).all())

    def grid(self, name: str) -> Floats | None:
        """A grid of the evidence (`persons`, `rows`…) as numbers; None where it has none of this shape."""
        if not self._told(name):
            return None
        told = getattr(self.evidence, name)
        return np.array([[np.nan if one is None else one for one in line] for line in told], dtype=np.float64)

    def _told(self, name: str) -> bool:
        told = getattr(self.evidence, name)
        rows, columns = self.shape
        return told is not None and len(told) == rows and all(len(line) == columns for line in told)

    @cached_property
    def total_rows(self) -> dict[int, int]:
        """Row of totals -> the first of its labels that says so."""
        return self._totals([line[: self.labels] for line in self.lines], self.evidence.total_rows)

    @cached_property
    def total_columns(self) -> dict[int, int]:
        names = [name.split(_LEVELS) for name in self.columns]
        return self._totals(names, self.evidence.total_columns)

    def _totals(self, names: Sequence[Sequence[str]], told: Sequence[int]) -> dict[int, int]:
        found = {}
        for at, labels in enumerate(names):
            levels = [level for level, label in enumerate(labels) if label.casefold() in self.total_names]
            if levels or at in told:
                found[at] = levels[0] if levels else 0
        return found

    @cached_property
    def inner(self) -> npt.NDArray[np.bool_]:
        """The cells that are no totals of others."""
        flags = np.ones(self.shape, dtype=bool)
        flags[list(self.total_rows), :] = False
        flags[:, list(self.total_columns)] = False
        return flags

    def sums(self, values: Floats) -> list[Line]:
        """Which cells are sums of which, as far as `values` show it; blanks are believed."""
        rows, columns = self.shape
        names = [line[: self.labels] for line in self.lines]
        down = _parts(names, self.total_rows) or _last_of(values)
        headings = [tuple(name.split(_LEVELS)) for name in self.columns]
        across = _parts(headings, self.total_columns) or _last_of(values.T)
        found = [
            Line((total, column), tuple((part, column) for part in parts))
            for total, parts in down.items()
            for column in range(columns)
        ]
        found += [
            Line((row, total), tuple((row, part) for part in parts))
            for total, parts in across.items()
            for row in range(rows)
        ]
        return found

    def named(self, findings: Iterable[Finding]) -> dict[Cell, Finding]:
        """A finding names a cell, a whole row, a whole column, or all cells with too few persons."""
        found: dict[Cell, Finding] = {}
        for finding in findings:
            row, column = finding.where.get("row"), finding.where.get("column")
            columns = [at for at, name in enumerate(self.columns) if name == column]
            rows = [int(row) - 1] if row and row.isdigit() and 0 < int(row) <= self.shape[0] else []
            threshold = finding.params.get("threshold")
            if not rows and not columns and finding.params.get("cells") and isinstance(threshold, int):
                cells = self.with_fewer(threshold)
            elif (row and not rows) or (column and not columns) or (not rows and not columns):
                continue
            else:
                cells = [
                    (at, to) for at in rows or range(self.shape[0]) for to in columns or range(self.shape[1])
                ]
            for cell in cells:
                found.setdefault(cell, finding)
        return found

    def with_fewer(self, threshold: int) -> list[Cell]:
        """Cells with some persons behind them, but fewer than `threshold`."""
        persons = self.grid("persons")
        counted = self.values if self.evidence.kind == "counts" else np.full(self.shape, np.nan)
        least = counted if persons is None else np.fmin(persons, counted)
        return [
            (int(row), int(column))
            for row, column in zip(*np.nonzero((least > 0) & (least < threshold)), strict=True)
        ]

    def place(self, cell: Cell) -> tuple[str, str]:
        """The labels of its row, the heading of its column."""
        return _LEVELS.join(self.lines[cell[0]][: self.labels]) or str(cell[0] + 1), self.columns[cell[1]]

    def shown(self) -> int:
        return sum(text != "" for line in self.lines for text in line[self.labels :])

    def with_cells(self, texts: Mapping[Cell, str], **evidence: object) -> Body:
        """Other texts in these cells. Of a blank one the evidence keeps nothing."""
        lines = tuple(
            (
                *line[: self.labels],
                *(texts.get((row, at), text) for at, text in enumerate(line[self.labels :])),
            )
            for row, line in enumerate(self.lines)
        )
        blank = {cell for cell, text in texts.items() if text == ""}
        grids = {
            name: tuple(
                tuple(None if (row, at) in blank else one for at, one in enumerate(line))
                for row, line in enumerate(getattr(self.evidence, name))
            )
            for name in _GRIDS
            if self._told(name)
        }
        hidden = sum(self.lines[row][self.labels + at] != "" for row, at in blank)
        changed = {**grids, "suppressed": self.evidence.suppressed + hidden, **evidence}
        return replace(self, lines=lines, evidence=self.evidence.model_copy(update=changed))

    def written(self) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.heading, *self.lines])
        return text.getvalue().encode()


def read_body(content: bytes, evidence: Evidence, total_names: Iterable[str]) -> Body:
    """Raises Refusal `repair-unreadable` for what is no CSV with a heading, or one too large for this."""
    try:
        found = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Refusal("repair-unreadable", cells=MOST_CELLS) from fault
    width = len(found[0]) if found else 0
    if not width or len(found) * width > MOST_CELLS or any(len(line) != width for line in found):
        raise Refusal("repair-unreadable", cells=MOST_CELLS)
    heading, *lines = (tuple(line) for line in found)
    labels = min(max(evidence.index_columns, 0), width)
    return Body(heading, tuple(lines), labels, evidence, frozenset(name.casefold() for name in total_names))


def _parts(names: Sequence[Sequence[str]], totals: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Total -> its parts: the lines that are no totals and share the labels in front of the total's own."""
    found = {}
    for total, level in totals.items():
        front = tuple(names[total][:level])
        parts = tuple(
            at for at, labels in enumerate(names) if at not in totals and tuple(labels[:level]) == front
        )
        if len(parts) > 1:
            found[total] = parts
    return found


def _last_of(values: Floats) -> dict[int, tuple[int, ...]]:
    """The last line, where nothing says so but at least two of its cells are the sums of those above."""
    if len(values) < 3:
        return {}
    known = ~np.isnan(values).any(axis=0)
    sums, last = values[:-1].sum(axis=0)[known], values[-1][known]
    adds = np.abs(sums - last) <= _NEAR * np.maximum(1.0, np.abs(last))
    telling = int((adds & (last != 0)).sum())
    return {len(values) - 1: tuple(range(len(values) - 1))} if telling >= 2 and bool(adds.all()) else {}


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return float("nan")
    return number if np.isfinite(number) else float("nan")
