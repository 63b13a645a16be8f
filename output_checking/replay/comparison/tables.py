"""Tables of any container, cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from output_checking.checks.containers.grids import plain
from output_checking.checks.encodings import read_text
from output_checking.checks.tables import read_table
from output_checking.replay.comparison.values import same_cell, shown
from output_checking.replay.model import Difference

# Lines by sheet; a container without sheets has one that is called nothing.
Grids = dict[str, list[list[str]]]


def table_differences(name: str, submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    read = _READERS[name.rpartition(".")[2].lower()]
    left, right = read(submitted, name), read(replayed, name)
    for sheet in [*left, *(one for one in right if one not in left)]:
        yield from line_differences(
            left.get(sheet, []), right.get(sheet, []), {"sheet": sheet} if sheet else {}
        )


def is_table(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _READERS


def line_differences(
    left: list[list[str]], right: list[list[str]], where: dict[str, str]
) -> Iterator[Difference]:
    """The first line names the columns; rows count from 1 behind it."""
    names = left[0] if left else []
    for row in range(max(len(left), len(right))):
        one = left[row] if row < len(left) else []
        other = right[row] if row < len(right) else []
        for at in range(max(len(one), len(other))):
            before = one[at] if at < len(one) else ""
            after = other[at] if at < len(other) else ""
            if not same_cell(before, after):
                column = names[at] if at < len(names) and names[at] else str(at + 1)
                place = {**where, "row": str(row), "column": shown(column)}
                yield Difference(place, shown(before), shown(after))


def _delimited(content: bytes, name: str) -> Grids:
    table = read_table(read_text(content)[0], tabs=name.lower().endswith(".tsv"))
    return {"": [list(table.columns), *map(list, table.rows)]}


def _workbook(content: bytes, name: str) -> Grids:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return {
        sheet.title: [[plain(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _columnar(content: bytes, name: str) -> Grids:
    import pyarrow.feather
    import pyarrow.parquet

    read = pyarrow.parquet.read_table if content.startswith(b"PAR1") else pyarrow.feather.read_table
    table = read(io.BytesIO(content))
    columns = [[plain(cell) for cell in column.to_pylist()] for column in table.columns]
    return {"": [list(table.column_names), *map(list, zip(*columns, strict=True))]}


_READERS: dict[str, Callable[[bytes, str], Grids]] = {
    "csv": _delimited,
    "tsv": _delimited,
    "xlsx": _workbook,
    **dict.fromkeys(("parquet", "pq", "feather", "arrow", "ipc"), _columnar),
}
