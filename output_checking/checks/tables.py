"""Delimited text as a table, and the reading of its cells as numbers."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
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
# Beside a count: a mark, a letter of a footnote, whom it counts; or its share in front of it.
_WHOM = (
    r"patients?|persons?|people|personnes?|subjects?|sujets?|cas|cases?|deaths?|d[ée]c[èe]s|stays?|s[ée]jours?"
    r"|events?"
)
_MARKED = re.compile(
    rf"(?:n\s*=\s*|[~≈≃]\s*|[(\[]\s*)?({_WHOLE}?)\s*(?:[*†‡§¶#)\]]{{1,3}}|\(?[a-d]\)?|\(r[ée]f\.?\)|{_WHOM})?"
    rf"|({_WHOLE}?)\s*(?:\[|[-–—])\s*\d+(?:[.,]\d+)?\s*%\s*\]?"
    rf"|\d+(?:[.,]\d+)?\s*%\s*[(\[]?\s*({_WHOLE}?)\s*[)\]]?",
    re.I,
)
# Seen by nobody: soft hyphen, zero-width signs, byte order mark.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_ENGLISH, _FRENCH = (
    "one two three four five six seven eight nine",
    "un deux trois quatre cinq six sept huit neuf",
)
_SPELT = {word: at for words in (_ENGLISH, _FRENCH) for at, word in enumerate(words.split(), start=1)} | {
    "une": 1
}
_LONGEST_MARKED = 40
_LONGEST_FIELD = 100_000
_LINES_SEEN = 50
_USUAL = ";,\t|"


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
    if delimiter not in text.split("\n", 1)[0] and _is_divided_below(text):
        raise Refusal("table-unreadable", line=2)
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
    usual = max(_USUAL, key=first.count)
    return usual if usual in first else _unusual_delimiter(text) or usual


def _unusual_delimiter(text: str) -> str | None:
    """A sign that cuts the names and every line alike, and numbers out of most of them."""
    names, *lines = [line.strip() for line in text.splitlines()[:_LINES_SEEN] if line.strip()] or [""]
    for sign in dict.fromkeys(one for one in names if not one.isalnum() and one not in '"_.-+'):
        cut = [line.split(sign) for line in lines]
        alike = {len(row) for row in cut} == {names.count(sign) + 1}
        numeric = sum(any(number(cell) is not None for cell in row) for row in cut)
        if alike and 2 * numeric >= len(cut):
            return sign
    return None


def _is_divided_below(text: str) -> bool:
    """Whether a lone title stands above lines of several cells, which would be read as one."""
    lines = [line for line in text.splitlines()[1 : 1 + _LINES_SEEN] if line.strip()]
    for delimiter in _USUAL:
        try:
            cut = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue  # told when the table is read
        # A French number has a comma of its own.
        words = [row for row in cut if len(row) > 1 and number(delimiter.join(row)) is None]
        several = [row for row in cut if len(row) > 1]
        if words and len(several) > 1 and 2 * len(several) > len(cut) and len({*map(len, several)}) == 1:
            return True
    return False


def bare(cell: str) -> str:
    """Without spaces around it and inside its digits, and without signs that nobody sees."""
    plain = cell if cell.isascii() else cell.translate(_UNSEEN)
    return _SPACES.sub("", plain.strip())


def printed_unit(cell: str) -> Fraction:
    """What one step of the last printed place of a number is worth: 1/10 for `12,5`, 1 for `12`."""
    plain = bare(cell).replace(",", ".")
    return Fraction(10) ** int(Decimal(plain).as_tuple().exponent)


@lru_cache(maxsize=50_000)
def number(cell: str) -> float | None:
    """A number as French or English writes it: `1 234,5`, `1234.5`, `1e-3`; None for anything else."""
    plain = bare(cell)
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
    plain = cell.strip()
    found = _WITH_SHARE.fullmatch(plain) if len(plain) <= _LONGEST_MARKED else None
    return count(found[1] or found[2]) if found else count(cell)


@lru_cache(maxsize=50_000)
def count_beside(cell: str) -> int | None:
    """The count of a data cell, whatever stands beside it: `3*`, `3 patients`, `0.7 % (3)`, `③`.

    Not for labels: `3 a` may be a stage.
    """
    found = count_in(cell)
    if found is not None:
        return found
    plain = cell.translate(_UNSEEN).strip()
    if len(plain) == 1 and (digit := unicodedata.numeric(plain, None)) is not None:
        return int(digit) if digit == int(digit) else None
    marked = _MARKED.fullmatch(plain) if len(plain) <= _LONGEST_MARKED else None
    if marked is None:
        return _SPELT.get(plain.casefold())
    return count(next((part for part in marked.groups() if part), ""))
