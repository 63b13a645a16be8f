"""Arrow Flight's messages as bytes on the wire (https://arrow.apache.org/docs/format/Flight.html).

Its `Ticket` and `Result` hold one field of bytes and its `Action` a text and bytes, so that protobuf's own
`BytesValue` and `Any`, which hold the same under the same numbers, read and write them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import pyarrow as pa
from google.protobuf.any_pb2 import Any as Pair
from google.protobuf.message import DecodeError
from google.protobuf.wrappers_pb2 import BytesValue

from data_gateway.engines.flight_data import FlightDataWriter
from data_gateway.engines.worker.kept_reading import KeptBatch
from governance.refusal import Refusal


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


def flight_data(schema: pa.Schema, batches: Iterable[pa.RecordBatch | KeptBatch]) -> Iterator[bytes]:
    """The schema, then each batch, behind the lists of values that are new in it."""
    writer = FlightDataWriter(schema)
    yield writer.schema
    for batch in batches:
        messages = deque(batch.messages) if isinstance(batch, KeptBatch) else writer.written(batch)
        del batch  # a slow client should not have it held twice
        while messages:
            yield messages.popleft()
