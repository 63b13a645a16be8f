"""Bytes of Parquet and Arrow files that belong to no column: what a table read from them never shows."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq

# Page indexes, for each column of each row group that says it has one.
_INDEX = 512
# Between messages of Arrow: zeros up to a multiple of 64, and the mark of the end of the stream.
_ALIGNMENT, _END = 64, b"\xff\xff\xff\xff\0\0\0\0"
_ARROW_HEAD, _BLOCK = 8, 24


@dataclass(frozen=True)
class Gaps:
    """`extra`: bytes more than the format needs; `texts`: those that it may need, and the footer."""

    extra: int
    texts: tuple[str, ...]


def parquet_gaps(content: bytes) -> Gaps:
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    spans = [(_first_page(column), column.total_compressed_size) for column in columns]
    blooms = sum(column.bloom_filter_length or 0 for column in columns)
    indexed = sum(bool(column.has_column_index or column.has_offset_index) for column in columns)
    footer = len(content) - 8 - metadata.serialized_size
    gaps = list(_between(content, spans, 4, footer))
    extra = sum(map(len, gaps)) - blooms - indexed * _INDEX
    return Gaps(max(0, extra), tuple(text.decode("latin-1") for text in (*gaps, content[footer:])))


def arrow_gaps(content: bytes) -> Gaps:
    """Raises ValueError for a footer that cannot be followed."""
    end = len(content) - 10 - int.from_bytes(content[-10:-6], "little")
    try:
        spans = list(_blocks(content[end:-10]))
    except struct.error as fault:
        raise ValueError("footer") from fault
    # The schema stands twice, before the messages and in the footer.
    first = min((at for at, _ in spans), default=end)
    head, footer = content[_ARROW_HEAD:first], content[end:-10]
    extra = max(0, len(head) - len(footer) - _INDEX) if spans else 0
    for gap in _between(content, spans, first, end):
        filled = gap.replace(_END, b"", 1).strip(b"\0")
        extra += len(gap) if filled or len(gap) > _ALIGNMENT + len(_END) else 0
    return Gaps(extra, (head.decode("latin-1"), footer.decode("latin-1")))


def _first_page(column: pq.ColumnChunkMetaData) -> int:
    pages = (column.dictionary_page_offset, column.data_page_offset)
    return min(int(page) for page in pages if page is not None)


def _between(content: bytes, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[bytes]:
    """What none of the spans (begin, length) covers, from `start` to `end`."""
    for begin, length in sorted(spans):
        if begin > start:
            yield content[start:begin]
        start = max(start, begin + length)
    if end > start:
        yield content[start:end]


def _blocks(footer: bytes) -> Iterator[tuple[int, int]]:
    """Begin and length of each message, dictionaries and record batches, as the footer of Arrow lists them.

    The footer is a table of FlatBuffers; Apache Arrow, format/File.fbs: its fields 2 and 3.
    """
    (table,) = struct.unpack_from("<I", footer, 0)
    (back,) = struct.unpack_from("<i", footer, table)
    (size,) = struct.unpack_from("<H", footer, table - back)
    for field in (2, 3):
        slot = 4 + 2 * field
        (offset,) = struct.unpack_from("<H", footer, table - back + slot) if slot < size else (0,)
        if not offset:
            continue
        (vector,) = struct.unpack_from("<I", footer, table + offset)
        (count,) = struct.unpack_from("<I", footer, table + offset + vector)
        for at in range(count):
            place = table + offset + vector + 4 + at * _BLOCK
            begin, head, body = struct.unpack_from("<qi4xq", footer, place)
            yield begin, head + body
