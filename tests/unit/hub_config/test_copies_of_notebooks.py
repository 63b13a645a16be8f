"""Copies of notebooks: which are kept, for how long, and what is never looked at."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from governance.refusal import Refusal
from hub_config.copies.reader import notebooks
from hub_config.copies.store import KEPT, CopyStore

ROOM = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def contents(folder: Path) -> list[bytes]:
    """The newest first."""
    store = CopyStore(folder, ROOM)
    return [store.content(copy) for copy in store.copies()]


def let_pass(folder: Path, time: timedelta) -> None:
    for path in folder.iterdir():
        at = path.stat().st_mtime - time.total_seconds()
        os.utime(path, (at, at))


def test_a_copy_is_kept_of_what_changed_and_of_an_hour_the_first_and_the_last(folder):
    store = CopyStore(folder, ROOM)
    for content in (b"1", b"2", b"2", b"3", b"4"):
        store.keep("study.ipynb", content)

    # An hour may have ended meanwhile: then its last stays too.
    assert contents(folder)[0] == b"4" and contents(folder)[-1] == b"1"
    assert 2 <= len(contents(folder)) <= 4


def test_what_was_deleted_can_be_had_for_thirty_days_and_what_is_there_for_good(folder):
    store = CopyStore(folder, ROOM)
    store.see({"gone.ipynb", "there.ipynb"})
    for name in ("gone.ipynb", "there.ipynb"):
        store.keep(name, name.encode())
    let_pass(folder, KEPT * 2)
    CopyStore(folder, ROOM).expire()
    assert len(contents(folder)) == 2, "both were there until now"

    CopyStore(folder, ROOM).see({"there.ipynb"})
    let_pass(folder, KEPT - timedelta(minutes=1))
    CopyStore(folder, ROOM).expire()
    assert len(contents(folder)) == 2
    let_pass(folder, timedelta(minutes=2))
    CopyStore(folder, ROOM).expire()

    assert contents(folder) == [b"there.ipynb"]


def test_code_that_writes_without_end_does_not_push_out_the_copies_from_before(folder):
    store = CopyStore(folder, 1 << 20)
    store.keep("work of months.ipynb", b"much")
    for number in range(100):
        store.keep(f"{number}.ipynb", os.urandom(16 << 10))

    assert store.is_full()
    assert contents(folder)[-1] == b"much"
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 1 << 20


def test_only_a_name_that_a_copy_has_finds_one(folder):
    CopyStore(folder, ROOM).keep("study.ipynb", b"1")
    for name in ("", ".present", "../copies", "0" * 13 + "-" + "0" * 16):
        with pytest.raises(Refusal, match="copy-unknown"):
            CopyStore(folder, ROOM).find(name)


def test_links_pipes_and_hidden_folders_are_not_looked_at(tmp_path):
    (tmp_path / "a" / ".hidden").mkdir(parents=True)
    for name in ("one.ipynb", "a/two.ipynb", "a/.hidden/three.ipynb", "a/data.csv"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "one.ipynb")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / os.fsdecode(b"\xff.ipynb")).write_text("{}")
    (tmp_path / "large.ipynb").touch()
    os.truncate(tmp_path / "large.ipynb", 17 << 20)

    assert {path for _, path in notebooks(str(tmp_path))} == {"one.ipynb", "a/two.ipynb"}
