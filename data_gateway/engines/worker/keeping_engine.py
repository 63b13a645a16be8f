"""A worker's engine where long answers to reads are kept, see `kept_answers`."""

from __future__ import annotations

import pyarrow as pa

from data_gateway.engines.engine import EngineAnswer, PolicyEngine
from data_gateway.engines.worker.kept_answers import KeptAnswer, KeptAnswers
from data_gateway.engines.worker.messages import Question
from data_gateway.engines.worker.short_columns import shortened
from data_gateway.queries.query import Query


class KeepingEngine:
    """A policy engine that keeps an answer when it is asked for again."""

    def __init__(self, engine: PolicyEngine, kept: KeptAnswers) -> None:
        self._engine = engine
        self._kept = kept

    def kept(self, query: Query) -> KeptAnswer | None:
        return self._kept.find(_key(query)) if query.kind == "read" else None

    def answer(self) -> KeepingAnswer:
        return KeepingAnswer(self._engine.answer(), self._kept)

    def close(self) -> None:
        self._engine.close()


class KeepingAnswer:
    def __init__(self, answer: EngineAnswer, kept: KeptAnswers) -> None:
        self._answer = answer
        self._kept = kept

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        if query.kind != "read":  # a statement may ask for today
            return self._answer.reader(query, batch_rows)
        reader = shortened(self._answer.reader(query, batch_rows))
        if not self._kept.asked_before(_key(query)):
            return reader
        return pa.RecordBatchReader.from_batches(reader.schema, self._kept.beside(_key(query), reader))

    def interrupt(self) -> None:
        self._answer.interrupt()

    def close(self) -> None:
        self._answer.close()


def _key(query: Query) -> str:
    return Question.of(query).model_dump_json()
