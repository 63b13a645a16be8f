"""A session of a hospital's Spark, through Spark Connect: every question of a gateway goes through one."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import grpc
import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER, Table
from data_gateway.queries.sql_engines import Engine, identifier
from governance.refusal import Refusal

log = logging.getLogger(__name__)
PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True  # it would write errors, values and all
_TYPES = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), WHOLE_NUMBER),
    **dict.fromkeys(("float", "double"), NUMBER),
    "string": TEXT,
    "date": DAY,
    "timestamp_ntz": MOMENT,
    "boolean": TRUTH,
}
_ARROW = {pa.int64(): "bigint", pa.int32(): "int", pa.string(): "string"}
_FAULTS = (PySparkException, grpc.RpcError)
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL)


def opened(address: str, dataset: str) -> SparkSession:
    """`address`: sc://host:port, with its options. Raises Refusal `source-away`."""
    with told(dataset):
        session = SparkSession.builder.remote(address).create()
        # A cluster that is away is told within seconds, and the caller may try again.
        session.client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=1_000, jitter=100)])
        session.conf.set("spark.sql.session.timeZone", "UTC")
        session.conf.set("spark.sql.ansi.enabled", "true")
        # What a catalogue was told of a column's values, hidden ones among them, decides no plan.
        session.conf.set("spark.sql.cbo.enabled", "false")
        return session


@contextmanager
def told(dataset: str) -> Iterator[None]:
    """What Spark says went wrong, as a code: its own words may quote a value.

    Raises Refusal `source-away`, `source-refused`, `source-changed`, `query-too-large` or `gateway-fault`.
    """
    try:
        yield
    except _FAULTS as fault:
        state = fault.getSqlState() or "" if isinstance(fault, PySparkException) else ""
        if _away(fault):
            raise Refusal("source-away", dataset=dataset) from fault
        log.error("Spark failed with SQLSTATE %s (%s)", state or "-", type(fault).__name__)
        if state.startswith(("28", "42501")):
            raise Refusal("source-refused", dataset=dataset) from fault
        if state.startswith("42"):
            raise Refusal("source-changed", dataset=dataset, table="–") from fault
        code = "query-too-large" if state.startswith("53") else "gateway-fault"
        raise Refusal(code) from fault


def _away(fault: PySparkException | grpc.RpcError) -> bool:
    """Nobody answers, or the server that knew the session is gone."""
    if isinstance(fault, PySparkException):
        condition = fault.getCondition() or ""
        if condition.startswith(("INVALID_HANDLE", "RETRIES_EXCEEDED", "INVALID_CURSOR")):
            return True
        if fault.getSqlState():
            return False
    return any(_status(each) in _AWAY for each in (fault, fault.__cause__, fault.__context__))


def _status(fault: BaseException | None) -> Any:
    return fault.code() if isinstance(fault, grpc.RpcError) else getattr(fault, "_grpc_status_code", None)


def batches(session: SparkSession, sql: str) -> Iterator[pa.RecordBatch]:
    """The answer as it comes: the client holds one batch of it."""
    plan: Any = session.sql(sql)._plan
    # Spark's public calls give the whole answer, or row after row of Python.
    parts = session.client.to_table_as_iterator(plan.to_proto(session.client), plan.observations)
    for part in parts:
        if isinstance(part, pa.Table):
            yield from part.to_batches()


def rows(session: SparkSession, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.sql(sql).collect()]


def hold(session: SparkSession, name: str, table: pa.Table) -> None:
    """Make `table` a view of the session under `name`, quoted."""
    # An empty table would not tell its types.
    columns = [f"{field.name} {_ARROW[field.type]}" for field in table.schema]
    session.createDataFrame(table, ", ".join(columns)).createOrReplaceTempView(name)


def columns_of(session: SparkSession, parts: Sequence[str]) -> dict[str, str | None]:
    """Column -> served type of the table `parts`, None where there is none."""
    fields = session.sql(f"SELECT * FROM {quoted_name(parts)}").schema.fields  # noqa: S608
    return {field.name: plain_type(field.dataType.simpleString()) for field in fields}


def quoted_name(parts: Sequence[str]) -> str:
    return ".".join(identifier(Engine.SPARK, part) for part in parts)


def plain_type(spark_type: str) -> str | None:
    """None for what has no faithful one: lists, bytes, moments of a time zone."""
    if spark_type.startswith("decimal"):
        return NUMBER
    if spark_type.startswith(("char(", "varchar(")):
        return TEXT
    return _TYPES.get(spark_type)


def scan(parts: Sequence[str], table: Table) -> str:
    """SQL of the rows with the columns of `table`, each as its served type; nothing in it can fail.

    Days and moments outside the years 1 to 9999 count as missing, as they do elsewhere.
    """
    selected = []
    for column, described in table.columns.items():
        name = identifier(Engine.SPARK, column)
        value = f"r.{name}"
        if described.type == DAY:
            value = f"CASE WHEN {value} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {value} END"
        elif described.type == MOMENT:
            ends = "TIMESTAMP_NTZ '0001-01-01 00:00:00' AND TIMESTAMP_NTZ '9999-12-31 23:59:59.999999'"
            value = f"CASE WHEN {value} BETWEEN {ends} THEN {value} END"
        elif described.type == NUMBER:
            value = f"CAST({value} AS DOUBLE)"
        elif described.type == TEXT:
            value = f"CAST({value} AS STRING)"
        selected.append(f"{value} AS {name}")
    return f"(SELECT {', '.join(selected)} FROM {quoted_name(parts)} r)"  # noqa: S608
