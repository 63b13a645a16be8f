"""The pages of each column of a Parquet file: values that its dictionary keeps for no row, and pages of none.

Apache Parquet, format/parquet.thrift (PageHeader) in the compact protocol of Thrift.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
# Of a header: its kind, sizes, and the part that the kind has; in that part the number of values comes first.
_KIND, _EXPANDED, _PACKED = 1, 2, 3
_PARTS = {_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}
_WIDTHS = {"INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}
_CODECS = {"SNAPPY": "snappy", "GZIP": "gzip", "ZSTD": "zstd", "BROTLI": "brotli", "LZ4": "lz4_raw"}
_DEEPEST = 8
Header = dict[int, "int | Header"]


@dataclass(frozen=True)
class Page:
    """`values`: how many its header tells; `at`: where its content begins."""

    kind: int
    values: int
    expanded: int
    packed: int
    at: int


def unused_values(content: bytes) -> Iterator[tuple[str, int]]:
    """(column, number of values in its dictionaries that no row has). Texts of flat columns are left out:
    categories without rows are ordinary, and their words are read. Raises ValueError for pages that the
    column does not count."""
    opened = pq.ParquetFile(io.BytesIO(content))
    for at in range(opened.metadata.num_row_groups):
        group, read = opened.metadata.row_group(at), opened.read_row_group(at, use_threads=False)
        for position in range(group.num_columns):
            chunk, column = group.column(position), opened.schema.column(position)
            pages = list(_pages(content, chunk))
            if sum(page.values for page in pages if page.kind != _DICTIONARY) != chunk.num_values:
                raise ValueError("pages")
            if is_flat_text(column) or not pages or pages[0].kind != _DICTIONARY:
                continue
            kept = _entries(content, pages[0], chunk)
            if (unused := kept - _distinct(read, column.path)) > 0:
                yield column.path, unused


def is_flat_text(column: pq.ColumnSchema) -> bool:
    return bool(column.logical_type.type == "STRING" and column.max_repetition_level == 0)


def _pages(content: bytes, chunk: pq.ColumnChunkMetaData) -> Iterator[Page]:
    offsets = (chunk.dictionary_page_offset, chunk.data_page_offset)
    position = min(int(one) for one in offsets if one)
    end = position + chunk.total_compressed_size
    while position < end:
        header, position = _struct(content, position)
        kind, packed = _number(header, _KIND), _number(header, _PACKED)
        told = header.get(_PARTS.get(kind, 0))
        if not isinstance(told, dict) or packed < 0:
            raise ValueError("page of another kind")
        yield Page(kind, _number(told, 1), _number(header, _EXPANDED), packed, position)
        position += packed
    if position != end:
        raise ValueError("pages end elsewhere")


def _entries(content: bytes, page: Page, chunk: pq.ColumnChunkMetaData) -> int:
    """What really stands in a dictionary, whatever its header tells."""
    raw = content[page.at : page.at + page.packed]
    if chunk.compression in _CODECS:
        raw = pa.decompress(raw, page.expanded, codec=_CODECS[chunk.compression], asbytes=True)
    if chunk.physical_type in _WIDTHS:
        return max(page.values, -(-len(raw) // _WIDTHS[chunk.physical_type]))
    if chunk.physical_type != "BYTE_ARRAY":
        return page.values
    found = position = 0
    while position < len(raw):
        position += 4 + int.from_bytes(raw[position : position + 4], "little")
        found += 1
    return max(page.values, found)


def _distinct(read: pa.Table, path: str) -> int:
    """Of the leaf at `path`, as `list.list.element` names one."""
    name = next(one for one in read.column_names if path == one or path.startswith(f"{one}."))
    values, rest = read.column(name), path[len(name) + 1 :].split(".")
    while pa.types.is_nested(values.type):
        if pa.types.is_struct(values.type):
            while rest and values.type.get_field_index(rest[0]) < 0:
                rest = rest[1:]
            values = pc.struct_field(values, rest.pop(0))
        elif pa.types.is_map(values.type):
            field = 1 if "value" in rest else 0
            inner = [chunk.items if field else chunk.keys for chunk in values.chunks]
            values = pa.chunked_array(inner, values.type.item_type if field else values.type.key_type)
        else:
            values = pc.list_flatten(values)
    if pa.types.is_floating(values.type):
        # As they are kept: a zero may have a sign, and there are several ways to be no number.
        bits = pa.int64() if values.type == pa.float64() else pa.int32()
        values = values.cast(pa.float32()) if values.type == pa.float16() else values
        values = pa.chunked_array([chunk.view(bits) for chunk in values.chunks], bits)
    if isinstance(values.type, pa.BaseExtensionType):
        values = pa.chunked_array([chunk.storage for chunk in values.chunks], values.type.storage_type)
    return int(pc.count_distinct(values, mode="only_valid").as_py())


def _struct(content: bytes, position: int, depth: int = 0) -> tuple[Header, int]:
    """Fields of a struct by their number: whole numbers and structs; all others are passed over."""
    found: Header = {}
    field = 0
    while True:
        mark = content[position]
        position += 1
        kind = mark & 0x0F
        if kind == 0:
            return found, position
        if mark >> 4:
            field += mark >> 4
        else:
            field, position = _zigzag(content, position)
        if kind in (1, 2):  # true and false stand in the mark itself
            continue
        if kind in (3, 4, 5, 6):
            found[field], position = _zigzag(content, position)
        elif kind == 8:
            length, position = _varint(content, position)
            position += length
        elif kind == 12 and depth < _DEEPEST:
            found[field], position = _struct(content, position, depth + 1)
        else:
            raise ValueError("header")


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80 or shift > 63:
            return value, position
        shift += 7


def _zigzag(content: bytes, position: int) -> tuple[int, int]:
    value, position = _varint(content, position)
    return (value >> 1) ^ -(value & 1), position


def _number(header: Header, field: int) -> int:
    value = header.get(field, -1)
    return value if isinstance(value, int) else -1
