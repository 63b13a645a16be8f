"""Which statistic stands in each cell of a table, and how many persons it is said to stand for."""

from __future__ import annotations

import re
from typing import NamedTuple

from output_checking.checks.statistics.labels import Label, Statistic, quantile_label, read_label
from output_checking.checks.tables import Table, count, number

_PREDICTED = re.compile(r"(predicted|pr[ée]dits?|pr[ée]dites?|classé|classified)\b.*\w", re.I)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?|\d{1,2}/\d{1,2}/\d{4}.*")
_QUANTILES = {"", "quantile", "quantiles", "q", "prob", "probs", "percentile"}
_ENDS_OF_A_SCALE = {
    *(
        "lowest",
        "highest",
        "first",
        "second",
        "last",
        "youngest",
        "oldest",
        "smallest",
        "largest",
        "shortest",
    ),
    *("longest", "earliest", "latest"),
}
_HEADINGS = 3  # lines below the first that may be headings too


class Measure(NamedTuple):
    """One cell: `row` from 1; `n` what a count beside it says, None without one; `heading` names it."""

    label: Label
    text: str
    row: int
    column: str
    position: int
    n: int | None
    heading: str = ""

    @property
    def value(self) -> float | None:
        return number(self.text.strip().rstrip("%").strip())


def measures(table: Table) -> tuple[Measure, ...]:
    """Statistics named by the columns, or by the first cell of each row as `describe()` writes them."""
    headings = _column_headings(table)
    columns = [_as_written(table, at, read_label(heading)) for at, heading in enumerate(headings)]
    columns = _of_confusion(table, headings, columns) or columns
    # A line of numbers only: in the summaries of statsmodels names and values stand side by side.
    rows = [
        read_label(row[0]) if row and all(is_value(cell) for cell in row[1:] if cell) else None
        for row in table.rows
    ]
    if any(label and label.statistic is Statistic.COUNT for label in columns[1:]):
        # Below a count, lowest and highest are classes that it is broken down by.
        rows = [
            None if row[0].strip().casefold() in _ENDS_OF_A_SCALE else label
            for row, label in zip(table.rows, rows, strict=True)
        ]
    rows = _of_quantiles(table) or rows
    named = {label.statistic for label in rows if label}
    if len(named) > 1 or (named and not any(columns[1:])):
        return _by_row(table, rows)
    return _by_column(table, headings, columns)


def _of_confusion(table: Table, headings: list[str], columns: list[Label | None]) -> list[Label | None]:
    """Predicted classes across, as many true ones down, whole numbers between: persons are counted, where
    else a predicted value is one person's. Empty for any other table."""
    classes = [at for at, heading in enumerate(headings) if _PREDICTED.match(heading.strip())]
    square = len(classes) > 1 and len(table.rows) - len(classes) in (0, 1) and 0 not in classes
    if not square or any(row[at] is None for row in table.counts for at in classes):
        return []
    counted = Label(Statistic.COUNT)
    return [counted if at in classes else label for at, label in enumerate(columns)]


def _of_quantiles(table: Table) -> list[Label | None]:
    """`DataFrame.quantile` writes 0.25 and the like in front of its rows. Empty for any other table."""
    if not table.columns or table.columns[0].strip().casefold() not in _QUANTILES:
        return []
    shares = [number(row[0]) for row in table.rows]
    told = [one for one in shares if one is not None and 0 <= one <= 1]
    if len(told) < max(len(table.rows), 2) or told != sorted({*told}) or 0.5 not in told:
        return []
    return [quantile_label(one) for one in told]


def _as_written(table: Table, at: int, label: Label | None) -> Label | None:
    """Numbers between 0 and 1 count nobody, even below the heading `patients`: they are shares of them."""
    if label is None or label.statistic is not Statistic.COUNT:
        return label
    values = [value for row in table.rows if (value := number(row[at])) is not None]
    shares = any(value != int(value) for value in values) and all(0 <= value <= 1 for value in values)
    return Label(Statistic.PERCENT) if shares else label


def is_value(cell: str) -> bool:
    """A number, or a date."""
    return number(cell) is not None or DATE.fullmatch(cell.strip()) is not None


def _column_headings(table: Table) -> list[str]:
    """The lowest heading of each column that names a statistic: pandas writes a line for each level."""
    levels = [table.columns]
    for row in table.rows[:_HEADINGS]:
        shares = any(holds_shares(table, at) for at in range(len(row)))
        if shares or any(number(cell) is not None for cell in row) or not any(row[1:]):
            break
        levels.append(row)
    found = []
    for at, name in enumerate(table.columns):
        told = [level[at] for level in reversed(levels) if read_label(level[at])]
        found.append(told[0] if told else name)
    return found


def holds_shares(table: Table, column: int) -> bool:
    """Whether `12 %` in this column is a value, as its heading says, and not the name of a quantile."""
    label = read_label(table.columns[column])
    if label is None or label.statistic is not Statistic.PERCENT:
        return False
    return any(number(row[column].rstrip("% ")) is not None for row in table.rows if "%" in row[column])


def _by_column(table: Table, headings: list[str], columns: list[Label | None]) -> tuple[Measure, ...]:
    base = base_column(columns)
    found = []
    for at, label in enumerate(columns):
        if label is None:
            continue
        for position, row in enumerate(table.rows, start=1):
            n = table.counts[position - 1][base] if base is not None and base != at else None
            found.append(Measure(label, row[at], position, table.columns[at], at, n, headings[at]))
    return tuple(found)


def _by_row(table: Table, rows: list[Label | None]) -> tuple[Measure, ...]:
    base = base_column(rows)
    found = []
    for position, label in enumerate(rows):
        if label is None:
            continue
        for at in range(1, len(table.columns)):
            n = count(table.rows[base][at]) if base is not None and base != position else None
            text = table.rows[position][at]
            found.append(
                Measure(label, text, position + 1, table.columns[at], at, n, table.rows[position][0])
            )
    return tuple(found)


def base_column(labels: list[Label | None]) -> int | None:
    """Where the number of persons of the whole group stands; None when several or none may be it."""
    counts = [at for at, label in enumerate(labels) if label and label.statistic is Statistic.COUNT]
    bases = [at for at in counts if (label := labels[at]) and label.is_base]
    found = bases or counts
    return found[0] if len(found) == 1 else None
