"""Opposition lists as hospitals hold them; places for readers; refusals counted rather than flooding."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.patients.opposition import OppositionRegister, read_person_ids, replace_opposition
from data_gateway.serving.admission import Admission
from data_gateway.serving.refusal_records import PER_MINUTE, RefusalRecords
from data_gateway.site.audit import SiteAudit
from governance.refusal import Refusal


def test_ids_are_read_from_parquet_csv_and_text_alike(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"person_id": [1, 2, None]}), tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text("\ufeffdate,person_id\n2026-01-01,1\n2026-01-02,002\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("1\r\n 2 \r\n")
    for name in ("a.parquet", "b.csv", "c.txt"):
        assert read_person_ids(tmp_path / name) == {"1", "2"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "opposition-file-empty"),
        ("a.csv", b"", "opposition-file-empty"),
        ("a.csv", b"number,who\n1,x\n", "opposition-column-unknown"),
        ("a.txt", b"\xff\xfe\x00", "opposition-file-unreadable"),
        ("a.parquet", b"PAR1", "opposition-file-unreadable"),
        ("a.txt", b"1\n" + b"9" * 200, "opposition-id-wrong"),
        ("missing.txt", None, "opposition-file-unreadable"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused_whole(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal, match=code):
        read_person_ids(tmp_path / name)


def test_a_register_follows_its_file_and_fails_closed(tmp_path: Path) -> None:
    path = tmp_path / "opposition.txt"
    register = OppositionRegister(path)
    with pytest.raises(Refusal, match="opposition-unavailable"):
        register.current()
    replace_opposition(path, frozenset({"1"}))
    first = register.current()
    replace_opposition(path, frozenset({"2"}))
    assert (first.persons, register.current().persons) == ({"1"}, {"2"})
    assert register.current().version != first.version
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal, match="opposition-unavailable"):
        register.current()


def test_one_project_cannot_take_every_place() -> None:
    admission = Admission(in_all=3, per_project=2)
    admission.enter("a")
    admission.enter("a")
    with pytest.raises(Refusal) as full:
        admission.enter("a")
    assert full.value.params == {"limit": 2}
    admission.enter("b")
    with pytest.raises(Refusal) as crowded:
        admission.enter("c")
    assert crowded.value.params == {"limit": 3}
    admission.leave("a")
    admission.enter("c")


def test_a_project_may_have_fewer_places_than_the_others() -> None:
    admission = Admission(in_all=5, per_project=3, of_project={"a": 1})
    admission.enter("a")
    with pytest.raises(Refusal) as full:
        admission.enter("a")
    assert full.value.params == {"limit": 1}
    for _ in range(3):
        admission.enter("b")


def test_a_reader_past_the_limits_waits_for_a_place() -> None:
    admission = Admission(in_all=1, per_project=1, wait_seconds=20, waiting=5)
    admission.enter("a")
    threading.Timer(0.2, admission.leave, ["a"]).start()
    start = time.monotonic()
    admission.enter("b")
    assert 0.1 < time.monotonic() - start < 10
    admission.leave("b")


def test_who_came_first_goes_first_but_not_before_those_whose_project_has_room() -> None:
    admission = Admission(in_all=2, per_project=1, wait_seconds=20, waiting=5)
    admission.enter("a")
    order: list[str] = []

    def read(project: str, name: str) -> None:
        admission.enter(project)
        order.append(name)
        time.sleep(0.1)
        admission.leave(project)

    readers = []
    for project, name in (("a", "second of a"), ("a", "third of a"), ("b", "of b")):
        readers.append(threading.Thread(target=read, args=(project, name)))
        readers[-1].start()
        time.sleep(0.1)
    time.sleep(0.3)
    assert order == ["of b"]
    admission.leave("a")
    for reader in readers:
        reader.join(10)
    assert order == ["of b", "second of a", "third of a"]


def test_waiting_ends_with_a_refusal_and_only_so_many_wait() -> None:
    admission = Admission(in_all=1, per_project=1, wait_seconds=0.3, waiting=1)
    admission.enter("a")
    refused: list[str] = []

    def read() -> None:
        try:
            admission.enter("b")
        except Refusal as refusal:
            refused.append(refusal.code)

    waiting = threading.Thread(target=read)
    waiting.start()
    time.sleep(0.1)
    start = time.monotonic()
    with pytest.raises(Refusal, match="gateway-busy"):
        admission.enter("c")
    assert time.monotonic() - start < 0.1
    waiting.join(10)
    assert refused == ["gateway-busy"]
    admission.leave("a")
    admission.enter("c")


class _Kept:
    """Stands where the audit stands, and keeps what it is given."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def append(self, **record: Any) -> None:
        self.records.append(record)


def test_a_flood_of_refusals_is_counted_and_told_in_the_callers_next_record() -> None:
    kept, now = _Kept(), [0.0]
    refusals = RefusalRecords(cast(SiteAudit, kept), lambda: now[0])

    def refuse(actor: str) -> None:
        refusals.record(actor=actor, event="read.refused", subject="lyon", details={"code": "access-invalid"})

    for _ in range(PER_MINUTE + 40):
        refuse("unknown")
    refuse("claire")
    assert len(kept.records) == PER_MINUTE + 1
    now[0] = 61.0
    refuse("unknown")
    assert kept.records[-1]["details"] == {"code": "access-invalid", "repeated": 40}
    refuse("unknown")
    assert "repeated" not in kept.records[-1]["details"]
