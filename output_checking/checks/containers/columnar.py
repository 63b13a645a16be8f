"""Parquet and Arrow files: one table, judged like any other, with nothing stored beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from output_checking.checks.containers.columnar_gaps import arrow_gaps, parquet_gaps
from output_checking.checks.containers.grids import plain
from output_checking.checks.containers.parquet_pages import is_flat_text, unused_values
from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.checks.tables import Table
from output_checking.findings import Finding, Severity

RULE = "columnar.content"
_WRITTEN_BY_ITSELF = {
    b"pandas",
    b"ARROW:schema",
    b"PARQUET:field_id",
    b"ARROW:extension:name",
    b"ARROW:extension:metadata",
    b"_PL_CATEGORICAL2",
    b"_PL_ENUM_VALUES2",
    b"_PL_CATEGORICAL",
    b"_PL_ENUM_VALUES",
}
_LONGEST_METADATA = 20_000


@register(RULE, Kind.COLUMNAR)
def check_columnar(file: CheckedFile, context: Context) -> Iterator[Finding]:
    is_parquet = file.content.startswith(b"PAR1")
    try:
        rows, width, metadata, read = (_parquet if is_parquet else _arrow)(file.content, context)
        gaps = (parquet_gaps if is_parquet else arrow_gaps)(file.content)
        unused = list(unused_values(file.content)) if is_parquet and read is not None else []
    except (pa.ArrowException, OSError, ValueError, KeyError, IndexError, RuntimeError) as fault:
        broken = {"fault": type(fault).__name__}
        yield Finding(RULE, Severity.BLOCK, "columnar-unreadable", broken, file.where())
        return
    for key, value in metadata:
        name = key.decode("utf-8", "replace")[:60]
        if key not in _WRITTEN_BY_ITSELF or len(value) > _LONGEST_METADATA:
            yield Finding(RULE, Severity.BLOCK, "document-hidden-metadata", {"key": name}, file.where())
        if key != b"ARROW:schema":  # the schema that it holds has been read
            yield from run_checks(file.passage(value.decode("utf-8", "replace"), key=name), context.inside())
    if gaps.extra:
        extra = {"bytes": gaps.extra}
        yield Finding(RULE, Severity.BLOCK, "columnar-extra-bytes", extra, file.where())
    for name, values in unused:
        words: dict[str, str | int | float] = {"values": values}
        yield Finding(RULE, Severity.BLOCK, "columnar-unused-values", words, file.where(column=name))
    for text in gaps.texts:
        yield from run_checks(file.passage(text), context.inside())
    if read is None:
        code = "rows-too-many" if rows > context.rules.rows else "table-too-wide"
        limit = context.rules.rows if rows > context.rules.rows else context.rules.columns
        told: dict[str, str | int | float] = {"rows": rows, "columns": width, "limit": limit}
        yield Finding("table.rows", Severity.BLOCK, code, told, file.where())
        return
    for name, texts in _unused_values(read):
        yield from run_checks(file.passage("\n".join(texts), column=name), context.inside())
    yield from judge_table(file.table_part(_table(read)), context)


# Rows, columns, metadata of the file and of its columns; the table if it has few enough of both.
Read = tuple[int, int, list[tuple[bytes, bytes]], pa.Table | None]


def _parquet(content: bytes, context: Context) -> Read:
    """Too many rows or columns are not read at all: they block whatever they are."""
    opened = pq.ParquetFile(io.BytesIO(content))
    rows, width = opened.metadata.num_rows, opened.metadata.num_columns
    told = [*(opened.schema_arrow.metadata or {}).items(), *(opened.metadata.metadata or {}).items()]
    metadata = [*dict(told).items(), *_of_columns(opened.schema_arrow)]
    if rows > context.rules.rows or width > context.rules.columns:
        return rows, width, metadata, None
    # Read as dictionaries, texts bring along those that stand in no row.
    texts = [column.path for column in map(opened.schema.column, range(width)) if is_flat_text(column)]
    whole = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
    return rows, width, metadata, whole.read(use_threads=False)


def _arrow(content: bytes, context: Context) -> Read:
    opened = pyarrow.ipc.open_file(io.BytesIO(content))
    batches = [opened.get_batch_with_custom_metadata(at) for at in range(opened.num_record_batches)]
    read = pa.Table.from_batches([one.batch for one in batches], opened.schema)
    beside = [opened.schema.metadata, opened.metadata, *(one.custom_metadata for one in batches)]
    metadata = [pair for one in beside for pair in dict(one or {}).items()]
    rows, width = read.num_rows, read.num_columns
    fits = rows <= context.rules.rows and width <= context.rules.columns
    return rows, width, [*metadata, *_of_columns(opened.schema)], read if fits else None


def _of_columns(schema: pa.Schema) -> Iterator[tuple[bytes, bytes]]:
    waiting = list(schema)
    while waiting:
        field = waiting.pop()
        yield from (field.metadata or {}).items()
        waiting += [field.type.field(at) for at in range(field.type.num_fields)]


def _unused_values(read: pa.Table) -> Iterator[tuple[str, list[str]]]:
    """By column, the values that its dictionary holds for no row, as the categories of pandas may be."""
    for name, column in zip(read.column_names, read.columns, strict=True):
        if not pa.types.is_dictionary(column.type):
            continue
        shown = set(column.to_pylist())
        kept = [value for chunk in column.chunks for value in chunk.dictionary.to_pylist()]
        if unused := [plain(value) for value in dict.fromkeys(kept) if value not in shown]:
            yield name, unused


def _table(read: pa.Table) -> Table:
    columns = [[plain(value) for value in column.to_pylist()] for column in read.columns]
    return Table(tuple(read.column_names), tuple(zip(*columns, strict=True)))
