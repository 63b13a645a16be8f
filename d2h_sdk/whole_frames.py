"""A read of all sites as one pandas frame, its numbers written once, straight to their place.

Numbers come as places in a list and times as steps. Made whole by Arrow first, they would be written twice,
and the first time into memory that the system has to find anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from d2h_sdk.frames import to_frame
from d2h_sdk.reading import aligned
from d2h_sdk.short_columns import is_listed, plain_column, plain_schema, time_steps

_DIRECT = {pa.int64(): "int64", pa.float64(): "float64"}
_DIRECT |= {pa.timestamp(unit): f"datetime64[{unit}]" for unit in ("s", "ms", "us", "ns")}


def frame_of(tables: Sequence[pa.Table], missing: dict[str, str] | None = None) -> pd.DataFrame:
    """`tables`: one per site, columns as sent. As `to_frame` of the plain tables, aligned."""
    types = _direct_types(tables)
    rows = sum(table.num_rows for table in tables)
    made: dict[str, Any] = {name: np.empty(rows, dtype=kind) for name, kind in types.items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda part: _write(*part), _parts(tables, made)))
    others = [_plain(table.drop_columns(list(types))) for table in tables]
    frame: pd.DataFrame = to_frame(aligned(others), "pandas", missing)
    if not types:
        return frame
    columns = {name: made[name] if name in made else frame[name] for name in tables[0].column_names}
    whole = pd.DataFrame(columns, copy=False)
    whole.attrs = frame.attrs
    return whole


def _direct_types(tables: Sequence[pa.Table]) -> dict[str, str]:
    """Columns of numbers and times that all sites send alike: name -> type in numpy."""
    names = [table.column_names for table in tables]
    if any(each != names[0] for each in names):
        return {}
    schemas = [plain_schema(table.schema) for table in tables]
    found = {}
    for name in names[0]:
        first = schemas[0].field(name).type
        alike = all(schema.field(name).type == first for schema in schemas)
        gaps = pa.types.is_integer(first) and any(table[name].null_count for table in tables)
        if alike and first in _DIRECT and not gaps:
            found[name] = _DIRECT[first]
    return found


def _parts(
    tables: Sequence[pa.Table], made: dict[str, Any]
) -> Iterator[tuple[np.ndarray[Any, Any], pa.Array, pa.Field]]:
    for name, whole in made.items():
        start = 0
        for table in tables:
            for chunk in table[name].chunks:
                yield whole[start : start + len(chunk)], chunk, table.schema.field(name)
                start += len(chunk)


def _write(place: np.ndarray[Any, Any], chunk: pa.Array, sent: pa.Field) -> None:
    steps = time_steps(sent)
    if chunk.null_count:
        place[...] = plain_column(chunk, sent).to_numpy(zero_copy_only=False)
    elif is_listed(sent.type):
        levels = chunk.dictionary.to_numpy(zero_copy_only=False)
        np.take(levels, chunk.indices.to_numpy(), out=place, mode="clip")
    elif steps is not None:
        np.multiply(chunk.to_numpy(), steps[0], out=place.view("int64"), dtype="int64")
    else:
        place[...] = chunk.to_numpy(zero_copy_only=False)


def _plain(table: pa.Table) -> pa.Table:
    schema = plain_schema(table.schema)
    columns = [
        pa.chunked_array([plain_column(chunk, sent) for chunk in table[sent.name].chunks], plain.type)
        for sent, plain in zip(table.schema, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)
