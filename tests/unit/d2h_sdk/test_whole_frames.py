"""A frame made straight from what was sent is the frame that Arrow would make of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from d2h_sdk.frames import to_frame
from d2h_sdk.reading import aligned, with_site
from d2h_sdk.short_columns import plain_column, plain_schema
from d2h_sdk.whole_frames import frame_of
from d2h_sdk.wire import TIME_STEP

PERSONS = [random.Random(3).getrandbits(62) for _ in range(50)]
DAY = datetime(2024, 2, 29)


def sent(site: str, rows: int, *, place: pa.DataType, gaps: bool, stepped: bool, seed: int) -> pa.Table:
    """Two batches of a site, their columns as its gateway may shorten them."""
    chance = random.Random(seed)

    def perhaps(value: object) -> object:
        return None if gaps and chance.random() < 0.2 else value

    def batch() -> pa.RecordBatch:
        persons = pa.array(PERSONS, pa.int64())
        listed = [perhaps(chance.randrange(50)) for _ in range(rows)]
        minutes = [perhaps(chance.randrange(-(10**6), 10**6)) for _ in range(rows)]
        field = pa.field("at", pa.int32(), metadata={TIME_STEP: b"60000000 us"})
        times = pa.array(minutes, pa.int32())
        if not stepped:
            field = pa.field("at", pa.timestamp("us"))
            whole = [None if one is None else DAY + timedelta(minutes=one) for one in minutes]  # type: ignore[arg-type]
            times = pa.array(whole, pa.timestamp("us"))
        columns = {
            "person": pa.DictionaryArray.from_arrays(pa.array(listed, place), persons),
            "visit": pa.array([chance.getrandbits(62) for _ in range(rows)], pa.int64()),
            "value": pa.array([perhaps(chance.random()) for _ in range(rows)], pa.float64()),
            "unit": pa.DictionaryArray.from_arrays(
                pa.array([chance.randrange(2) for _ in range(rows)], pa.uint8()), pa.array(["mg", site])
            ),
            "seen": pa.array([perhaps(chance.random() < 0.5) for _ in range(rows)], pa.bool_()),
            "born": pa.array([DAY.date()] * rows, pa.date32()),
        }
        fields = [pa.field(name, column.type) for name, column in columns.items()] + [field]
        return with_site(
            site, pa.RecordBatch.from_arrays([*columns.values(), times], schema=pa.schema(fields))
        )

    one = batch()
    return pa.Table.from_batches([one, batch()] if rows else [], schema=one.schema)


def by_arrow(tables: list[pa.Table]) -> pd.DataFrame:
    plain = [
        pa.Table.from_batches(
            [
                pa.RecordBatch.from_arrays(
                    list(map(plain_column, batch.columns, batch.schema)), schema=plain_schema(batch.schema)
                )
                for batch in table.to_batches()
            ],
            schema=plain_schema(table.schema),
        )
        for table in tables
    ]
    frame: pd.DataFrame = to_frame(aligned(plain), "pandas")
    return frame


@pytest.mark.parametrize("gaps", [False, True])
def test_it_is_what_arrow_would_make(gaps: bool) -> None:
    tables = [
        sent("lyon", 300, place=pa.uint16(), gaps=gaps, stepped=True, seed=1),
        sent("grenoble", 200, place=pa.int32(), gaps=False, stepped=False, seed=2),
        sent("saint-etienne", 0, place=pa.uint8(), gaps=gaps, stepped=True, seed=3),
    ]
    pd.testing.assert_frame_equal(frame_of(tables), by_arrow(tables))
    pd.testing.assert_frame_equal(frame_of(tables[:1]), by_arrow(tables[:1]))


def test_sites_whose_columns_differ_are_aligned_as_before() -> None:
    one = sent("lyon", 30, place=pa.uint16(), gaps=False, stepped=True, seed=1)
    other = sent("grenoble", 20, place=pa.uint16(), gaps=False, stepped=True, seed=2).drop_columns(["visit"])
    pd.testing.assert_frame_equal(frame_of([one, other]), by_arrow([one, other]))


def test_what_is_missing_is_kept_with_the_frame() -> None:
    one = sent("lyon", 30, place=pa.uint16(), gaps=False, stepped=True, seed=1)
    assert frame_of([one], {"grenoble": "away"}).attrs == {"d2h_sites_missing": {"grenoble": "away"}}
