"""Which rows of a source are wrong, and why: counted in one pass, listed only when there are any."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_gateway.catalogue.schema import ColumnRule
from data_gateway.catalogue.source_files import OpenedTable
from data_gateway.queries.conditions import literal, quoted

LISTED = 10_000  # rows told of one reason in one column; all of them are counted
_LONGEST_VALUE = 200
_HEADER = ("table", "row", "column", "reason", "expected", "value")
_ROW = '"row number"'  # no source has it: a column name has no space
Execute = Callable[[str], list[tuple[Any, ...]]]

WRONG_TYPE, MISSING, NOT_ALLOWED, OUT_OF_RANGE = "wrong-type", "missing", "not-allowed", "out-of-range"
UNREADABLE_LINE = "unreadable-line"


@dataclass(frozen=True)
class Check:
    """`condition`: SQL that holds for a wrong row, and is never null."""

    column: str  # as the file spells it
    reason: str
    expected: str
    condition: str


@dataclass(frozen=True)
class BadRow:
    """`row` counts a table's rows from 1 over all its files, or is the line of a file no row stands in."""

    table: str
    row: int
    column: str
    reason: str
    expected: str
    value: str


@dataclass
class BadRows:
    """What is wrong in all tables of a load; `counts` by table, each row once."""

    rows: list[BadRow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def write(self, path: Path) -> None:
        """As CSV for the site's own staff alone: it quotes patients' values."""
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            for bad in self.rows:
                told = (bad.table, bad.row, bad.column, bad.reason, bad.expected, _harmless(bad.value))
                writer.writerow(told)


def checks(table: OpenedTable, rules: dict[str, ColumnRule], person: str | None) -> list[Check]:
    """Every check of a table; a row that does not say whose it is could never be opposed."""
    found = []
    for name, column in table.columns.items():
        source, rule = quoted(column.name), rules.get(name, ColumnRule())
        if column.faulty:
            found.append(Check(column.name, WRONG_TYPE, column.wanted, column.faulty))
        if rule.required or name == person:
            found.append(Check(column.name, MISSING, "", f"{source} IS NULL"))
        if rule.allowed is not None:
            allowed = ", ".join(f"TRY_CAST({literal(value)} AS {column.wanted})" for value in rule.allowed)
            listed = ", ".join(str(value) for value in rule.allowed)
            other = f"{column.value} IS NOT NULL AND NOT coalesce({column.value} IN ({allowed}), false)"
            found.append(Check(column.name, NOT_ALLOWED, listed, other))
        for bound, sign in ((rule.minimum, "<"), (rule.maximum, ">")):
            if bound is not None:
                expected = f"{'≥' if sign == '<' else '≤'} {bound}"
                limit = literal(bound)
                if isinstance(bound, str):
                    limit = f"CAST({limit} AS {column.wanted})"
                found.append(Check(column.name, OUT_OF_RANGE, expected, f"{column.value} {sign} {limit}"))
    return [
        Check(each.column, each.reason, each.expected, f"coalesce({each.condition}, false)") for each in found
    ]


def find_bad_rows(table: OpenedTable, tests: list[Check], execute: Execute, into: BadRows) -> None:
    """Add the wrong rows of `table` to `into`, the lines of its files that are no rows among them."""
    lines = f"lines_of_{table.name}"
    counted = [test.condition for test in tests] + [any_of(tests)]
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in counted)
    # A column that no check names would not be read, nor a line refused for it.
    every = "".join(f", count({quoted(column.name)})" for column in table.columns.values())
    found = execute(f"SELECT {counts}{every} FROM {table.scan_noting(lines)}")[0]  # noqa: S608
    rows = found[len(tests)]
    for test, count in zip(tests, found[: len(tests)], strict=True):
        if count:
            into.rows += _listed(table, test, execute)
    if table.source.kind == "csv":
        unreadable = list(_unreadable(table, lines, execute))
        into.rows += unreadable
        rows += execute(f"SELECT count(DISTINCT (file_id, line)) FROM {quoted(lines)}")[0][0]  # noqa: S608
    if rows:
        into.counts[table.name] = rows


def any_of(tests: list[Check]) -> str:
    """SQL condition that holds for every wrong row."""
    return " OR ".join(f"({test.condition})" for test in tests) or "false"


def _listed(table: OpenedTable, test: Check, execute: Execute) -> Iterator[BadRow]:
    numbered = f"SELECT row_number() OVER () AS {_ROW}, * FROM {table.scan}"  # noqa: S608
    found = execute(
        f"SELECT {_ROW}, CAST({quoted(test.column)} AS VARCHAR) FROM ({numbered})"  # noqa: S608
        f" WHERE {test.condition} ORDER BY {_ROW} LIMIT {LISTED}"
    )
    for row, value in found:
        yield BadRow(table.name, row, test.column.lower(), test.reason, test.expected, value or "")


def _unreadable(table: OpenedTable, lines: str, execute: Execute) -> Iterator[BadRow]:
    found = execute(
        "SELECT line, min(CAST(error_type AS VARCHAR)), min(csv_line)"  # noqa: S608
        f" FROM {quoted(lines)} GROUP BY file_id, line ORDER BY file_id, line LIMIT {LISTED}"
    )
    for line, error, text in found:
        yield BadRow(table.name, line, "", UNREADABLE_LINE, str(error).lower(), text or "")


def _harmless(value: str) -> str:
    """A spreadsheet must show a patient's value, never run it."""
    text = value[:_LONGEST_VALUE]
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or text[:2] in ("-=", "-+", "-@") else text
