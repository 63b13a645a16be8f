"""The engine that serves a connected data set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.live_sources import require_spark
from data_gateway.engines.engine import PolicyEngine
from data_gateway.engines.postgres_engine import PostgresEngine
from data_gateway.queries.sql_engines import Engine, engine_of
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument


def connected_engine(
    permit: PermitDocument,
    dataset: Dataset,
    maps: Mapping[ColumnRole, Path],
    *,
    address: str,
    limits: Limits,
) -> PolicyEngine:
    """One permit's views of `dataset`, which is connected and not in files of the site.

    `maps` are Parquet files of id, pseudonym and, for persons, shift (days), without opposed patients.
    Raises Refusal `source-away`, `source-refused` or `connect-spark-missing`.
    """
    if engine_of(dataset) is Engine.POSTGRES:
        return PostgresEngine(permit, dataset, maps, address=address, limits=limits)
    require_spark()
    from data_gateway.engines.spark_engine import SparkEngine

    return SparkEngine(permit, dataset, maps, address=address, limits=limits)
