"""What R asks of the SDK: `python -m d2h_sdk.for_r FOLDER` does what `order.json` says and writes the rows.

`rows.csv` holds them, and `classes.json` the class that R gives each column; whole numbers of 64 bits that R
has none for are doubles where these hold them exactly, else texts. What R shows of a failure is one message.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from d2h_sdk.api import read, sql
from d2h_sdk.errors import D2HError

_EXACT = 1 << 53


def main(folder: Path) -> int:
    asked = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    try:
        rows = _rows(asked)
    except D2HError as fault:
        print(fault)
        return 1
    columns = [_for_r(rows.column(name)) for name in rows.column_names]
    plain = pa.table([column for column, _ in columns], names=rows.column_names)
    pyarrow.csv.write_csv(plain, folder / "rows.csv")
    classes = dict(zip(rows.column_names, (kind for _, kind in columns), strict=True))
    (folder / "classes.json").write_text(json.dumps(classes), encoding="utf-8")
    return 0


def _rows(asked: dict[str, Any]) -> pa.Table:
    sites = asked.get("sites")
    if "sql" in asked:
        table: pa.Table = sql(asked["sql"], sites, as_="arrow", progress=False)
        return table
    where = [tuple(one) for one in asked.get("where") or []]
    return read(
        asked["table"],
        asked.get("columns"),
        where or None,
        sites,
        dataset=asked.get("dataset"),
        as_="arrow",
        progress=False,
    )


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


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
