"""A table as escaped cells, one page at a time, in any order; the cells that findings speak of are marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from output_checking.checks.tables import Table, count_in, number
from output_checking.findings import Severity
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
    """Rows and columns count from 1; `rows`: (row number in the file, cells). `first_column` of this part.

    `sort`: the column the rows are in the order of, 0 for the order of the file; `down`: greatest first.
    """

    headings: tuple[Cell, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    row_count: int
    column_count: int
    number: int
    pages: int
    part: int
    parts: int
    first_column: int
    sort: int
    down: bool


@dataclass(frozen=True)
class Turned:
    """Where a reader stands in a table: `number` turns over rows, `part` over columns; `sort` as above."""

    number: int = 1
    part: int = 1
    sort: int = 0
    down: bool = False


def table_page(
    table: Table,
    found: Iterable[Numbered],
    turned: Turned | None = None,
    place: Mapping[str, str] | None = None,
) -> TablePage:
    """What is out of range is brought into it. `place` is where the table stands in its file."""
    turned = turned or Turned()
    marks = _marks(found, place or {})
    pages = max(1, -(-len(table.rows) // ROWS))
    parts = max(1, -(-len(table.columns) // COLUMNS))
    page, part = min(max(1, turned.number), pages), min(max(1, turned.part), parts)
    columns = range((part - 1) * COLUMNS, min(part * COLUMNS, len(table.columns)))
    sort = turned.sort if 1 <= turned.sort <= len(table.columns) else 0
    order = _order(table, sort, turned.down)
    first = (page - 1) * ROWS
    return TablePage(
        headings=tuple(_cell(table.columns[at], table.columns[at], 0, marks) for at in columns),
        rows=tuple(
            (
                at + 1,
                tuple(
                    _cell(table.rows[at][column], table.columns[column], at + 1, marks) for column in columns
                ),
            )
            for at in order[first : first + ROWS]
        ),
        row_count=len(table.rows),
        column_count=len(table.columns),
        number=page,
        pages=pages,
        part=part,
        parts=parts,
        first_column=columns.start + 1,
        sort=sort,
        down=turned.down,
    )


def _order(table: Table, sort: int, down: bool) -> Sequence[int]:
    """Positions of rows: numbers by size before texts by alphabet; rows that are equal stay as they were."""
    if not sort:
        return range(len(table.rows))

    def key(at: int) -> tuple[bool, float, str]:
        text = table.rows[at][sort - 1]
        value = number(text)
        value = count_in(text) if value is None else value
        return (value is None, value or 0.0, "" if value is not None else text.casefold())

    return sorted(range(len(table.rows)), key=key, reverse=down)


def page_of_row(row: str) -> int:
    """The page a finding's row is on; the first for one without a row."""
    return 1 + max(0, int(row) - 1) // ROWS if row.isascii() and row.isdigit() else 1


def _marks(
    found: Iterable[Numbered], place: Mapping[str, str]
) -> dict[tuple[int, str], tuple[Numbered, ...]]:
    """By (row, column name); a finding about a whole column stands at its heading, row 0."""
    marks: dict[tuple[int, str], tuple[Numbered, ...]] = {}
    for one in found:
        where = one.finding.where
        row = where.get("row", "0")
        if any(where.get(key, value) != value for key, value in place.items()):
            continue
        if one.finding.severity is Severity.PASS or "column" not in where or not row.isdigit():
            continue
        cell = (int(row), where["column"])
        marks[cell] = (*marks.get(cell, ()), one)
    return marks


def _cell(text: str, column: str, row: int, marks: dict[tuple[int, str], tuple[Numbered, ...]]) -> Cell:
    return Cell(text, marks.get((row, column), ()))
