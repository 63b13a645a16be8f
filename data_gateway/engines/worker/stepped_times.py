"""Times that are whole numbers of minutes or seconds, as their number since 1970, in four bytes.

See `d2h_sdk.wire.TIME_STEP`.
"""

from __future__ import annotations

from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc

from d2h_sdk.wire import TIME_STEP

_TIME_STEPS = (60, 1)  # seconds
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def steps_of(first: pa.RecordBatch) -> dict[int, int]:
    """Column -> its step, in the unit of its times, where it suits the first rows of an answer."""
    return {at: step for at in range(len(first.schema)) if (step := _step(first, at))}


def stepped_schema(schema: pa.Schema, steps: dict[int, int]) -> pa.Schema:
    for at, step in steps.items():
        field = schema.field(at)
        told = {TIME_STEP: f"{step} {field.type.unit}".encode()}
        schema = schema.set(at, field.with_type(pa.int32()).with_metadata((field.metadata or {}) | told))
    return schema


def in_steps(times: pa.Array, step: int) -> pa.Array:
    """Raises pa.ArrowInvalid when a time is no whole number of steps."""
    numbers = times.cast(pa.int64())
    steps = pc.divide(numbers, step)
    if pc.any(pc.not_equal(pc.multiply(steps, step), numbers)).as_py():
        raise pa.ArrowInvalid("a time is no whole number of steps")
    return steps.cast(pa.int32())


def _step(first: pa.RecordBatch, at: int) -> int | None:
    type_ = first.schema.field(at).type
    if not pa.types.is_timestamp(type_) or type_.tz is not None:
        return None
    for seconds in _TIME_STEPS:
        step = seconds * _PER_SECOND[type_.unit]
        with suppress(pa.ArrowInvalid):
            in_steps(first.column(at), step)
            return step
    return None
