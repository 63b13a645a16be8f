"""A table as escaped cells, one page at a time; the cells that findings speak of are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from output_checking.checks.tables import Table
from output_checking.model import Severity
from output_checking.web.pages.findings import Numbered

ROWS = 200
COLUMNS = 60


@dataclass(frozen=True)
class Cell:
    """`marks`: the numbers of the findings that speak of it, gravest first; `severity` of the gravest."""

    text: str
    marks: tuple[Numbered, ...] = ()

    @property
    def severity(self) -> Severity | None:
        return self.marks[0].finding.severity if self.marks else None


@dataclass(frozen=True)
class TablePage:
    """Rows and columns count from 1; `rows`: (row number, cells)."""

    headings: tuple[Cell, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    row_count: int
    column_count: int
    number: int
    pages: int
    part: int
    parts: int


def table_page(table: Table, found: Iterable[Numbered], *, number: int = 1, part: int = 1) -> TablePage:
    """`number` turns over rows, `part` over columns; both are brought into range."""
    marks = _marks(found)
    pages = max(1, -(-len(table.rows) // ROWS))
    parts = max(1, -(-len(table.columns) // COLUMNS))
    number, part = min(max(1, number), pages), min(max(1, part), parts)
    columns = range((part - 1) * COLUMNS, min(part * COLUMNS, len(table.columns)))
    first = (number - 1) * ROWS
    return TablePage(
        headings=tuple(_cell(table.columns[at], table.columns[at], 0, marks) for at in columns),
        rows=tuple(
            (at, tuple(_cell(row[column], table.columns[column], at, marks) for column in columns))
            for at, row in enumerate(table.rows[first : first + ROWS], start=first + 1)
        ),
        row_count=len(table.rows),
        column_count=len(table.columns),
        number=number,
        pages=pages,
        part=part,
        parts=parts,
    )


def page_of_row(row: str) -> int:
    """The page a finding's row is on; the first for one without a row."""
    return 1 + max(0, int(row) - 1) // ROWS if row.isascii() and row.isdigit() else 1


def _marks(found: Iterable[Numbered]) -> dict[tuple[int, str], tuple[Numbered, ...]]:
    """By (row, column name); a finding about a whole column stands at its heading, row 0."""
    marks: dict[tuple[int, str], tuple[Numbered, ...]] = {}
    for one in found:
        where = one.finding.where
        row = where.get("row", "0")
        if one.finding.severity is Severity.PASS or "column" not in where or not row.isdigit():
            continue
        place = (int(row), where["column"])
        marks[place] = (*marks.get(place, ()), one)
    return marks


def _cell(text: str, column: str, row: int, marks: dict[tuple[int, str], tuple[Numbered, ...]]) -> Cell:
    return Cell(text, marks.get((row, column), ()))
