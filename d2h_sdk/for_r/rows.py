"""Rows for R: a CSV file, and the class that R gives each of its columns.

Whole numbers of 64 bits that R has none for are doubles where these hold them exactly, else texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from d2h_sdk.api import read, sql
from d2h_sdk.reading import Question

_EXACT = 1 << 53


def rows_of_read(asked: dict[str, Any]) -> tuple[pa.Table, tuple[str, ...]]:
    """As `d2h.read` takes it, and in words which rows they are."""
    where = [tuple(one) for one in asked.get("where") or []] or None
    table, columns, dataset = asked["table"], asked.get("columns"), asked.get("dataset")
    question = Question(table, columns=columns, where=where, dataset=dataset)
    rows = read(table, columns, where, asked.get("sites"), dataset=dataset, as_="arrow", progress=False)
    return rows, question.in_words()


def rows_of_sql(asked: dict[str, Any]) -> pa.Table:
    rows: pa.Table = sql(asked["query"], asked.get("sites"), as_="arrow", progress=False)
    return rows


def write_rows(rows: pa.Table, folder: Path) -> list[str]:
    """Into `rows.csv`; returns the class of each column, of which two may have one name."""
    columns = [_for_r(rows.column(at)) for at in range(rows.num_columns)]
    plain = pa.table([column for column, _ in columns], names=rows.column_names)
    pyarrow.csv.write_csv(plain, folder / "rows.csv")
    return [kind for _, kind in columns]


def _for_r(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, str]:
    """The column as it is written, and its class in R."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _for_r(column.cast(kind.value_type))
    if pa.types.is_boolean(kind):
        return column, "logical"
    if pa.types.is_integer(kind):
        if kind.bit_width < 32 or kind == pa.int32():
            return column, "integer"
        spread = pc.min_max(column)
        small = all(abs(spread[end].as_py() or 0) <= _EXACT for end in ("min", "max"))
        return column, "numeric" if small else "character"
    if pa.types.is_floating(kind):
        return column, "numeric"
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64()), "numeric"
    if pa.types.is_date(kind):
        return column, "Date"
    if pa.types.is_timestamp(kind):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ"), "POSIXct"
    return column.cast(pa.string()), "character"
