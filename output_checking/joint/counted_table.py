"""A table of counts and sums as plain data: what a reading process hands on of a file, and nothing more."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=300)]
MOST_CELLS = 50_000  # of one file
NOT_EXACT = -1.0
MOST_TABLES = 200


class SummedColumn(BaseModel):
    """A variable added up over the persons of each row, as its printed sum tells it, or its mean and how many
    have it.

    `mean`: told by its means, which still have to be multiplied where the table does not say of how many
    they are (`counted` False). `categories`: of the column, as in `CountedTable.columns`. The sum of each row
    lies between `low` and `high`, None where it is hidden. `persons` behind each sum and the two `largest`
    contributions of them (absolute amounts), None where unknown; these are not printed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    variable: Text
    mean: bool
    counted: bool = True
    categories: tuple[Text | None, ...]
    heading: Text
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    persons: tuple[float | None, ...]
    largest: tuple[tuple[float, float] | None, ...]

    def fits(self, rows: int, dimensions: int) -> bool:
        return (
            len(self.low) == len(self.high) == len(self.persons) == len(self.largest) == rows
            and len(self.categories) == dimensions
            and all(map(_is_interval, self.low, self.high))
        )


class RatioColumn(BaseModel):
    """Ratios of `kinds` (`odds`, `risks`) from `low` to `high` in each row, None where none is printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: Text
    kinds: tuple[Text, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    def fits(self, rows: int) -> bool:
        return len(self.low) == len(self.high) == rows and all(map(_is_interval, self.low, self.high))


def _is_interval(low: float | None, high: float | None) -> bool:
    if low is None or high is None:
        return low is high
    return math.isfinite(low) and math.isfinite(high) and low <= high


class CountedTable(BaseModel):
    """Distinct persons, or whatever else is counted, by the categories of rows and columns.

    `rows` and `columns` name a category per dimension of theirs, None in a line of totals. `measures`: what
    each column counts, empty for everybody in the population. `shares`: columns whose cells are shares of the
    group's count (0 to 1) because no base stands beside them. `counts`: rows x columns, NOT_EXACT where
    something else than a number is told: an interval (row, column, low, high) in `intervals`, high None where
    there is no end, or nothing at all. `lines`: the row in the file of each row, from 1; `headings`: the
    heading of each column. `sums`: further columns, of variables added up, and
    `ratios`.
    `population`, `part_of`, `filters` and `person_total` are the author's claims.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: dict[str, str]
    row_dimensions: tuple[Text, ...]
    column_dimensions: tuple[Text, ...]
    rows: tuple[tuple[Text | None, ...], ...]
    columns: tuple[tuple[Text | None, ...], ...]
    measures: tuple[Text, ...]
    counts: tuple[tuple[float, ...], ...]
    intervals: tuple[tuple[int, int, float, float | None], ...] = ()
    lines: tuple[int, ...]
    headings: tuple[Text, ...]
    shares: tuple[bool, ...]
    sums: tuple[SummedColumn, ...] = ()
    ratios: tuple[RatioColumn, ...] = ()
    population: str = ""
    part_of: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    person_total: int | None = None
    recorded: bool = False

    def size(self) -> int:
        return len(self.rows) * (len(self.columns) + len(self.sums) + len(self.ratios))

    @property
    def every_column(self) -> tuple[tuple[Text | None, ...], ...]:
        """The categories of each column, sums after counts, without ratios."""
        return (*self.columns, *(one.categories for one in self.sums))

    @property
    def every_heading(self) -> tuple[str, ...]:
        """Of counts, sums and ratios."""
        return (
            *self.headings,
            *(one.heading for one in self.sums),
            *(one.heading for one in self.ratios),
        )

    def fits(self) -> bool:
        """Whether all parts are as long as they must be: a reading process may say anything."""
        rows, columns = len(self.rows), len(self.columns)
        return (
            len(self.counts) == len(self.lines) == rows
            and len(self.measures) == len(self.headings) == len(self.shares) == columns
            and all(len(row) == len(self.row_dimensions) for row in self.rows)
            and all(len(column) == len(self.column_dimensions) for column in self.columns)
            and all(len(line) == columns for line in self.counts)
            and all(one.fits(rows, len(self.column_dimensions)) for one in self.sums)
            and all(one.fits(rows) for one in self.ratios)
            and all(0 <= row < rows and 0 <= column < columns for row, column, _, _ in self.intervals)
        )


class CountedTables:
    """Collects the tables of one file within limits. `complete`: nothing was left out."""

    def __init__(self) -> None:
        self.tables: list[CountedTable] = []
        self.complete = True
        self._cells = 0

    def add(self, table: CountedTable) -> None:
        self._cells += table.size()
        if self._cells > MOST_CELLS or len(self.tables) == MOST_TABLES:
            self.complete = False
            return
        self.tables.append(table)


def share_of(low: float, high: float, base: float) -> tuple[float, float]:
    """The whole numbers whose share of `base` may be printed so."""
    least, most = math.ceil(low * base - 1e-9), math.floor(high * base + 1e-9)
    return (float(least), float(most)) if least <= most else (low * base, high * base)
