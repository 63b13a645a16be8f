"""One answer on its way: batches leave while they are counted, and its end is told exactly once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa

from data_gateway.engines.document_batches import documents_asked, in_large_groups
from data_gateway.engines.open_permits import OpenPermit
from data_gateway.engines.worker.kept_reading import KeptBatch
from data_gateway.engines.worker.process import Reply
from data_gateway.queries.query import Query
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

log = logging.getLogger(__name__)
ABANDONED = "abandoned"
COMPLETE = "complete"
_SHORT_OF_MEMORY = frozenset({"query-too-large", "worker-ended", "gateway-fault"})
Batch: TypeAlias = "pa.RecordBatch | KeptBatch"


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
    `begun` is given this object before the engine works: the first batch may take minutes, in which it can
    already be stopped. `at_end` is called once, whatever happens, also when the client vanishes. Raises
    Refusal `query-too-long`, `query-too-large`, `documents-groups-large`, `…-too-many-rows`, `worker-ended`,
    `gateway-fault`, or the one given to `stop`, in opening and in iterating: never engine text, which may
    quote values.
    """

    def __init__(
        self,
        opened: OpenPermit,
        query: Query,
        limits: Limits,
        *,
        at_end: Callable[[Outcome], None],
        begun: Callable[[AnswerStream], None] = lambda _: None,
    ) -> None:
        # The generator must not know this object: a cycle would delay its end when a client vanishes.
        self._course = _Course(query, limits, at_end)
        # How to be rid of a client that takes nothing, not even the refusal.
        self.hang_up: Callable[[], None] = lambda: None
        begun(self)
        self._batches = self._course.run(opened)
        self._first: Batch | None = next(self._batches)
        self.schema: pa.Schema = self._first.schema

    def __iter__(self) -> Iterator[Batch]:
        """At least one batch, empty when no row answers."""
        batches, self._first = [self._first], None
        yield batches.pop()  # a batch on its way to a slow client is held by nobody else
        yield from self._batches

    @property
    def waiting_seconds(self) -> float:
        """For how long the client has taken no batch; 0 while the engine works on one."""
        since = self._course.waiting_since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def stopped(self) -> bool:
        return self._course.stopped is not None

    def stop(self, refusal: Refusal) -> None:
        """Free the engine now, end with `refusal` at the next batch; safe from any thread."""
        self._course.stop(refusal)

    def abandon(self) -> None:
        """The client left: free the engine now; safe from any thread, also after the end."""
        self._course.stop(Refusal(ABANDONED))


class _Course:
    """What a stream's generator and those who watch it both know of it."""

    def __init__(self, query: Query, limits: Limits, at_end: Callable[[Outcome], None]) -> None:
        self.waiting_since: float | None = None
        self._query = query
        self._limits = limits
        self._at_end = at_end
        self._start = time.monotonic()
        self._rows = self._bytes = 0
        self.stopped: Refusal | None = None
        self._reply: Reply | None = None
        self._told = False
        self._lock = threading.Lock()

    def run(self, opened: OpenPermit) -> Iterator[Batch]:
        """Holds `opened`, and with it the process that answers, until the end."""
        ended = ABANDONED
        try:
            self._require_going_on()
            worker = opened.worker(self._query.source)
            reply = self._reply = worker.ask(self._query, step_seconds=self._limits.batch_seconds)
            self._require_going_on()
            batch = reply.next() or _empty(reply.schema)
            while batch is not None:
                self._require_going_on()
                self._count(batch)
                self.waiting_since = time.monotonic()
                sent, batch = [batch], None
                yield sent.pop()
                self.waiting_since = None
                self._require_going_on()
                if time.monotonic() - self._start > self._limits.read_seconds:
                    raise Refusal("query-too-long", seconds=round(self._limits.read_seconds))
                batch = reply.next()
            ended = COMPLETE
        except Refusal as refusal:
            stopped = self.stopped or _explained(refusal, opened, self._query)
            ended = stopped.code
            raise stopped from None
        except Exception as fault:
            ended = "gateway-fault"
            # Its text may quote data: the log tells where it happened, nobody is told what it said.
            log.error("fault in answering: %s", type(fault).__name__)
            raise Refusal(ended) from None
        finally:
            self._finish(ended)

    def stop(self, refusal: Refusal) -> None:
        self.stopped = refusal
        self._finish(refusal.code)

    def _require_going_on(self) -> None:
        if self.stopped is not None:
            raise self.stopped

    def _count(self, batch: Batch) -> None:
        self._rows, self._bytes = self._rows + batch.num_rows, self._bytes + _size(batch)
        most = self._query.most_rows
        if most is not None and self._rows > most:
            raise Refusal(self._query.too_many, limit=most)

    def _finish(self, ended: str) -> None:
        if self._reply is not None:
            self._reply.close()
        with self._lock:
            if self._told:
                return
            self._told = True
        outcome = Outcome(self._rows, self._bytes, round(time.monotonic() - self._start, 3), ended)
        try:
            self._at_end(outcome)
        except Refusal:
            if ended == COMPLETE:
                raise  # the reader must not take for whole what the audit does not hold
            log.error("the end of an answer could not be audited")


def _size(batch: Batch) -> int:
    """Bytes of its rows; a list of values is sent once for many batches."""
    if isinstance(batch, KeptBatch):
        return batch.nbytes
    return sum(
        column.indices.nbytes if isinstance(column, pa.DictionaryArray) else column.nbytes
        for column in batch.columns
    )


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], type=field.type) for field in schema], schema=schema)


def _explained(refusal: Refusal, opened: OpenPermit, query: Query) -> Refusal:
    """Asking for less is no help where another load would store letters in groups that fit in memory."""
    if refusal.code in _SHORT_OF_MEMORY and not query.source:
        for dataset, table in documents_asked(opened.scope, query):
            if in_large_groups(dataset, table):
                return Refusal("documents-groups-large", dataset=dataset.id)
    return refusal
