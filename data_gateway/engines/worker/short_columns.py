"""Whole numbers and days of eight bytes written as places in a list, with nothing lost.

What comes again and again is a place in a list of the different ones, in the order in which an answer shows
them first: a code of eight bytes takes one. The list grows while the answer goes on; one that is full begins
anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

# With so many different values among the first rows, later rows will mostly find room for theirs.
_PLACES = ((64, pa.uint8()), (16_000, pa.uint16()))
_LARGEST_SHARE = 0.35  # of different values among the rows, above which a list gains nothing
_WORTH_A_LIST = 10_000  # rows of a first batch


class _FullError(Exception):
    """One batch shows more values than there are places."""


class GrowingList:
    """The values of one column so far."""

    def __init__(self, type_: pa.DataType, place: pa.DataType) -> None:
        self.type = pa.dictionary(place, type_)
        self._most = 2**place.bit_width
        self._levels = pa.array([], type_)

    def written(self, column: pa.Array) -> pa.Array:
        """Raises _FullError."""
        local = column.dictionary_encode()
        known = pc.index_in(local.dictionary, value_set=self._levels)
        new = local.dictionary.filter(known.is_null()) if known.null_count else None
        if new is not None:
            if len(local.dictionary) > self._most:
                raise _FullError
            full = len(self._levels) + len(new) > self._most
            self._levels = local.dictionary if full else pa.concat_arrays([self._levels, new])
            known = pc.index_in(local.dictionary, value_set=self._levels)
        places = known.take(local.indices).cast(self.type.index_type)
        return pa.DictionaryArray.from_arrays(places, self._levels, safe=False)


def shortened(rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The same rows, columns listed where the first batch says that it pays. Reads that batch."""
    first = next(rows, None)
    lists: dict[int, GrowingList] = {}
    if first is not None and first.num_rows >= _WORTH_A_LIST:
        places = {at: place for at in range(len(rows.schema)) if (place := _place(first, at)) is not None}
        lists = {at: GrowingList(rows.schema.field(at).type, place) for at, place in places.items()}
    schema = rows.schema
    for at, held in lists.items():
        schema = schema.set(at, schema.field(at).with_type(held.type))

    def written(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        try:
            arrays = [
                lists[at].written(column) if at in lists else column
                for at, column in enumerate(batch.columns)
            ]
        except _FullError:
            half = batch.num_rows // 2
            yield from written(batch.slice(0, half))
            yield from written(batch.slice(half))
            return
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def whole() -> Iterator[pa.RecordBatch]:
        if first is not None:
            yield from written(first)
        for batch in rows:
            yield from written(batch)

    return pa.RecordBatchReader.from_batches(schema, whole())


def _place(first: pa.RecordBatch, at: int) -> pa.DataType | None:
    type_ = first.schema.field(at).type
    if not (pa.types.is_integer(type_) or pa.types.is_temporal(type_)) or type_.bit_width < 64:
        return None
    for rows in (first.num_rows // 4, first.num_rows):  # too many among a quarter are too many
        different = pc.count_distinct(first.column(at).slice(0, rows)).as_py()
        if different > min(_LARGEST_SHARE * first.num_rows, _PLACES[-1][0]):
            return None
    return next((place for most, place in _PLACES if different <= most), None)
