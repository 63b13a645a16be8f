"""Which engine answers for a connected data set."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.util import find_spec

from data_gateway.catalogue.connecting import LiveSource
from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.postgresql_source import PostgresqlSource, is_postgresql
from data_gateway.catalogue.postgresql_warehouse import PostgresqlWarehouse, counting_in_postgresql
from data_gateway.queries.sql_engines import Engine, engine_of
from governance.refusal import Refusal

_SPARK = "sc://"


def counting(dataset: Dataset, address: str) -> AbstractContextManager[Counter]:
    """Raises Refusal `source-away` or `connect-spark-missing`."""
    if engine_of(dataset) is Engine.POSTGRES:
        return counting_in_postgresql(address, dataset)
    require_spark()
    from data_gateway.catalogue.spark_warehouse import counting_in_spark

    return counting_in_spark(address, dataset)


def live_source(address: str, tables: str | None) -> LiveSource:
    """`tables`: separated by commas. Raises Refusal `connect-address-wrong` or `connect-spark-missing`."""
    asked = tuple(tables.split(",")) if tables else PostgresqlSource.tables
    if is_postgresql(address):
        return PostgresqlWarehouse(PostgresqlSource(address, asked))
    if not address.startswith(_SPARK):
        raise Refusal("connect-address-wrong")
    if not tables:
        raise Refusal("connect-spark-tables")
    require_spark()
    from data_gateway.catalogue.spark_warehouse import SparkWarehouse

    return SparkWarehouse(address, asked)


def require_spark() -> None:
    """Spark's client weighs more than all the rest of a gateway: only sites that have Spark install it."""
    if find_spec("pyspark") is None or find_spec("grpc") is None:
        raise Refusal("connect-spark-missing")
