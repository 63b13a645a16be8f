"""Answers that a worker keeps: the same rows again, nothing readable on the disk, and not without end."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from d2h_sdk.short_columns import plain_column, plain_field
from d2h_sdk.wire import TIME_STEP
from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.worker import kept_answers
from data_gateway.engines.worker.kept_answers import KeptAnswers

MANY = 10**9
BATCH = 10_000
CANARY = b"HIV-12777"


@pytest.fixture(autouse=True)
def short_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "GROUP_ROWS", 3 * BATCH)


def batches(number: int, *, codes: int = 10, seed: int = 1) -> list[pa.RecordBatch]:
    chance = random.Random(seed)
    persons = [chance.getrandbits(62) for _ in range(300)]
    first = datetime(2024, 1, 1)
    texts = pa.array([CANARY.decode(), "mg/dL"])

    def batch() -> pa.RecordBatch:
        places = [chance.choice([0, 1, None]) for _ in range(BATCH)]
        return pa.record_batch(
            {
                "person": pa.array([chance.choice([*persons, None]) for _ in range(BATCH)], pa.int64()),
                "code": [chance.randrange(codes) for _ in range(BATCH)],
                "day": [first + timedelta(days=chance.randrange(90)) for _ in range(BATCH)],
                "value": [chance.random() for _ in range(BATCH)],
                "unit": pa.DictionaryArray.from_arrays(pa.array(places, pa.uint8()), texts),
                "note": [CANARY.decode()] * BATCH,
            }
        )

    return [batch() for _ in range(number)]


def times(moments: Sequence[datetime | None]) -> list[pa.RecordBatch]:
    column = pa.array(moments, pa.timestamp("us"))
    return list(pa.Table.from_arrays([column], ["at"]).to_batches(max_chunksize=BATCH))


def reader(answer: list[pa.RecordBatch]) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(answer[0].schema, iter(answer))


def keep(kept: KeptAnswers, key: str, answer: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    return list(kept.beside(key, reader(answer)))


def again(kept: KeptAnswers, key: str) -> list[pa.RecordBatch]:
    found = kept.find(key)
    assert found is not None
    return list(found.stream(threading.Event()))


def values(answer: list[pa.RecordBatch]) -> list[dict[str, object]]:
    return [row for batch in answer for row in batch.to_pylist()]


def open_files() -> Iterator[bytes]:
    """What lies in files that this process holds open though they have no name."""
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # of the look itself
            if "(deleted)" in str(handle.readlink()):
                yield os.pread(int(handle.name), 100_000_000, 0)


def test_an_answer_kept_comes_back_row_by_row_in_fewer_bytes(tmp_path: Path) -> None:
    kept, answer = KeptAnswers(tmp_path, MANY), batches(7)
    assert keep(kept, "q", answer) == answer
    back = again(kept, "q")
    assert values(back) == values(answer)
    assert [batch.num_rows for batch in back] == [BATCH] * 7
    assert back[0].schema.field("person").type == pa.dictionary(pa.uint16(), pa.int64())
    assert back[0].schema.field("code").type == pa.dictionary(pa.uint8(), pa.int64())


@pytest.mark.parametrize(
    ("apart", "told"),
    [
        (timedelta(minutes=1), b"60000000 us"),
        (timedelta(seconds=1), b"1000000 us"),
        (timedelta.resolution, None),
    ],
)
def test_times_of_the_minute_or_second_take_four_bytes(
    tmp_path: Path, apart: timedelta, told: bytes | None
) -> None:
    moments: list[datetime | None] = [datetime(1969, 12, 31) + apart * at for at in range(3 * BATCH)]
    moments[7] = None
    answer = times(moments)
    kept = KeptAnswers(tmp_path, MANY)
    keep(kept, "q", answer)
    back = again(kept, "q")
    sent = back[0].schema.field("at")
    assert (sent.metadata or {}).get(TIME_STEP) == told
    assert sent.type == (pa.timestamp("us") if told is None else pa.int32())
    assert plain_field(sent) == answer[0].schema.field("at")
    assert [each for batch in back for each in plain_column(batch.column("at"), sent).to_pylist()] == moments


def test_a_list_of_values_holds_none_but_those_of_its_rows(tmp_path: Path) -> None:
    kept, answer = KeptAnswers(tmp_path, MANY), batches(4)
    keep(kept, "q", answer)
    *first, last = again(kept, "q")
    held = {row["person"] for batch in first for row in batch.select(["person"]).to_pylist()} - {None}
    assert set(first[0].column("person").dictionary.to_pylist()) == held
    assert set(last.column("code").dictionary.to_pylist()) == set(answer[-1].column("code").to_pylist())


def test_nothing_on_the_disk_can_be_read_or_found(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, MANY)
    keep(kept, "q", batches(3))
    assert list(tmp_path.iterdir()) == []
    (text,) = [text for text in open_files() if len(text) > BATCH]
    assert CANARY not in text
    del kept
    assert [text for text in open_files() if len(text) > BATCH] == []


def test_an_answer_left_before_its_end_or_no_longer_than_a_batch_is_not_kept(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, MANY)
    course = kept.beside("left", reader(batches(4)))
    next(course)
    del course
    keep(kept, "short", batches(1))
    assert kept.find("left") is None
    assert kept.find("short") is None


def test_the_answer_sent_longest_ago_makes_room(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, MANY)
    keep(kept, "size", batches(3))
    size = kept.find("size").file.size  # type: ignore[union-attr]
    kept = KeptAnswers(tmp_path, int(size * 2.5))
    for key in ("first", "second"):
        keep(kept, key, batches(3))
    kept.find("first")
    keep(kept, "third", batches(3))
    assert [key for key in ("first", "second", "third") if kept.find(key)] == ["first", "third"]
    keep(kept, "too long", batches(9))
    assert [key for key in ("first", "third", "too long") if kept.find(key)] == ["first", "third"]


def test_rows_arrive_though_their_answer_cannot_be_kept(tmp_path: Path) -> None:
    more = batches(3) + batches(4, codes=5_000)  # more codes than the first rows let expect
    finer = times(
        [datetime(2024, 1, 1) + timedelta(minutes=at) for at in range(4 * BATCH - 1)] + [datetime.max]
    )
    kept = KeptAnswers(tmp_path, MANY)
    assert keep(kept, "many codes", more) == more
    assert keep(kept, "finer times", finer) == finer
    gone = KeptAnswers(tmp_path / "missing", MANY)
    assert keep(gone, "no folder", more) == more
    assert kept.find("many codes") is kept.find("finer times") is gone.find("no folder") is None


def test_a_kept_answer_stops_when_nobody_reads_any_more(tmp_path: Path) -> None:
    kept, stopped = KeptAnswers(tmp_path, MANY), threading.Event()
    keep(kept, "q", batches(3))
    found = kept.find("q")
    assert found is not None
    course = found.stream(stopped)
    next(course)
    stopped.set()
    with pytest.raises(InterruptedQueryError):
        next(course)
