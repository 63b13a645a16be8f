"""Parquet and Arrow files: one table, judged like any other, with nothing stored beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from output_checking.checks.containers.grids import plain
from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.checks.tables import Table
from output_checking.model import Finding, Severity

RULE = "columnar.content"
_WRITTEN_BY_ITSELF = {b"pandas", b"ARROW:schema"}
_LONGEST_METADATA = 20_000
# Page indexes and alignment, for each column of each row group.
_OVERHEAD = 512


@register(RULE, Kind.COLUMNAR)
def check_columnar(file: CheckedFile, context: Context) -> Iterator[Finding]:
    try:
        if file.content.startswith(b"PAR1"):
            rows, width, metadata, table = _parquet(file.content, context)
        else:
            rows, width, metadata, table = _arrow(file.content, context)
    except (pa.ArrowException, OSError, ValueError, KeyError) as fault:
        broken = {"fault": type(fault).__name__}
        yield Finding(RULE, Severity.BLOCK, "columnar-unreadable", broken, file.where())
        return
    for key, value in metadata.items():
        name = key.decode("utf-8", "replace")[:60]
        if key not in _WRITTEN_BY_ITSELF or len(value) > _LONGEST_METADATA:
            yield Finding(RULE, Severity.BLOCK, "document-hidden-metadata", {"key": name}, file.where())
        if key == b"pandas":
            yield from run_checks(file.passage(value.decode("utf-8", "replace"), key=name), context)
    if file.content.startswith(b"PAR1") and _unreferenced(file.content) > 0:
        extra = {"bytes": _unreferenced(file.content)}
        yield Finding(RULE, Severity.BLOCK, "columnar-extra-bytes", extra, file.where())
    if table is None:
        code = "rows-too-many" if rows > context.rules.rows else "table-too-wide"
        limit = context.rules.rows if rows > context.rules.rows else context.rules.columns
        words: dict[str, str | int | float] = {"rows": rows, "columns": width, "limit": limit}
        yield Finding("table.rows", Severity.BLOCK, code, words, file.where())
        return
    yield from judge_table(file.table_part(table), context)


Read = tuple[int, int, dict[bytes, bytes], Table | None]


def _parquet(content: bytes, context: Context) -> Read:
    """Too many rows or columns are not read at all: they block whatever they are."""
    opened = pq.ParquetFile(io.BytesIO(content))
    rows, width = opened.metadata.num_rows, opened.metadata.num_columns
    metadata = dict(opened.schema_arrow.metadata or {})
    metadata |= {key: value for key, value in (opened.metadata.metadata or {}).items() if key not in metadata}
    fits = rows <= context.rules.rows and width <= context.rules.columns
    return rows, width, metadata, _table(opened.read(use_threads=False)) if fits else None


def _arrow(content: bytes, context: Context) -> Read:
    opened = pyarrow.ipc.open_file(io.BytesIO(content))
    read = opened.read_all()
    rows, width = read.num_rows, read.num_columns
    fits = rows <= context.rules.rows and width <= context.rules.columns
    return rows, width, dict(opened.schema.metadata or {}), _table(read) if fits else None


def _table(read: pa.Table) -> Table:
    columns = [[plain(value) for value in column.to_pylist()] for column in read.columns]
    return Table(tuple(read.column_names), tuple(zip(*columns, strict=True)))


def _unreferenced(content: bytes) -> int:
    """Bytes that belong to no column and not to the footer, past what the format itself may need."""
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    known: int = sum(column.total_compressed_size for column in columns) + metadata.serialized_size + 12
    return max(0, len(content) - int(known) - _OVERHEAD * (1 + len(columns)))
