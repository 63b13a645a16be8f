"""The ids that a permit's pseudonym maps must hold, asked of the engine that holds a connected data set."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.live_sources import require_spark
from data_gateway.catalogue.postgresql_tables import columns_of, scan
from data_gateway.catalogue.source_mapping import as_stored
from data_gateway.engines.postgres_session import PostgresSession
from data_gateway.queries.sql_engines import Engine, engine_of, identifier
from data_gateway.site.settings import Limits

_BATCH_BYTES = 1 << 22


def source_ids(
    dataset: Dataset, columns: Sequence[tuple[str, str]], *, address: str, limits: Limits
) -> pa.Array:
    """The different ids in those (table, column)s, none missing: int64 or string, as the source holds them.

    Raises Refusal `source-away`, `source-refused`, `source-changed` or `query-too-long`.
    """
    if engine_of(dataset) is Engine.POSTGRES:
        return _in_postgresql(dataset, columns, address, limits)
    return _in_spark(dataset, columns, address)


def _in_postgresql(
    dataset: Dataset, columns: Sequence[tuple[str, str]], address: str, limits: Limits
) -> pa.Array:
    """A table that is no longer what was connected is left out: its own reads are refused."""
    session = PostgresSession(address, dataset.id, limits.read_seconds)
    try:
        scans = {}
        for name, column in columns:
            place = dataset.place(name)
            rows = scan(place, as_stored(dataset, name), columns_of(session.ask, place))
            if rows is not None:
                scans[name, column] = rows
        if not scans:
            return pa.array([], pa.int64())
        schema, *batches = session.stream({}, _distinct(Engine.POSTGRES, scans), _BATCH_BYTES)
        return pa.Table.from_batches(batches, schema).column("id").combine_chunks()
    finally:
        session.close()


def _in_spark(dataset: Dataset, columns: Sequence[tuple[str, str]], address: str) -> pa.Array:
    require_spark()
    from data_gateway.catalogue import spark_session

    session = spark_session.opened(address, dataset.id)
    try:
        with spark_session.told(dataset.id):
            scans = {
                (name, column): spark_session.scan(dataset.place(name), as_stored(dataset, name))
                for name, column in columns
            }
            sql = _distinct(Engine.SPARK, scans)
            return (
                pa.Table.from_batches(list(spark_session.batches(session, sql))).column("id").combine_chunks()
            )
    finally:
        session.stop()


def _distinct(engine: Engine, scans: dict[tuple[str, str], str]) -> str:
    """`scans`: SQL of the rows behind each column."""
    union = " UNION ALL ".join(
        f"SELECT {identifier(engine, column)} AS id FROM {rows} t"  # noqa: S608
        for (_, column), rows in scans.items()
    )
    return f"SELECT DISTINCT id FROM ({union}) AS ids WHERE id IS NOT NULL"  # noqa: S608
