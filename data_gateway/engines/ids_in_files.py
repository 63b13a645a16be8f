"""The ids that a permit's pseudonym maps must hold, found in a data set's files."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from data_gateway.catalogue.dataset import Dataset
from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

log = logging.getLogger(__name__)
# Of ids that are whole numbers a byte each says whether it was met, as far as they reach.
MOST_REACH = 1 << 26
_PIECE = 1 << 17  # rows
_READ = 1 << 20  # bytes


def ids_in_files(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, columns: Sequence[tuple[str, str]]
) -> pa.Array:
    """The different ids in those (table, column)s, none missing, numbers or texts as the data hold them.

    A table whose file is damaged is left out: its reads fail, alone. Raises Refusal `dataset-unavailable`
    when none can be read.
    """
    found: list[pa.Array] = []
    for table, column in columns:
        try:
            ids = _whole_numbers(dataset.paths(table), column)
            found.append(_different(connection, dataset, table, column) if ids is None else ids)
        except (duckdb.Error, pa.ArrowException, OSError, KeyError) as fault:
            log.error("%s.%s cannot be read: %s", dataset.id, table, type(fault).__name__)
    if not found:
        raise Refusal("dataset-unavailable", dataset=dataset.id)
    # Ids of one data set are all numbers or all texts; tables may hold numbers of different widths.
    if pa.types.is_integer(found[0].type):
        ordered = np.sort(np.concatenate([ids.cast(pa.int64()).to_numpy() for ids in found]))
        return pa.array(ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0])
    return pc.unique(pa.chunked_array([ids.cast(found[0].type) for ids in found]))


def rows_of(dataset: Dataset, table: str) -> str:
    """SQL of a table's rows."""
    return f"read_parquet([{', '.join(literal(path) for path in dataset.paths(table))}])"


def _whole_numbers(paths: list[str], column: str) -> pa.Array | None:
    """In rising order; None when they are none, or may lie too far apart to be ticked off."""
    # Else the reader would hold the whole column before its first row is seen.
    files = [parquet.ParquetFile(path, pre_buffer=False, buffer_size=_READ) for path in paths]
    ends = [_ends(file, column) for file in files]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    lowest, highest = min(low for low, _ in known), max(high for _, high in known)
    if highest - lowest >= MOST_REACH:
        return None
    met = np.zeros(highest - lowest + 1, np.bool_)
    for file in files:
        for batch in file.iter_batches(_PIECE, columns=[column]):
            met[batch.column(0).drop_null().to_numpy() - lowest] = True
    return pa.array(np.flatnonzero(met) + lowest, pa.int64())


def _ends(file: parquet.ParquetFile, column: str) -> tuple[int, int] | None:
    """The lowest and the highest value, where they are whole numbers and every group of rows says them."""
    if not pa.types.is_signed_integer(file.schema_arrow.field(column).type):
        return None
    at, told = file.schema_arrow.get_field_index(column), file.metadata
    groups = [told.row_group(group).column(at).statistics for group in range(told.num_row_groups)]
    if not groups or not all(group and group.has_min_max for group in groups):
        return None
    return min(group.min for group in groups), max(group.max for group in groups)


def _different(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str, column: str) -> pa.Array:
    name = quoted(column)
    sql = f"SELECT DISTINCT {name} AS id FROM {rows_of(dataset, table)} WHERE {name} IS NOT NULL"  # noqa: S608
    return connection.sql(sql).to_arrow_table().column("id").combine_chunks()
