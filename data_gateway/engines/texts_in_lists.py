"""Texts with few values as places in a list: the engine finds the places, and they leave its process as such.

A file has a list of its own, of whose texts the engine looks for each once. To cast every row to an ENUM cost
it more than half of the rest of a read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from data_gateway.queries.conditions import literal
from governance.refusal import Refusal

MOST_LISTED = 256


def place_in(levels: Sequence[str], text: str) -> str:
    """SQL of the place of `text`, itself SQL, from 1 on; one past the last for a missing one."""
    return f"list_position([{', '.join(map(literal, levels))}, NULL], {text})::USMALLINT"


def with_texts(rows: pa.RecordBatchReader, levels: Mapping[str, Sequence[str]]) -> pa.RecordBatchReader:
    """`levels`: of each column that holds places. Raises Refusal `gateway-fault` in reading for a text that
    is not listed."""
    lists = {name: pa.array(texts, pa.string()) for name, texts in levels.items()}
    listed = pa.dictionary(pa.uint8(), pa.string())
    schema = pa.schema([field.with_type(listed) if field.name in lists else field for field in rows.schema])

    def written() -> Iterator[pa.RecordBatch]:
        for batch in rows:
            arrays = [
                _listed(column, lists[name]) if name in lists else column
                for name, column in zip(schema.names, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, written())


def _listed(places: pa.Array, texts: pa.Array) -> pa.Array:
    if places.null_count:
        raise Refusal("gateway-fault")
    numbers = places.to_numpy()
    missing = numbers > len(texts)
    indices = pa.array((numbers - 1).astype(np.uint8), mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, texts, safe=False)
