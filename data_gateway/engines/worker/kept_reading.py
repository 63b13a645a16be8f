"""A kept answer as the gateway reads it: from the worker's file, with its key, the worker doing nothing.

Of the worker nothing is believed that could hurt: it is a plain file, and holds what the key was for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data_gateway.engines.worker.messages import Kept


class OpenFile(Protocol):
    """Closed when it is forgotten: another thread may be reading."""

    def fileno(self) -> int: ...


@dataclass(frozen=True)
class KeptBatch:
    """Rows as Flight's messages, ready to be sent; `nbytes`: of the rows, without new values of lists."""

    schema: pa.Schema
    num_rows: int
    messages: tuple[bytes, ...] = field(repr=False)

    @property
    def nbytes(self) -> int:
        return len(self.messages[-1])


class KeptReader:
    """Every method raises OSError or ValueError where the file does not hold what it should."""

    def __init__(self, file: OpenFile, kept: Kept) -> None:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no plain file")
        self.schema: pa.Schema = pa.ipc.read_schema(pa.py_buffer(kept.schema_of_rows))
        self._file = file
        self._cipher = AESGCM(kept.key)
        self._batches = self._read(kept)

    def read_next_batch(self) -> KeptBatch:
        """Raises StopIteration after the last one."""
        return next(self._batches)

    def _read(self, kept: Kept) -> Iterator[KeptBatch]:
        start = number = 0
        for part in kept.parts:
            messages = []
            for end in part.ends:
                messages.append(self._block(number, start, end))
                start, number = end, number + 1
            yield KeptBatch(self.schema, part.rows, tuple(messages))
            del messages

    def _block(self, number: int, start: int, end: int) -> bytes:
        text = os.pread(self._file.fileno(), end - start, start)
        try:
            return self._cipher.decrypt(number.to_bytes(12), text, None)
        except InvalidTag as fault:
            raise OSError("a block is not what was kept") from fault
