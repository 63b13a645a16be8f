"""Rows as Arrow Flight's messages on the wire (https://arrow.apache.org/docs/format/Flight.html)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import pyarrow as pa

from data_gateway.engines.answer_batches import GROWING_LISTS

_LENGTH_DELIMITED = 2
_HEADER, _BODY = 2, 1000  # fields of FlightData
_MARK = b"\xff\xff\xff\xff"  # before each message that Arrow writes
Part: TypeAlias = bytes | pa.Buffer


class FlightDataWriter:
    """The batches of one answer, in order."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = _schema_message(schema)
        self._written = _Written()
        self._writer = pa.ipc.new_stream(
            pa.PythonFile(self._written, mode="w"), schema, options=GROWING_LISTS
        )
        self._begun = False

    def written(self, batch: pa.RecordBatch) -> deque[bytes]:
        """The lists of values that are new in it, then the batch."""
        self._writer.write_batch(batch)
        messages = self._written.take()
        if not self._begun:
            messages.popleft()  # the schema once more
            self._begun = True
        return messages


def _schema_message(schema: pa.Schema) -> bytes:
    text = schema.serialize().to_pybytes()
    return _message([text[len(_MARK) : len(_MARK) + 4], text[len(_MARK) + 4 :]])


class _Written:
    """A file for Arrow to write to, which keeps what is written in the pieces in which it comes.

    Of each message these are a mark, the length of its header, the header, and the body: numbers of the batch
    itself as `pa.Buffer`, never copied before they are put in their message, and zeros between them.
    """

    closed = False

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def write(self, part: Part) -> int:
        self._parts.append(part)
        return len(part)

    def take(self) -> deque[bytes]:
        """What was written since, each message as FlightData."""
        parts, self._parts = self._parts, []
        starts = [at for at, part in enumerate(parts) if isinstance(part, bytes) and part == _MARK]
        return deque(_message(parts[start + 1 : end]) for start, end in pairwise([*starts, len(parts)]))

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""


def _message(parts: Sequence[Part]) -> bytes:
    """`parts` from the length of the header on."""
    left, end = int.from_bytes(parts[0], "little"), 1
    while left > 0:
        left -= len(parts[end])
        end += 1
    header, body = parts[1:end], parts[end:]
    return b"".join((*_field(_HEADER, header), *(_field(_BODY, body) if body else ())))


def _field(number: int, content: Sequence[Part]) -> Iterator[Part]:
    yield _varint(number << 3 | _LENGTH_DELIMITED)
    yield _varint(sum(map(len, content)))
    yield from content


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
