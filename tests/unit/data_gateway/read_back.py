"""Flight's messages read back by Arrow from what stands in them."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

HEADER, BODY = 2, 1000


def fields(message: bytes) -> dict[int, bytes]:
    """Protobuf's fields of bytes, by their numbers."""

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                return value

    at, found = 0, {}
    while at < len(message):
        key, length = number(), number()
        found[key >> 3] = message[at : at + length]
        at += length
    return found


def read_back(messages: Iterable[bytes]) -> pa.RecordBatchReader:
    stream = b""
    for message in messages:
        found = fields(message)
        header = found[HEADER]
        stream += b"\xff\xff\xff\xff" + len(header).to_bytes(4, "little") + header + found.get(BODY, b"")
    return pa.ipc.open_stream(stream)
