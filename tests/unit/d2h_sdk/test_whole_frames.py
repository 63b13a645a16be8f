"""A frame made straight from what was sent is the frame that Arrow would make of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from d2h_sdk.errors import SiteError
from d2h_sdk.frames import to_frame
from d2h_sdk.reading import aligned, schema_with_site, with_site
from d2h_sdk.short_columns import PlainBatches, plain_column, plain_schema
from d2h_sdk.whole_frames import WholeFrame
from d2h_sdk.wire import ROWS, TIME_STEP

PERSONS = [random.Random(3).getrandbits(62) for _ in range(50)]
DAY = datetime(2024, 2, 29)


def sent(rows: int, *, place: pa.DataType, gaps: bool, stepped: bool, seed: int) -> pa.Table:
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
                pa.array([chance.randrange(2) for _ in range(rows)], pa.uint8()),
                pa.array(["mg", f"unit {seed}"]),
            ),
            "seen": pa.array([perhaps(chance.random() < 0.5) for _ in range(rows)], pa.bool_()),
            "born": pa.array([DAY.date()] * rows, pa.date32()),
        }
        fields = [pa.field(name, column.type) for name, column in columns.items()] + [field]
        return pa.RecordBatch.from_arrays([*columns.values(), times], schema=pa.schema(fields))

    one = batch()
    return pa.Table.from_batches([one, batch()] if rows else [], schema=one.schema)


def by_arrow(tables: dict[str, pa.Table]) -> pd.DataFrame:
    plain = []
    for site, table in tables.items():
        schema = schema_with_site(plain_schema(table.schema))
        batches = [
            with_site(
                site,
                pa.RecordBatch.from_arrays(
                    list(map(plain_column, batch.columns, batch.schema)), schema=plain_schema(batch.schema)
                ),
            )
            for batch in table.to_batches()
        ]
        plain.append(pa.Table.from_batches(batches, schema=schema))
    frame: pd.DataFrame = to_frame(aligned(plain), "pandas")
    return frame


def as_it_arrives(tables: dict[str, pa.Table], *, told: bool, missing: tuple[str, ...] = ()) -> WholeFrame:
    """The last site first, then a batch of each in turn."""
    frame = WholeFrame([*tables, *missing], missing)
    waiting = {site: table.to_batches() for site, table in reversed(tables.items())}
    for site, table in reversed(tables.items()):
        rows = {ROWS: str(table.num_rows)} if told else None
        frame.expect(site, table.schema.with_metadata(rows))
        if waiting[site]:
            frame.add(site, waiting[site].pop(0))
    while any(waiting.values()):
        for site, batches in waiting.items():
            if batches:
                frame.add(site, batches.pop(0))
    return frame


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("gaps", [False, True])
def test_it_is_what_arrow_would_make(gaps: bool, told: bool) -> None:
    tables = {
        "lyon": sent(300, place=pa.uint16(), gaps=gaps, stepped=True, seed=1),
        "grenoble": sent(200, place=pa.int32(), gaps=False, stepped=False, seed=2),
        "saint-etienne": sent(0, place=pa.uint8(), gaps=gaps, stepped=True, seed=3),
    }
    pd.testing.assert_frame_equal(as_it_arrives(tables, told=told).whole(), by_arrow(tables))
    one = {"lyon": tables["lyon"]}
    pd.testing.assert_frame_equal(as_it_arrives(one, told=told, missing=("nice",)).whole(), by_arrow(one))


def test_sites_whose_columns_differ_are_aligned_as_before() -> None:
    one = sent(30, place=pa.uint16(), gaps=False, stepped=True, seed=1)
    other = sent(20, place=pa.uint16(), gaps=False, stepped=True, seed=2).drop_columns(["visit"])
    tables = {"lyon": one, "grenoble": other}
    pd.testing.assert_frame_equal(as_it_arrives(tables, told=True).whole(), by_arrow(tables))


def test_what_is_missing_is_kept_with_the_frame() -> None:
    tables = {"lyon": sent(30, place=pa.uint16(), gaps=False, stepped=True, seed=1)}
    frame = as_it_arrives(tables, told=True, missing=("grenoble",)).whole({"grenoble": "away"})
    assert frame.attrs == {"d2h_sites_missing": {"grenoble": "away"}}


@pytest.mark.parametrize("difference", [-1, 1])
def test_a_site_that_sends_more_or_fewer_rows_than_it_told_is_at_fault(difference: int) -> None:
    table = sent(30, place=pa.uint16(), gaps=False, stepped=True, seed=1)
    told = table.replace_schema_metadata({ROWS: str(table.num_rows + difference)})
    frame = WholeFrame(["lyon"])
    frame.expect("lyon", told.schema)
    with pytest.raises(SiteError) as met:
        for batch in told.to_batches():
            frame.add("lyon", batch)
        frame.whole()
    assert (met.value.code, met.value.site) == ("site-fault", "lyon")


@pytest.mark.parametrize("places", [[0, 50], [-1, 0], [None, 50]])
def test_a_place_that_its_list_does_not_have_gives_no_value_from_elsewhere(places: list[int | None]) -> None:
    listed = pa.DictionaryArray.from_arrays(
        pa.array(places, pa.int32()), pa.array(PERSONS, pa.int64()), safe=False
    )
    batch = pa.RecordBatch.from_arrays([listed], names=["person"])
    with pytest.raises(pa.ArrowIndexError):
        PlainBatches(batch.schema).plain(batch)
