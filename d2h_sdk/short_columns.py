"""Columns that a gateway sent in fewer bytes, as the researcher asked for them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from d2h_sdk.wire import TIME_STEP


def plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema(map(plain_field, schema), schema.metadata)


def plain_field(field: pa.Field) -> pa.Field:
    if is_listed(field.type):
        return field.with_type(field.type.value_type)
    if (stepped := time_steps(field)) is not None:
        others = {key: value for key, value in field.metadata.items() if key != TIME_STEP}
        return field.with_type(stepped[1]).with_metadata(others or None)
    return field


class PlainBatches:
    """The batches of one answer, made plain one by one: what they have in common is worked out once."""

    def __init__(self, sent: pa.Schema) -> None:
        self.schema = plain_schema(sent)
        self._sent = list(sent)

    def plain(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """`batch`: as it was sent. Raises pa.ArrowIndexError for a place that its list does not have."""
        return pa.RecordBatch.from_arrays(
            list(map(plain_column, batch.columns, self._sent)), schema=self.schema
        )


def plain_column(column: pa.Array, field: pa.Field) -> pa.Array:
    """`field`: of the column as it was sent. Raises pa.ArrowIndexError."""
    if is_listed(field.type):
        # Arrow's own look at every place takes as long as finding the values.
        return pc.take(column.dictionary, column.indices, boundscheck=not _within(column))
    if (stepped := time_steps(field)) is not None:
        return _times(column, *stepped)
    return column


def _within(column: pa.DictionaryArray) -> bool:
    """Whether a quick look shows that the list has every place."""
    if column.indices.null_count or not len(column):
        return False
    places = column.indices.to_numpy()
    return int(places.max()) < len(column.dictionary) and (places.dtype.kind == "u" or int(places.min()) >= 0)


def _times(steps: pa.Array, step: int, times: pa.DataType) -> pa.Array:
    if steps.null_count:
        return pc.multiply(steps.cast(pa.int64()), step).cast(times)
    # Written once; Arrow would write the wider numbers first, then their product.
    numbers = np.multiply(steps.to_numpy(), step, dtype=np.int64)
    return pa.Array.from_buffers(times, len(numbers), [None, pa.py_buffer(numbers)])


def is_listed(type_: pa.DataType) -> bool:
    """Whether numbers or dates came as places in a list of values; texts may stay so."""
    return pa.types.is_dictionary(type_) and not pa.types.is_string(type_.value_type)


def time_steps(field: pa.Field) -> tuple[int, pa.DataType] | None:
    """The length of a step and the type of the times, of a column that came in steps."""
    told = (field.metadata or {}).get(TIME_STEP)
    if told is None:
        return None
    step, unit = told.decode("ascii").split()
    return int(step), pa.timestamp(unit)
