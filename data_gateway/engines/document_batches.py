"""Answers with letters in them, in batches of so many bytes: a hundred thousand letters fit in no memory."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

TEXTS_AT_ONCE = 16
"""Rows that the engine hands over together."""
_BATCH = 4_000_000  # bytes


def in_bytes(rows: pa.RecordBatchReader, most_rows: int) -> pa.RecordBatchReader:
    """The small batches of `rows` put together until they are large enough to be sent."""

    def batches() -> Iterator[pa.RecordBatch]:
        held: list[pa.RecordBatch] = []
        size = count = 0
        for batch in rows:
            held.append(batch)
            size, count = size + batch.nbytes, count + batch.num_rows
            if size >= _BATCH or count + TEXTS_AT_ONCE > most_rows:
                yield pa.concat_batches(held)
                held, size, count = [], 0, 0
        if held:
            yield pa.concat_batches(held)

    return pa.RecordBatchReader.from_batches(rows.schema, batches())
