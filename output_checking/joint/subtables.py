"""Tables cut into cells that are broken down by the same dimensions, as arrays.

Each category of each dimension has a random number of 64 bits; a group of persons is the sum of the numbers
of its categories. So the same group has the same number in every table, whatever the order of its dimensions,
and leaving a dimension out is a subtraction (Zobrist, 1970).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from output_checking.joint.counted_table import CountedTable
from output_checking.joint.dimensions import Dimensions, plain
from output_checking.protection.problem import Flags, Floats

Codes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
MEASURE = "#"


@dataclass(frozen=True)
class Source:
    """A table and the file it stands in; `release` names the one it left with, `label` is told instead of the
    file's name."""

    file: str
    table: CountedTable
    release: str | None = None
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or self.file

    def place(self, row: int, column: int, weighed: bool = True) -> str:
        """`t.csv: Lyon · women`, for people. `weighed`: of a mean, what it is times its persons."""
        summed = column - len(self.table.columns)
        categories = self.table.every_column[column] if summed < len(self.table.sums) else ()
        told = [label for label in (*self.table.rows[row], *categories) if label is not None]
        if not categories or not told:
            told.append(self.table.every_heading[column])
        if 0 <= summed < len(self.table.sums) and self.table.sums[summed].mean and weighed:
            told[-1] += " × n"
        part = next((value for key, value in self.table.place.items() if key != "file"), None)
        where = f"{self.name} ({part})" if part else self.name
        return f"{where}: {' · '.join(told)}"


@dataclass(frozen=True, eq=False)
class SubTable:
    """`codes`: cells x dimensions. A count lies between `low` and `high` (inf: no bound); `rows`, `columns`
    are the cell's place in the table `source`, which has number `table`.

    `variable`: whose sums these are, None for counts; `means`: not yet multiplied by how many they are of. Of
    sums `exact` tells which are printed, `persons` how many stand behind each and `largest` (cells x 2) the
    two largest contributions, NaN where unknown. `beside`: what else it takes to tell these numbers.
    """

    source: Source
    table: int
    dimensions: tuple[str, ...]
    codes: Codes
    low: Floats
    high: Floats
    rows: Places
    columns: Places
    shares: bool
    exact: Flags
    variable: str | None = None
    means: bool = False
    persons: Floats | None = None
    largest: Floats | None = None
    beside: str = ""

    @cached_property
    def ids(self) -> Codes:
        return np.asarray(self.codes.sum(axis=1, dtype=np.uint64))

    @cached_property
    def all_exact(self) -> bool:
        return bool(self.exact.all())

    @cached_property
    def order(self) -> Places:
        return np.argsort(self.ids, kind="stable")

    @property
    def measured(self) -> bool:
        """Whether it counts persons with some property besides its categories."""
        return any(name.startswith(MEASURE) for name in self.dimensions)

    def projected(self, dimensions: tuple[str, ...]) -> Codes:
        """The number of each cell's group, with only these dimensions left."""
        kept = [at for at, name in enumerate(self.dimensions) if name in dimensions]
        return np.asarray(self.codes[:, kept].sum(axis=1, dtype=np.uint64))

    def place(self, cell: int) -> str:
        place = self.source.place(int(self.rows[cell]), int(self.columns[cell]), weighed=not self.means)
        return place + self.beside


def subtables(sources: Sequence[Source]) -> list[SubTable]:
    """A table with two cells for one group is left out: nobody can tell what it counts."""
    names = Dimensions(source.table for source in sources)
    found = []
    for number, source in enumerate(sources):
        for one in _cut(number, source, names):
            if len(np.unique(one.ids)) == len(one.ids):
                found.append(one)
    signed = {one.variable for one in found if (one.low[one.exact] < 0).any()}
    return [one if one.variable in signed else _never_negative(one) for one in found]


def _never_negative(one: SubTable) -> SubTable:
    """Where no printed sum of a variable is below zero, nobody expects a hidden one to be."""
    return one if one.variable is None else replace(one, low=np.where(one.exact, one.low, 0.0))


def _cut(number: int, source: Source, names: Dimensions) -> Iterator[SubTable]:
    table = source.table
    row_names, row_codes = _coded(table.row_dimensions, table.rows, names)
    column_names, column_codes = _coded(table.column_dimensions, table.every_column, names)
    if len({*row_names, *column_names}) < len(row_names) + len(column_names):
        return
    low, high = _ends(table)
    persons, largest = _behind(table)
    keys: list[tuple[object, ...]] = [
        (*(label is None for label in column), measure, share, None)
        for column, measure, share in zip(table.columns, table.measures, table.shares, strict=True)
    ]
    # The printed sums of a variable and its means tell the same twice: each for itself.
    for one in table.sums:
        keys.append(
            (*(label is None for label in one.categories), "", False, (one.variable, one.mean, one.counted))
        )
    for row_mask, rows in _alike([tuple(label is None for label in row) for row in table.rows]):
        for key, columns in _alike(keys):
            *column_mask, measure, share, variable = key
            kept_rows = [at for at, gone in enumerate(row_mask) if not gone]
            kept_columns = [at for at, gone in enumerate(column_mask) if not gone]
            parts = [
                np.repeat(row_codes[rows][:, kept_rows], len(columns), axis=0),
                np.tile(column_codes[columns][:, kept_columns], (len(rows), 1)),
            ]
            dimensions = [row_names[at] for at in kept_rows] + [column_names[at] for at in kept_columns]
            if measure:
                name = MEASURE + str(measure)
                dimensions.append(name)
                parts.append(np.full((len(rows) * len(columns), 1), number_of(name, "")))
            codes = np.concatenate(parts, axis=1)
            order = np.argsort(dimensions)
            here = np.ix_(rows, columns)
            least, most = low[here].ravel(), high[here].ravel()
            summed = variable is not None
            yield SubTable(
                source=source,
                table=number,
                dimensions=tuple(dimensions[at] for at in order),
                codes=codes[:, order],
                low=least,
                high=most,
                rows=np.repeat(rows, len(columns)),
                columns=np.tile(columns, len(rows)),
                shares=bool(share),
                exact=np.isfinite(most) if summed else least == most,
                variable=str(variable[0]) if isinstance(variable, tuple) else None,
                means=isinstance(variable, tuple) and not variable[2],
                persons=persons[here].ravel() if summed else None,
                largest=largest[here].reshape(-1, 2) if summed else None,
            )


def _alike(keys: Sequence[tuple[object, ...]]) -> Iterator[tuple[tuple[object, ...], Places]]:
    """The positions of each different key."""
    found: dict[tuple[object, ...], list[int]] = {}
    for at, key in enumerate(keys):
        found.setdefault(key, []).append(at)
    for key, positions in found.items():
        yield key, np.array(positions, dtype=np.intp)


def _coded(
    headings: Sequence[str], lines: Sequence[Sequence[str | None]], names: Dimensions
) -> tuple[list[str], Codes]:
    codes = np.zeros((len(lines), len(headings)), dtype=np.uint64)
    found = []
    for at, heading in enumerate(headings):
        categories = [line[at] for line in lines]
        name = names.name(heading, categories)
        found.append(name)
        codes[:, at] = [0 if one is None else number_of(name, one) for one in categories]
    return found, codes


@lru_cache(maxsize=200_000)
def number_of(dimension: str, category: str) -> int:
    text = f"{dimension}\0{plain(category)}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def _ends(table: CountedTable) -> tuple[Floats, Floats]:
    """Rows x every column; a number that is no count tells nothing, and nothing bounds a hidden sum."""
    low = np.array(table.counts, dtype=np.float64).reshape(len(table.rows), len(table.columns))
    told = np.isfinite(low) & (low >= 0)
    low = np.where(told, low, 0.0)
    high = np.where(told, low, np.inf)
    for row, column, least, most in table.intervals:
        low[row, column] = max(least, 0.0)
        high[row, column] = np.inf if most is None else max(most, low[row, column])
    sums = [
        (
            [-np.inf if end is None else end for end in one.low],
            [np.inf if end is None else end for end in one.high],
        )
        for one in table.sums
    ]
    return (
        np.column_stack([low, *(each for each, _ in sums)]),
        np.column_stack([high, *(each for _, each in sums)]),
    )


def _behind(table: CountedTable) -> tuple[Floats, Floats]:
    """Rows x every column (x 2): persons and the two largest contributions, NaN where unknown."""
    persons = np.full((len(table.rows), len(table.every_column)), np.nan)
    largest = np.full((*persons.shape, 2), np.nan)
    for at, one in enumerate(table.sums, start=len(table.columns)):
        persons[:, at] = [np.nan if each is None else each for each in one.persons]
        largest[:, at] = [(np.nan, np.nan) if pair is None else pair for pair in one.largest]
    return persons, largest
