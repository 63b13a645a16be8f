"""Arrow Flight's messages as bytes on the wire (https://arrow.apache.org/docs/format/Flight.html).

Its `Ticket` and `Result` hold one field of bytes and its `Action` a text and bytes, so that protobuf's own
`BytesValue` and `Any`, which hold the same under the same numbers, read and write them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import pyarrow as pa
from google.protobuf.any_pb2 import Any as Pair
from google.protobuf.message import DecodeError
from google.protobuf.wrappers_pb2 import BytesValue

from data_gateway.engines.answer_batches import GROWING_LISTS
from governance.refusal import Refusal

_LENGTH_DELIMITED = 2
_DATA_HEADER, _DATA_BODY = 2, 1000  # fields of FlightData
_MARK = b"\xff\xff\xff\xff"  # before each message that Arrow writes
Part: TypeAlias = bytes | pa.Buffer


def ticket_in(message: bytes) -> bytes:
    """Raises Refusal `request-unreadable`."""
    try:
        return bytes(BytesValue.FromString(message).value)
    except DecodeError as fault:
        raise Refusal("request-unreadable") from fault


def action_in(message: bytes) -> str:
    """The type of an action. Raises Refusal `request-unreadable`."""
    try:
        return str(Pair.FromString(message).type_url)
    except DecodeError as fault:
        raise Refusal("request-unreadable") from fault


def result(body: bytes) -> bytes:
    return bytes(BytesValue(value=body).SerializeToString())


def flight_data(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The schema, then each batch, behind the lists of values that are new in it."""
    written = _Written()
    with pa.ipc.new_stream(pa.PythonFile(written, mode="w"), schema, options=GROWING_LISTS) as writer:
        for batch in batches:
            writer.write_batch(batch)
            messages = written.take()
            del batch  # a slow client should not have it held twice
            while messages:
                yield messages.popleft()


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
    return b"".join((*_field(_DATA_HEADER, header), *(_field(_DATA_BODY, body) if body else ())))


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
