"""A worker's engine where long answers to reads are kept, see `kept_answers`."""

from __future__ import annotations

import threading

import pyarrow as pa

from data_gateway.engines.engine import EngineAnswer, PolicyEngine
from data_gateway.engines.worker.kept_answers import KeptAnswers
from data_gateway.engines.worker.messages import Question
from data_gateway.engines.worker.short_columns import shortened
from data_gateway.queries.query import Query


class KeepingEngine:
    """A policy engine that answers from what was kept, when it was asked the same twice before."""

    def __init__(self, engine: PolicyEngine, kept: KeptAnswers) -> None:
        self._engine = engine
        self._kept = kept

    def answer(self) -> KeepingAnswer:
        return KeepingAnswer(self._engine.answer(), self._kept)

    def close(self) -> None:
        self._engine.close()


class KeepingAnswer:
    def __init__(self, answer: EngineAnswer, kept: KeptAnswers) -> None:
        self._answer = answer
        self._kept = kept
        self._stopped = threading.Event()

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        if query.kind != "read":  # a statement may ask for today
            return self._answer.reader(query, batch_rows)
        key = Question.of(query).model_dump_json()
        found = self._kept.find(key)
        if found is not None:
            return pa.RecordBatchReader.from_batches(found.schema, found.stream(self._stopped))
        reader = shortened(self._answer.reader(query, batch_rows))
        if not self._kept.asked_before(key):
            return reader
        return pa.RecordBatchReader.from_batches(reader.schema, self._kept.beside(key, reader))

    def interrupt(self) -> None:
        self._stopped.set()
        self._answer.interrupt()

    def close(self) -> None:
        self._answer.close()
