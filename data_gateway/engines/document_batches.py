"""Answers with letters in them, in batches of so many bytes: a hundred thousand letters fit in no memory."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.query import Query

TEXTS_AT_ONCE = 16
"""Rows that the engine hands over together."""
_BATCH = 4_000_000  # bytes
_LARGE_GROUP = 32_000_000
"""Bytes: eight times what a load puts in one group of rows."""


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


def documents_asked(scope: PermitScope, query: Query) -> Iterator[tuple[Dataset, str]]:
    """Each data set and table of which `query` may answer texts as long as letters are."""
    asked = {query.table} if query.table else {name for _, name, _ in scope.usable()}
    for dataset, name, granted in scope.usable():
        if name in asked and not dataset.source:
            held = dataset.tables[name].columns_with(ColumnRole.FREE_TEXT)
            if any(column in granted.columns for column in held):
                yield dataset, name


def in_large_groups(dataset: Dataset, table: str) -> bool:
    """Whether an earlier version stored it so that many long letters have to be read at once."""
    for path in dataset.paths(table):
        told = pq.read_metadata(path)
        for number in range(told.num_row_groups):
            group = told.row_group(number)
            if group.num_rows > 1 and group.total_byte_size > _LARGE_GROUP:
                return True
    return False
