"""Whole numbers and times written shorter, with nothing lost.

What comes again and again is a place in a list of the different ones, which holds no value but those of the
rows it goes with: a pseudonym of eight bytes takes two or four, a code of ten takes one. Other times are
whole numbers of minutes or seconds since 1970, in four bytes (see `d2h_sdk.wire.TIME_STEP`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from d2h_sdk.wire import TIME_STEP

# With so many different values in the first rows, later rows will find room for theirs.
_PLACES = ((64, pa.uint8()), (60_000, pa.uint16()))
_TIME_STEPS = (60, 1)  # seconds
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_LARGEST_SHARE = 0.35  # of different values among the rows, above which a list gains nothing


@dataclass(frozen=True)
class Shortened:
    """`schema`: of the answer as it is sent; `stored`: the same with places; `listed`: which columns.

    `steps`: column -> its step, in the unit of its times.
    """

    schema: pa.Schema
    stored: pa.Schema
    listed: tuple[int, ...]
    steps: dict[int, int]

    @property
    def list_schemas(self) -> list[pa.Schema]:
        return [pa.schema([("level", self.schema.field(at).type.value_type)]) for at in self.listed]

    def split(self, group: Sequence[pa.RecordBatch]) -> tuple[list[pa.RecordBatch], list[pa.RecordBatch]]:
        """The lists, and the rows with their places. Raises pa.ArrowInvalid when a place has no room or a
        time is no whole number of steps."""
        columns = {at: _encoded(group, at) for at in self.listed}
        lists = [
            pa.RecordBatch.from_arrays([columns[at].dictionary], schema=schema)
            for at, schema in zip(self.listed, self.list_schemas, strict=True)
        ]
        rows, start = [], 0
        for batch in group:
            arrays = list(batch.columns)
            for at, column in columns.items():
                arrays[at] = _places(column.slice(start, batch.num_rows), self.stored.field(at).type)
            for at, step in self.steps.items():
                arrays[at] = _in_steps(arrays[at], step)
            rows.append(pa.RecordBatch.from_arrays(arrays, schema=self.stored))
            start += batch.num_rows
        return lists, rows

    def restored(self, rows: pa.RecordBatch, levels: Sequence[pa.Array]) -> pa.RecordBatch:
        arrays = list(rows.columns)
        for at, values in zip(self.listed, levels, strict=True):
            arrays[at] = pa.DictionaryArray.from_arrays(arrays[at], values, safe=False)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def shorten(group: Sequence[pa.RecordBatch]) -> Shortened:
    """What suits the first rows of an answer."""
    schema = group[0].schema
    rows = sum(batch.num_rows for batch in group)
    listed = {at: place for at in range(len(schema)) if (place := _place(group, at, rows)) is not None}
    steps = {at: step for at in range(len(schema)) if at not in listed and (step := _step(group, at))}
    sent, stored = schema, schema
    for at, place in listed.items():
        field = schema.field(at)
        value = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        sent = sent.set(at, field.with_type(pa.dictionary(place, value)))
        stored = stored.set(at, field.with_type(place))
    for at, step in steps.items():
        field = schema.field(at)
        told = {TIME_STEP: f"{step} {field.type.unit}".encode()}
        field = field.with_type(pa.int32()).with_metadata((field.metadata or {}) | told)
        sent, stored = sent.set(at, field), stored.set(at, field)
    return Shortened(sent, stored, tuple(listed), steps)


def _place(group: Sequence[pa.RecordBatch], at: int, rows: int) -> pa.DataType | None:
    type_ = group[0].schema.field(at).type
    if pa.types.is_dictionary(type_):
        return type_.index_type
    if not (pa.types.is_integer(type_) or pa.types.is_temporal(type_)) or type_.bit_width < 64:
        return None
    different = pc.count_distinct(group[0].column(at)).as_py()
    if different > _LARGEST_SHARE * group[0].num_rows:
        different = len(pc.unique(_column(group, at)))
    if different > _LARGEST_SHARE * rows:
        return None
    return next((place for most, place in _PLACES if different <= most), pa.int32())


def _column(group: Sequence[pa.RecordBatch], at: int) -> pa.ChunkedArray:
    return pa.chunked_array([batch.column(at) for batch in group])


def _encoded(group: Sequence[pa.RecordBatch], at: int) -> pa.DictionaryArray:
    column = _column(group, at)
    if pa.types.is_dictionary(column.type):
        return column.unify_dictionaries().combine_chunks()
    return column.combine_chunks().dictionary_encode()


def _places(column: pa.DictionaryArray, place: pa.DataType) -> pa.Array:
    return column.indices.cast(place)


def _step(group: Sequence[pa.RecordBatch], at: int) -> int | None:
    type_ = group[0].schema.field(at).type
    if not pa.types.is_timestamp(type_) or type_.tz is not None:
        return None
    for seconds in _TIME_STEPS:
        step = seconds * _PER_SECOND[type_.unit]
        with suppress(pa.ArrowInvalid):
            for batch in group:
                _in_steps(batch.column(at), step)
            return step
    return None


def _in_steps(times: pa.Array, step: int) -> pa.Array:
    numbers = times.cast(pa.int64())
    steps = pc.divide(numbers, step)
    if pc.any(pc.not_equal(pc.multiply(steps, step), numbers)).as_py():
        raise pa.ArrowInvalid("a time is no whole number of steps")
    return steps.cast(pa.int32())
