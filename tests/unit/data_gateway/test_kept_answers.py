"""Answers that a worker keeps: the same rows again, nothing readable on the disk, and not without end."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from d2h_sdk.short_columns import plain_column, plain_field, plain_schema
from d2h_sdk.wire import TIME_STEP
from data_gateway.engines.answer_batches import GROWING_LISTS
from data_gateway.engines.worker.kept_answers import MOST_REMEMBERED, KeptAnswers
from data_gateway.engines.worker.kept_reading import KeptBatch, KeptReader
from data_gateway.engines.worker.messages import Kept
from data_gateway.engines.worker.short_columns import shortened
from data_gateway.serving.flight_messages import flight_data

from .read_back import read_back

MANY = 10**9
BATCH = 10_000
CANARY = b"HIV-12777"


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
    """What whoever asks first is sent."""
    return list(kept.beside(key, shortened(reader(answer))))


def again(kept: KeptAnswers, key: str) -> list[pa.RecordBatch]:
    """As the gateway reads and sends it."""
    found = kept.find(key)
    assert found is not None
    reader = KeptReader(found.file, Kept.model_validate_json(found.told.model_dump_json()))
    batches = list(iter_of(reader))
    answer = list(read_back(flight_data(reader.schema, batches)))
    assert [batch.num_rows for batch in answer] == [batch.num_rows for batch in batches]
    return answer


def iter_of(reader: KeptReader) -> Iterator[KeptBatch]:
    with suppress(StopIteration):
        while True:
            yield reader.read_next_batch()


def values(answer: list[pa.RecordBatch]) -> list[dict[str, object]]:
    """As the researcher has them."""
    rows: list[dict[str, object]] = []
    for batch in answer:
        columns = list(map(plain_column, batch.columns, batch.schema))
        rows += pa.RecordBatch.from_arrays(columns, schema=plain_schema(batch.schema)).to_pylist()
    return rows


def open_files() -> Iterator[bytes]:
    """What lies in files that this process holds open though they have no name."""
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # of the look itself
            if "(deleted)" in str(handle.readlink()):
                yield os.pread(int(handle.name), 100_000_000, 0)


def test_an_answer_kept_comes_back_row_by_row_in_fewer_bytes(tmp_path: Path) -> None:
    kept, answer = KeptAnswers(tmp_path, MANY), batches(7)
    for sent in (keep(kept, "q", answer), again(kept, "q")):
        assert values(sent) == [row for batch in answer for row in batch.to_pylist()]
        assert [batch.num_rows for batch in sent] == [BATCH] * 7
        assert sent[0].schema.field("person").type == pa.dictionary(pa.uint16(), pa.int64())
        assert sent[0].schema.field("code").type == pa.dictionary(pa.uint8(), pa.int64())


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


def test_a_list_of_values_holds_none_but_those_of_the_rows_so_far_and_is_not_sent_twice(
    tmp_path: Path,
) -> None:
    kept, answer = KeptAnswers(tmp_path, MANY), batches(4)
    for sent in (keep(kept, "q", answer), again(kept, "q")):
        shown: set[object] = set()
        for batch, plain in zip(sent, answer, strict=True):
            shown |= set(plain.column("person").to_pylist()) - {None}
            assert set(batch.column("person").dictionary.to_pylist()) == shown
        written = pa.BufferOutputStream()
        with pa.ipc.new_stream(written, sent[0].schema, options=GROWING_LISTS) as writer:
            for batch in sent:
                writer.write_batch(batch)
        assert written.getvalue().size < 4 * BATCH * 40
        assert values(list(pa.ipc.open_stream(written.getvalue()))) == values(answer)


def test_a_list_that_is_full_begins_anew_and_a_batch_with_too_many_values_is_cut(tmp_path: Path) -> None:
    few = [pa.record_batch({"code": pa.array([at % 60 for at in range(BATCH)], pa.int64())})]
    more = [
        pa.record_batch({"code": pa.array([at * n % (60 + 50 * n) for at in range(BATCH)], pa.int64())})
        for n in range(1, 9)
    ]
    answer = few + more
    kept = KeptAnswers(tmp_path, MANY)
    for sent in (keep(kept, "q", answer), again(kept, "q")):
        assert values(sent) == values(answer)
        assert len(sent) > len(answer)
        assert max(len(batch.column("code").dictionary) for batch in sent) <= 256


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
    finer = times(
        [datetime(2024, 1, 1) + timedelta(minutes=at) for at in range(4 * BATCH - 1)] + [datetime.max]
    )
    kept = KeptAnswers(tmp_path, MANY)
    assert values(keep(kept, "finer times", finer)) == values(finer)
    gone, other = KeptAnswers(tmp_path / "missing", MANY), batches(3)
    assert values(keep(gone, "no folder", other)) == values(other)
    assert kept.find("finer times") is gone.find("no folder") is None


def test_a_file_that_is_not_the_one_that_was_kept_is_refused(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, MANY)
    keep(kept, "q", batches(3))
    keep(kept, "other", batches(3, seed=2))
    (one, other) = (kept.find(key) for key in ("q", "other"))
    assert one is not None and other is not None
    no_file, _ = socket.socketpair()
    with no_file, pytest.raises(OSError, match="no plain file"):
        KeptReader(no_file, one.told)
    with pytest.raises(OSError, match="not what was kept"):
        list(iter_of(KeptReader(other.file, one.told)))
    os.truncate(one.file.fileno(), one.file.size - 1)
    with pytest.raises(OSError, match="not what was kept"):
        list(iter_of(KeptReader(one.file, one.told)))


def test_a_question_is_remembered_until_many_others_were_asked(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, MANY)
    assert [kept.asked_before(key) for key in ("a", "b", "a", "a")] == [False, False, True, True]
    for other in range(MOST_REMEMBERED - 1):
        kept.asked_before(f"other {other}")
    assert kept.asked_before("a")
    assert not kept.asked_before("b")
