"""One permit's views of a data set that stays in the hospital's Spark.

Spark has no view that by itself keeps a reader's conditions off hidden rows: the policy view ends in a fence,
see `PolicyView`. Nor can anything that Spark is asked fail on a value: the SQL door writes no other
expressions, and what this adds has none.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
from pyspark.sql.connect.session import SparkSession

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.source_mapping import as_stored, harmonised
from data_gateway.catalogue.spark_session import batches, columns_of, hold, opened, scan, told
from data_gateway.engines.answer_batches import AnswerBatches
from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.policy_view import PolicyView
from data_gateway.engines.view_names import view_name
from data_gateway.permits.rules import check_table
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine, identifier
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument
from governance.refusal import Refusal

_INTERRUPTS_APART = 0.5  # seconds: each is a call to the server


class SparkEngine:
    """See `PolicyEngine`. One session, in which several answers may be under way."""

    def __init__(
        self,
        permit: PermitDocument,
        dataset: Dataset,
        maps: Mapping[ColumnRole, Path],
        *,
        address: str,
        limits: Limits,
    ) -> None:
        """Raises Refusal `source-away` or `source-refused`."""
        self._dataset, self._permit = dataset, permit.datasets[dataset.id]
        # The files are gone once the engine stands; a session made anew needs what was in them.
        self._maps = {role: path.read_bytes() for role, path in maps.items()}
        self._address, self._limits = address, limits
        self._lock = threading.Lock()
        self._views: set[str] = set()
        self._session: SparkSession | None = None
        with self._lock:
            self._opened()

    def answer(self) -> SparkAnswer:
        return SparkAnswer(self)

    def reader(self, asked: SparkAnswer, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        with self._told(asked):
            with self._lock:
                session = self._opened()
                for table in query.table.split(", "):
                    self._stand(session, table)
            answer = self._guarded(batches(session, query.sql), asked)
            session.addTag(asked.tag)
            try:
                # The first batch tells the types: Spark sends one even of no rows.
                first = next(answer, None)
            finally:
                session.removeTag(asked.tag)
        if first is None:
            raise Refusal("gateway-fault")

        def whole() -> Iterator[pa.RecordBatch]:
            yield first
            yield from answer

        parts = AnswerBatches(whole(), batch_rows, lambda done: None if done else _abandon(answer))
        return pa.RecordBatchReader.from_batches(first.schema, parts)

    def interrupt(self, tag: str) -> None:
        session = self._session
        if session is not None:
            with suppress(Refusal), told(self._dataset.id):
                session.interruptTag(tag)

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            with suppress(Refusal), told(self._dataset.id):
                session.stop()

    def _opened(self) -> SparkSession:
        """The session, opened anew when the one before was lost with its server."""
        if self._session is None:
            session = opened(self._address, self._dataset.id)
            with told(self._dataset.id):
                rows = str(self._limits.batch_rows)
                session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", rows)
                for role, held in self._maps.items():
                    hold(session, _map_named(role), parquet.read_table(pa.BufferReader(held)))
            self._views.clear()
            self._session = session
        return self._session

    def _stand(self, session: SparkSession, name: str) -> None:
        """Its view, made when first read. Raises Refusal `source-changed`, or what `check_table` says."""
        if name in self._views:
            return
        table = check_table(self._dataset, name, self._permit)
        place = self._dataset.place(name)
        found = {column.lower(): type_ for column, type_ in columns_of(session, place).items()}
        stored = as_stored(self._dataset, name)
        if any(found.get(column) != held.type for column, held in stored.columns.items()):
            raise Refusal("source-changed", dataset=self._dataset.id, table=name)
        rows = harmonised(Engine.SPARK, self._dataset, name, scan(place, stored))
        view = PolicyView(table, name, self._permit, rows, _map_named, Engine.SPARK)
        named = view_name(Engine.SPARK, self._dataset.id, name)
        session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {named} AS {view.sql()}").collect()
        self._views.add(name)

    def _guarded(self, answer: Iterator[pa.RecordBatch], asked: SparkAnswer) -> Iterator[pa.RecordBatch]:
        with self._told(asked):
            yield from answer

    @contextmanager
    def _told(self, asked: SparkAnswer) -> Iterator[None]:
        try:
            with told(self._dataset.id):
                yield
        except Refusal as refusal:
            if asked.interrupted and refusal.code == "gateway-fault":
                raise InterruptedQueryError from refusal
            if refusal.code == "source-away":
                self._session = None
            raise


class SparkAnswer:
    """One query, told apart from others of its session by a tag."""

    def __init__(self, engine: SparkEngine) -> None:
        self.tag = f"d2h-{uuid.uuid4().hex}"
        self.interrupted = False
        self._engine = engine
        self._told = -_INTERRUPTS_APART

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        return self._engine.reader(self, query, batch_rows)

    def interrupt(self) -> None:
        self.interrupted = True
        if time.monotonic() - self._told >= _INTERRUPTS_APART:
            self._told = time.monotonic()
            self._engine.interrupt(self.tag)

    def close(self) -> None:
        """Its reader ends it."""


def _abandon(answer: Iterator[pa.RecordBatch]) -> None:
    """Closing what is read tells Spark to stop it."""
    with suppress(Exception):
        answer.close()  # type: ignore[attr-defined]


def _map_named(role: ColumnRole) -> str:
    return identifier(Engine.SPARK, f"{role.value} pseudonyms")
