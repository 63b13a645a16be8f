"""The ids that a permit's pseudonym maps must hold, asked of the engine that holds a connected data set."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.postgresql_tables import columns_of, scan
from data_gateway.engines.postgres_session import PostgresSession
from data_gateway.queries.sql_engines import Engine, identifier
from data_gateway.site.settings import Limits


def source_ids(
    dataset: Dataset, columns: Sequence[tuple[str, str]], *, address: str, limits: Limits
) -> pa.ChunkedArray:
    """The different ids in those (table, column)s, none missing: int64 or string, as the source holds them.

    Raises Refusal `source-away`, `source-refused` or `query-too-long`. A table that is no longer what was
    connected is left out: its own reads are refused.
    """
    session = PostgresSession(address, dataset.id, limits.read_seconds)
    try:
        selects = []
        for name, column in columns:
            place = dataset.place(name)
            rows = scan(place, dataset.tables[name], columns_of(session.ask, place))
            if rows is not None:
                selects.append(f"SELECT {identifier(Engine.POSTGRES, column)} AS id FROM {rows} t")  # noqa: S608
        if not selects:
            return pa.chunked_array([], pa.int64())
        union = " UNION ALL ".join(selects)
        sql = f"SELECT DISTINCT id FROM ({union}) ids WHERE id IS NOT NULL"  # noqa: S608
        schema, *batches = session.stream({}, sql, 1 << 22)
        return pa.Table.from_batches(batches, schema).column("id")
    finally:
        session.close()
