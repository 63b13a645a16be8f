"""Long answers to reads that were asked for before, kept for the next time under the same permit.

What is asked once costs nobody the keeping, and takes nobody's place.

A worker's data, keys and opposition never change while it lives, so that its answers stay true. They lie in
files without a name in its folder, as messages ready to be sent, which the gateway reads by itself, under a
key that only the memory of the two holds: both are gone when the worker and the reads under way end.
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
from data_gateway.engines.flight_data import FlightDataWriter
from data_gateway.engines.worker.messages import Kept, KeptPart
from data_gateway.engines.worker.stepped_times import in_steps, stepped_schema, steps_of

log = logging.getLogger(__name__)
MOST_ANSWERS = 64
MOST_REMEMBERED = 1_000  # questions, by their digest
Result = TypeVar("Result")


class AnswerFile:
    """Encrypted blocks, written once in order."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 closed when forgotten
        self.key = AESGCM.generate_key(256)
        self._cipher = AESGCM(self.key)
        self._blocks = 0
        self.size = 0  # bytes

    def append(self, block: bytes) -> int:
        """Where it ends. Raises OSError when the disk is full."""
        text = self._cipher.encrypt(self._blocks.to_bytes(12), block, None)
        if os.pwrite(self._file.fileno(), text, self.size) < len(text):
            raise OSError("a block was cut short")
        self._blocks += 1
        self.size += len(text)
        return self.size

    def fileno(self) -> int:
        return self._file.fileno()


@dataclass(frozen=True)
class KeptAnswer:
    """`told`: all that its reader needs beside the file."""

    file: AnswerFile
    told: Kept


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
        self._writer: FlightDataWriter | None = None
        self._parts: list[KeptPart] = []

    @property
    def size(self) -> int:
        return self._file.size

    def add(self, batch: pa.RecordBatch) -> None:
        """Raises OSError when the disk is full, and pa.ArrowInvalid when a time is no whole number of the
        steps that suited the first ones."""
        if self._writer is None:
            self._steps = steps_of(batch)
            self._schema = stepped_schema(batch.schema, self._steps)
            self._writer = FlightDataWriter(self._schema)
        arrays = [
            in_steps(column, self._steps[at]) if at in self._steps else column
            for at, column in enumerate(batch.columns)
        ]
        messages = self._writer.written(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._parts.append(KeptPart(rows=batch.num_rows, ends=tuple(map(self._file.append, messages))))

    def whole(self) -> KeptAnswer | None:
        """None when it is no longer than a batch."""
        if self._schema is None or len(self._parts) < 2:
            return None
        schema = self._schema.with_metadata({ROWS: str(sum(part.rows for part in self._parts))})
        told = Kept(
            key=self._file.key,
            schema_of_rows=schema.serialize().to_pybytes(),
            parts=tuple(self._parts),
        )
        return KeptAnswer(self._file, told)
