"""Pseudonyms put in the place of ids once the engine has chosen the rows: a look at a table, not a join.

A join with the map of visits costs an engine as much as the rest of a read. Where the ids of a map are whole
numbers close together, as a warehouse counts them, the engine gives the ids themselves, which leave its
process only as pseudonyms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as parquet

from governance.refusal import Refusal

# An id takes four bytes of a table as long as the ids reach, so many times longer than the map at most.
_REACH = 8
_LEAST_REACH = 1_000_000
MOST_LISTED = 4_000_000  # pseudonyms that are sent as a list and places in it
WORTH_A_LIST = 10_000  # rows of a first batch
_NOBODY = -1
Places: TypeAlias = npt.NDArray[np.int32]


class PseudonymTable:
    """`places`: of each id from `lowest` on, the place of its pseudonym among `pseudonyms`, or -1."""

    def __init__(self, ids: npt.NDArray[np.int64], pseudonyms: npt.NDArray[np.int64]) -> None:
        self.lowest = int(ids.min())
        self.pseudonyms = pseudonyms
        self.places: Places = np.full(int(ids.max()) - self.lowest + 1, _NOBODY, np.int32)
        self.places[ids - self.lowest] = np.arange(len(ids), dtype=np.int32)

    @classmethod
    def of(cls, path: Path) -> PseudonymTable | None:
        """Of a map as `write_maps` writes it; None when its ids are texts or far apart."""
        held = parquet.read_table(path, columns=["id", "pseudonym"]).drop_null()
        if not pa.types.is_integer(held.schema.field("id").type) or not held.num_rows:
            return None
        ids, pseudonyms = (held.column(name).to_numpy() for name in ("id", "pseudonym"))
        reach = int(ids.max()) - int(ids.min())
        if reach > max(_REACH * len(ids), _LEAST_REACH):
            return None
        return cls(ids.astype(np.int64), pseudonyms)

    def offsets(self, ids: pa.Array) -> npt.NDArray[np.int64]:
        """Of ids among `places`, any for a missing one. Raises Refusal `gateway-fault` for one beyond."""
        at: npt.NDArray[np.int64] = ids.fill_null(self.lowest).to_numpy(zero_copy_only=False) - self.lowest
        if len(at) and not 0 <= at.min() <= at.max() < len(self.places):
            raise Refusal("gateway-fault")
        return at


class _Column:
    """The pseudonyms of one column of one answer, in a list that grows by those that a batch shows first."""

    def __init__(self, table: PseudonymTable, *, listed: bool) -> None:
        self._table = table
        known = len(table.pseudonyms)
        self._listed = listed and known <= MOST_LISTED
        # By the offset of an id, so that most are looked up once and no more.
        self._codes = np.full(len(table.places) if self._listed else 0, _NOBODY, np.int32)
        self._levels = pa.array([], pa.int64())
        self._place = pa.uint16() if known <= 2**16 else pa.int32()

    @property
    def type(self) -> pa.DataType:
        return pa.dictionary(self._place, pa.int64()) if self._listed else pa.int64()

    def written(self, ids: pa.Array) -> pa.Array:
        """Raises Refusal `gateway-fault` for an id that has no pseudonym: it may not leave."""
        at = self._table.offsets(ids)
        missing = ids.is_null().to_numpy(zero_copy_only=False) if ids.null_count else None
        if not self._listed:
            return pa.array(self._table.pseudonyms[self._places(at, missing)], mask=missing)
        codes = self._codes[at]
        if len(codes) and (missing is not None or codes.min() < 0):
            self._grow(at[codes < 0] if missing is None else at[(codes < 0) & ~missing])
            codes = self._codes[at]
        indices = pa.array(codes.astype(self._place.to_pandas_dtype(), copy=False), mask=missing)
        return pa.DictionaryArray.from_arrays(indices, self._levels, safe=False)

    def _places(self, at: npt.NDArray[np.int64], missing: npt.NDArray[np.bool_] | None) -> Places:
        places = self._table.places[at]
        if missing is not None:
            places[missing] = 0
        if len(places) and places.min() < 0:
            raise Refusal("gateway-fault")
        return places

    def _grow(self, at: npt.NDArray[np.int64]) -> None:
        """In the order of the rows: that of the map may be the order of the ids."""
        turns = np.arange(len(at), dtype=np.int32)
        self._codes[at[::-1]] = turns[::-1]  # of what is written twice the last stays: its first turn
        new = at[self._codes[at] == turns]
        shown = self._table.pseudonyms[self._places(new, None)]
        self._codes[new] = np.arange(len(self._levels), len(self._levels) + len(new), dtype=np.int32)
        self._levels = pa.concat_arrays([self._levels, pa.array(shown)])


def with_pseudonyms(rows: pa.RecordBatchReader, tables: Mapping[str, PseudonymTable]) -> pa.RecordBatchReader:
    """`tables`: of each column that holds ids. Reads the first batch."""
    first = next(rows, None)
    many = first is not None and first.num_rows >= WORTH_A_LIST
    columns = {name: _Column(table, listed=many) for name, table in tables.items()}
    schema = pa.schema(
        [
            field.with_type(columns[field.name].type) if field.name in columns else field
            for field in rows.schema
        ]
    )

    def written(batch: pa.RecordBatch) -> pa.RecordBatch:
        arrays = [
            columns[name].written(column) if name in columns else column
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def whole() -> Iterator[pa.RecordBatch]:
        if first is not None:
            yield written(first)
        yield from map(written, rows)

    return pa.RecordBatchReader.from_batches(schema, whole())
