"""Long answers to reads, kept for the next time that the same is asked under the same permit.

A worker's data, keys and opposition never change while it lives, so that its answers stay true. They lie in
files without a name in its folder, under a key that only its memory holds: both are gone when it ends.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from d2h_sdk.wire import ROWS
from data_gateway.engines.engine import EngineAnswer, InterruptedQueryError, PolicyEngine
from data_gateway.engines.worker.messages import Question
from data_gateway.engines.worker.short_columns import Shortened, shorten
from data_gateway.queries.query import Query

log = logging.getLogger(__name__)
GROUP_ROWS = 1_600_000  # whose repeated numbers are listed once
MOST_ANSWERS = 64
Result = TypeVar("Result")


class AnswerFile:
    """Encrypted blocks, written once in order, read by any thread."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 closed when forgotten
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._ends = [0]

    @property
    def size(self) -> int:
        """Bytes."""
        return self._ends[-1]

    def append(self, block: pa.RecordBatch) -> int:
        """Its number. Raises OSError when the disk is full."""
        number = len(self._ends) - 1
        text = self._cipher.encrypt(number.to_bytes(12), memoryview(block.serialize()).cast("B"), None)
        if os.pwrite(self._file.fileno(), text, self.size) < len(text):
            raise OSError("a block was cut short")
        self._ends.append(self.size + len(text))
        return number

    def read(self, number: int, schema: pa.Schema) -> pa.RecordBatch:
        start, end = self._ends[number : number + 2]
        text = os.pread(self._file.fileno(), end - start, start)
        return pa.ipc.read_record_batch(
            pa.py_buffer(self._cipher.decrypt(number.to_bytes(12), text, None)), schema
        )


@dataclass(frozen=True)
class Group:
    """Numbers of the blocks that hold lists of values, and of those that hold the rows which use them."""

    lists: list[int]
    rows: list[int]


@dataclass(frozen=True)
class KeptAnswer:
    file: AnswerFile
    row_count: int
    shape: Shortened
    groups: tuple[Group, ...]

    @property
    def schema(self) -> pa.Schema:
        return self.shape.schema.with_metadata({ROWS: str(self.row_count)})

    def stream(self, stopped: threading.Event) -> Iterator[pa.RecordBatch]:
        """Raises InterruptedQueryError once `stopped`."""
        for group in self.groups:
            levels = [
                self.file.read(number, schema).column(0)
                for number, schema in zip(group.lists, self.shape.list_schemas, strict=True)
            ]
            for number in group.rows:
                if stopped.is_set():
                    raise InterruptedQueryError
                yield self.shape.restored(self.file.read(number, self.shape.stored), levels)


class KeptAnswers:
    """At most `most_bytes` of them; the least recently sent is forgotten first. One is kept at a time."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()

    def find(self, key: str) -> KeptAnswer | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def beside(self, key: str, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        """The batches of `reader`; what is read to its end and longer than a batch is kept."""
        if not self._keeping.acquire(blocking=False):
            yield from reader
            return
        try:
            begun = _unless_it_fails(lambda: AnswerBeingKept(self._folder))
            for batch in reader:
                yield batch
                if begun and not _unless_it_fails(partial(self._added, begun, batch)):
                    begun = None
            whole = begun and _unless_it_fails(begun.whole)
            if whole:
                self._keep(key, whole)
        finally:
            self._keeping.release()

    def _added(self, answer: AnswerBeingKept, batch: pa.RecordBatch) -> bool:
        answer.add(batch)
        return answer.size <= self._most

    def _keep(self, key: str, answer: KeptAnswer) -> None:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > MOST_ANSWERS or self._size() > self._most:
                self._kept.popitem(last=False)

    def _size(self) -> int:
        return sum(answer.file.size for answer in self._kept.values())


def _unless_it_fails(keep: Callable[[], Result]) -> Result | None:
    """Whoever reads gets her rows, whether or not they can be kept."""
    try:
        return keep()
    except (OSError, MemoryError, pa.ArrowException) as fault:
        log.info("an answer is not kept: %s", type(fault).__name__)
        return None


class AnswerBeingKept:
    def __init__(self, folder: Path) -> None:
        self._file = AnswerFile(folder)
        self._group: list[pa.RecordBatch] = []
        self._shape: Shortened | None = None
        self._groups: list[Group] = []
        self._rows = 0

    @property
    def size(self) -> int:
        return self._file.size

    def add(self, batch: pa.RecordBatch) -> None:
        """Raises OSError when the disk is full, and pa.ArrowInvalid when a group has more different values
        than the first let expect."""
        self._group.append(batch)
        self._rows += batch.num_rows
        if sum(each.num_rows for each in self._group) >= GROUP_ROWS:
            self._write()

    def whole(self) -> KeptAnswer | None:
        """None when it is no longer than a batch."""
        if self._group:
            self._write()
        batches = sum(len(group.rows) for group in self._groups)
        if self._shape is None or batches < 2:
            return None
        return KeptAnswer(self._file, self._rows, self._shape, tuple(self._groups))

    def _write(self) -> None:
        group, self._group = self._group, []
        if self._shape is None:
            self._shape = shorten(group)
        lists, batches = self._shape.split(group)
        self._groups.append(Group(self._append(lists), self._append(batches)))

    def _append(self, blocks: list[pa.RecordBatch]) -> list[int]:
        return [self._file.append(block) for block in blocks]


class KeepingEngine:
    """A policy engine that answers from what was kept, when it was asked the same before."""

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
        reader = self._answer.reader(query, batch_rows)
        return pa.RecordBatchReader.from_batches(reader.schema, self._kept.beside(key, reader))

    def interrupt(self) -> None:
        self._stopped.set()
        self._answer.interrupt()

    def close(self) -> None:
        self._answer.close()
