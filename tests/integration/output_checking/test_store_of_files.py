"""The content-addressed store: what was added is what is read, or nothing is."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from governance.refusal import Refusal
from output_checking.findings import Severity
from output_checking.states import State
from output_checking.storage.file_store import FileStore
from tests.integration.output_checking.house import CLAIMED, COUNTS, House


def stored(house: House, sha256: str) -> Path:
    return house.settings.store / sha256[:2] / sha256


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    first = store.add(io.BytesIO(b"content"), limit=100)
    assert store.add(io.BytesIO(b"content"), limit=100) == first
    assert store.read(first[0]) == b"content"
    assert len([path for path in (tmp_path / "store").rglob("*") if path.is_file()]) == 1


def test_nobody_else_on_the_machine_reads_the_store(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = FileStore(tmp_path / "deep" / "store")
        store.add(io.BytesIO(b"content"), limit=100)
    finally:
        os.umask(before)
    for path in [tmp_path / "deep" / "store", *(tmp_path / "deep" / "store").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_broken_upload_leaves_nothing(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(3)

    store = FileStore(tmp_path / "store")
    with pytest.raises(ConnectionError):
        store.add(Breaking(b"content"), limit=100)
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "g" * 64])
def test_only_a_digest_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal, match="store-altered"):
        FileStore(tmp_path / "store").read(name)


def test_altered_bytes_are_never_handed_out(house: House) -> None:
    request = house.submitted()
    path = stored(house, request.files[0].sha256)
    path.write_bytes(COUNTS.replace("54", "55").encode())
    with pytest.raises(Refusal, match="store-altered"):
        house.airlock.files.read(request.files[0].sha256)
    path.unlink()
    with pytest.raises(Refusal, match="store-altered"):
        house.airlock.files.read(request.files[0].sha256)


def test_a_file_altered_after_the_approval_does_not_leave(house: House) -> None:
    request = house.approved()
    stored(house, request.files[0].sha256).write_bytes(b"ward,patients\nCardiology,3\n")
    house.worker.turn()
    assert house.state(request) is State.APPROVED
    assert "request.released" not in house.events()


def test_a_file_altered_before_the_checks_blocks_and_says_so(house: House) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    stored(house, house.now(request).files[0].sha256).write_bytes(b"x")
    house.worker.turn()
    blocked = house.now(request)
    assert blocked.state is State.BLOCKED
    (finding,) = blocked.files[0].findings
    assert (finding.severity, finding.explanation) == (Severity.BLOCK, "store-altered")


def test_another_file_put_in_the_database_in_place_of_the_reviewed_one_does_not_leave(house: House) -> None:
    import sqlalchemy as sa

    from output_checking.storage.tables import request_files

    request = house.approved()
    sha256, _ = house.airlock.files.add(io.BytesIO(b"person_id\n1\n"), limit=100)
    with house.airlock.open_unit() as unit:
        unit.session.execute(sa.update(request_files).values(sha256=sha256))
        unit.commit()
    house.worker.turn()
    assert house.state(request) is State.APPROVED
    assert "request.released" not in house.events()
