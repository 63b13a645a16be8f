"""Long answers to reads that were asked for before, kept for the next time under the same permit.

What is asked once costs nobody the keeping, and takes nobody's place.

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
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from d2h_sdk.wire import ROWS
from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.worker.stepped_times import in_steps, stepped_schema, steps_of

log = logging.getLogger(__name__)
MOST_ANSWERS = 64
MOST_REMEMBERED = 1_000  # questions, by their digest
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
class Part:
    """Numbers of the block that holds a batch with places for what is listed, and of those that hold what its
    rows add to each list; `anew`: the lists that begin with it."""

    rows: int
    added: dict[int, int]
    anew: frozenset[int]


@dataclass(frozen=True)
class KeptAnswer:
    """`schema`: of the answer as it is sent; `stored`: the same with places where it has lists."""

    file: AnswerFile
    row_count: int
    schema: pa.Schema
    stored: pa.Schema
    parts: tuple[Part, ...]

    def stream(self, stopped: threading.Event) -> Iterator[pa.RecordBatch]:
        """Raises InterruptedQueryError once `stopped`."""
        levels: dict[int, pa.Array] = {}
        for part in self.parts:
            if stopped.is_set():
                raise InterruptedQueryError
            for at, number in part.added.items():
                new = self.file.read(number, self._list_schema(at)).column(0)
                levels[at] = new if at in part.anew else pa.concat_arrays([levels[at], new])
            arrays = list(self.file.read(part.rows, self.stored).columns)
            for at, held in levels.items():
                arrays[at] = pa.DictionaryArray.from_arrays(arrays[at], held, safe=False)
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _list_schema(self, at: int) -> pa.Schema:
        return pa.schema([("level", self.schema.field(at).type.value_type)])


class KeptAnswers:
    """At most `most_bytes` of them; the least recently sent is forgotten first. One is kept at a time."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._asked: OrderedDict[bytes, None] = OrderedDict()

    def asked_before(self, key: str) -> bool:
        """From the second time on, unless a thousand others were asked since."""
        digest = sha256(key.encode()).digest()
        with self._lock:
            before = digest in self._asked
            self._asked[digest] = None
            self._asked.move_to_end(digest)
            if len(self._asked) > MOST_REMEMBERED:
                self._asked.popitem(last=False)
        return before

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
        self._schema: pa.Schema | None = None
        self._steps: dict[int, int] = {}
        self._levels: dict[int, pa.Array] = {}
        self._parts: list[Part] = []
        self._rows = 0

    @property
    def size(self) -> int:
        return self._file.size

    def add(self, batch: pa.RecordBatch) -> None:
        """Raises OSError when the disk is full, and pa.ArrowInvalid when a time is no whole number of the
        steps that suited the first ones."""
        if self._schema is None:
            self._steps = steps_of(batch)
            self._schema = stepped_schema(batch.schema, self._steps)
        arrays, added, anew = list(batch.columns), {}, set()
        for at, column in enumerate(batch.columns):
            if pa.types.is_dictionary(column.type):
                arrays[at] = column.indices
                new = self._added(at, column.dictionary)
                if new is not None:
                    anew |= {at} if len(new) == len(column.dictionary) else set()
                    added[at] = self._file.append(pa.RecordBatch.from_arrays([new], ["level"]))
            elif at in self._steps:
                arrays[at] = in_steps(column, self._steps[at])
        rows = self._file.append(pa.RecordBatch.from_arrays(arrays, schema=_stored(self._schema)))
        self._parts.append(Part(rows, added, frozenset(anew)))
        self._rows += batch.num_rows

    def whole(self) -> KeptAnswer | None:
        """None when it is no longer than a batch."""
        if self._schema is None or len(self._parts) < 2:
            return None
        schema = self._schema.with_metadata({ROWS: str(self._rows)})
        return KeptAnswer(self._file, self._rows, schema, _stored(self._schema), tuple(self._parts))

    def _added(self, at: int, levels: pa.Array) -> pa.Array | None:
        """What a list has more than before; all of one that begins anew; None for the same."""
        before = self._levels.get(at)
        self._levels[at] = levels
        if before is None or not levels.slice(0, len(before)).equals(before):
            return levels
        return levels.slice(len(before)) if len(levels) > len(before) else None


def _stored(schema: pa.Schema) -> pa.Schema:
    for at, field in enumerate(schema):
        if pa.types.is_dictionary(field.type):
            schema = schema.set(at, field.with_type(field.type.index_type))
    return schema
