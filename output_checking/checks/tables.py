"""Delimited text as a table, and the reading of its cells as numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from governance.refusal import Refusal

_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3})")
# As medical tables write them: 3 (0.7 %), 3/412, 3 / 412 (0.7).
_WHOLE = r"\d[\d \u00a0\u202f.,]*"
_WITH_SHARE = re.compile(
    rf"({_WHOLE}?)\s*(?:(?:/|of|sur)\s*{_WHOLE})?\s*\(\s*[<>≤≥~]?\s*\d+(?:[.,]\d+)?\s*%?\s*\)|(\d+)\s*/\s*\d+"
)
_LONGEST_FIELD = 100_000


@dataclass(frozen=True)
class Table:
    """`columns`: names; `rows`: texts, each row as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def counts(self) -> tuple[tuple[int | None, ...], ...]:
        """Of each cell the number that can be a count of persons, as `count` reads it."""
        return tuple(tuple(map(count, row)) for row in self.rows)

    @cached_property
    def leading_labels(self) -> int:
        """How many first columns are labels: those that hold no number at all."""
        for position in range(len(self.columns)):
            if any(is_numeric(row[position]) for row in self.rows):
                return position
        return len(self.columns)


def read_table(text: str, *, tabs: bool = False) -> Table:
    """The first line names the columns. Raises Refusal `table-unreadable` where lines differ in length."""
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = "\t" if tabs else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [line for line in reader if line]
    except csv.Error as fault:
        raise Refusal("table-unreadable", line=reader.line_num) from fault
    if not lines:
        raise Refusal("table-unreadable", line=1)
    width = len(lines[0])
    for position, line in enumerate(lines, start=1):
        if len(line) != width:
            raise Refusal("table-unreadable", line=position)
    return Table(
        tuple(name.strip() for name in lines[0]),
        tuple(tuple(cell.strip() for cell in line) for line in lines[1:]),
    )


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    # One column: the comma of a French number divides nothing.
    return max(";,\t|", key=first.count)


def printed_unit(cell: str) -> Fraction:
    """What one step of the last printed place of a number is worth: 1/10 for `12,5`, 1 for `12`."""
    plain = _SPACES.sub("", cell.strip()).replace(",", ".")
    return Fraction(10) ** int(Decimal(plain).as_tuple().exponent)


@lru_cache(maxsize=50_000)
def number(cell: str) -> float | None:
    """A number as French or English writes it: `1 234,5`, `1234.5`, `1e-3`; None for anything else."""
    plain = _SPACES.sub("", cell.strip())
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def is_numeric(cell: str) -> bool:
    return number(cell) is not None or count_in(cell) is not None


@lru_cache(maxsize=50_000)
def count(cell: str) -> int | None:
    """A number that can be a count of persons: whole and not negative."""
    value = number(cell)
    return int(value) if value is not None and value >= 0 and value == int(value) else None


@lru_cache(maxsize=50_000)
def count_in(cell: str) -> int | None:
    """The count of a cell, also where its share of a total stands beside it."""
    found = _WITH_SHARE.fullmatch(cell.strip())
    return count(found[1] or found[2]) if found else count(cell)
