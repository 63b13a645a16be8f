"""One answer on its way: batches leave while they are counted, and its end is told exactly once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import duckdb
import pyarrow as pa

from data_gateway.engines.duckdb_parser_check import check_statement
from data_gateway.queries.query import Query
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

log = logging.getLogger(__name__)
ABANDONED = "abandoned"
COMPLETE = "complete"
Step = TypeVar("Step")
INTERRUPT_EVERY = 0.002  # seconds
REVIEW_SECONDS = 1.0  # how often a running stream asks whether it may go on


@dataclass(frozen=True)
class Outcome:
    """`ended` is `complete`, `abandoned` (the client left), or the code of the refusal that stopped it."""

    rows: int
    bytes: int
    seconds: float
    ended: str


class AnswerStream:
    """Arrow batches of `query`, at most `limits.batch_rows` rows each.

    Opening it runs the query up to its first batch, so that what is refused is refused before any row left.
    `may_go_on` raises a Refusal to stop a stream midway; `at_end` is called once, whatever happens, also when
    the client vanishes. Raises Refusal `query-too-long`, `query-too-large` or `gateway-fault`, in opening and
    in iterating: never engine text, which may quote values.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: Query,
        limits: Limits,
        *,
        may_go_on: Callable[[], None],
        at_end: Callable[[Outcome], None],
    ) -> None:
        # The generator must not know this object: a cycle would delay its end when a client vanishes.
        self._batches = _run(connection, query, limits, may_go_on, at_end)
        self._first: pa.RecordBatch | None = next(self._batches)
        self.schema: pa.Schema = self._first.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """At least one batch, empty when no row answers."""
        first, self._first = self._first, None
        yield first
        yield from self._batches


def _run(
    connection: duckdb.DuckDBPyConnection,
    query: Query,
    limits: Limits,
    may_go_on: Callable[[], None],
    at_end: Callable[[Outcome], None],
) -> Iterator[pa.RecordBatch]:
    start = reviewed = time.monotonic()
    rows = size = 0
    ended = ABANDONED
    guarded = partial(_guarded, connection, limits.batch_seconds)
    try:
        reader = guarded(lambda: _open(connection, query, limits))
        batch = guarded(lambda: next(reader, None)) or _empty(reader.schema)
        while batch is not None:
            rows, size = rows + batch.num_rows, size + batch.nbytes
            if query.most_rows is not None and rows > query.most_rows:
                raise Refusal("query-too-many-rows", limit=query.most_rows)
            yield batch
            now = time.monotonic()
            if now - start > limits.read_seconds:
                raise Refusal("query-too-long", seconds=round(limits.read_seconds))
            if now - reviewed > REVIEW_SECONDS:
                reviewed = now
                may_go_on()
            batch = guarded(lambda: next(reader, None))
        ended = COMPLETE
    except Refusal as refusal:
        ended = refusal.code
        raise
    finally:
        connection.close()
        _tell(at_end, Outcome(rows, size, round(time.monotonic() - start, 3), ended))


def _open(connection: duckdb.DuckDBPyConnection, query: Query, limits: Limits) -> pa.RecordBatchReader:
    if query.kind == "sql":
        check_statement(connection, query.sql, query.views)
    # A relation streams where `execute` would hold the whole answer in memory first.
    relation = (
        connection.sql(query.sql, params=query.parameters) if query.parameters else connection.sql(query.sql)
    )
    return relation.to_arrow_reader(limits.batch_rows)


def _guarded(connection: duckdb.DuckDBPyConnection, seconds: float, step: Callable[[], Step]) -> Step:
    """One step of the engine, interrupted when it takes too long; its faults become codes."""
    late, done = threading.Event(), threading.Event()

    def interrupt() -> None:
        if not done.wait(seconds):
            late.set()
        while not done.wait(INTERRUPT_EVERY):  # one that comes between two statements is lost
            connection.interrupt()

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        return step()
    except Refusal:
        raise
    except Exception as fault:  # midway, DuckDB's errors arrive as any of Arrow's, OSError among them
        if late.is_set():
            raise Refusal("query-too-long", seconds=round(seconds)) from fault
        if isinstance(fault, duckdb.OutOfMemoryException) or "Out of Memory Error" in str(fault):
            raise Refusal("query-too-large") from fault
        log.error("the engine failed: %s", type(fault).__name__)
        raise Refusal("gateway-fault") from fault
    finally:
        done.set()


def _tell(at_end: Callable[[Outcome], None], outcome: Outcome) -> None:
    try:
        at_end(outcome)
    except Refusal:
        if outcome.ended == COMPLETE:
            raise  # the reader must not take for whole what the audit does not hold
        log.error("the end of an answer could not be audited")


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], type=field.type) for field in schema], schema=schema)
