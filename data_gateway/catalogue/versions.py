"""Versions of a data set: made whole or not at all, put in force after the audit, kept while one needs them.

`<data set>/<version>/` is whole, `.<version>/` is a draft, `current` links to the version in force. A process
that dies at any step leaves the one in force as it was; whatever it left is cleared by the next load.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from data_gateway.catalogue.dataset import CURRENT, is_version, load_dataset
from governance.refusal import Refusal

VERSIONS_KEPT = 2  # the one in force, and the one before it for the reads still under way
_STAMP = "%Y%m%dT%H%M%S%f"
Built = TypeVar("Built")
Record = Callable[[str, dict[str, Any]], None]  # event and details, on disk when it returns


@dataclass(frozen=True)
class Version:
    """`made` is in UTC; `rows` over all tables."""

    name: str
    made: datetime
    rows: int
    in_force: bool


def versions_of(datasets: Path, name: str) -> list[Version]:
    """The newest first. Raises Refusal `dataset-unknown` or `dataset-unavailable`."""
    in_force = load_dataset(datasets, name).version
    found = []
    for folder in reversed(_whole(datasets / name)):
        rows = sum(table.rows for table in load_dataset(datasets, name, folder.name).tables.values())
        found.append(Version(folder.name, _made(folder.name), rows, folder.name == in_force))
    return found


def make_version(
    datasets: Path,
    name: str,
    build: Callable[[Path, str], tuple[Built, dict[str, Any]]],
    *,
    event: str,
    record: Record,
    pinned: Collection[str],
) -> Built:
    """Have `build` fill a draft folder, then put it in force as the newest version of `name`.

    `build` gets the folder and the version's name, and returns its result and what the audit says of it. The
    audit comes first: were it not written, nothing would be in force. Raises Refusal `load-under-way`.
    """
    with _alone(datasets):
        home = datasets / name
        home.mkdir(exist_ok=True)
        _clear(home, pinned, record)
        version = _next_name(home)
        draft, whole = home / f".{version}", home / version
        recorded = False
        try:
            draft.mkdir(mode=0o700)
            result, details = build(draft, version)
            _to_disk(draft)
            draft.rename(whole)
            record(event, {"dataset": name, "version": version, **details})
            recorded = True
            _put_in_force(home, version)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            if not recorded:
                shutil.rmtree(whole, ignore_errors=True)
            if not any(home.iterdir()):
                home.rmdir()
            raise
        _prune(home, pinned)
        return result


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the site's own files that a version was made with, for the audit."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".yaml"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def _alone(datasets: Path) -> Iterator[None]:
    """One change of a site's data at a time, so that what another left behind is surely abandoned."""
    datasets.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = os.open(datasets, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Refusal("load-under-way") from fault
        yield
    finally:
        os.close(folder)


def _clear(home: Path, pinned: Collection[str], record: Record) -> None:
    """Take away drafts, and versions that a dead process told the audit of but did not put in force."""
    in_force = _in_force(home)
    for folder in _whole(home):
        if (in_force is None or folder.name > in_force) and folder.name not in pinned:
            record("dataset.load-undone", {"dataset": home.name, "version": folder.name})
            shutil.rmtree(folder)
    for left in [path for path in home.iterdir() if path.name.startswith(".")]:
        if left.is_symlink():
            left.unlink()
        else:
            shutil.rmtree(left)


def _prune(home: Path, pinned: Collection[str]) -> None:
    for old in _whole(home)[:-VERSIONS_KEPT]:
        if old.name not in pinned:
            shutil.rmtree(old, ignore_errors=True)


def _put_in_force(home: Path, version: str) -> None:
    link = home / f".{CURRENT}-{version}"
    link.symlink_to(version)
    link.replace(home / CURRENT)
    _sync(home)


def _in_force(home: Path) -> str | None:
    link = home / CURRENT
    return link.readlink().name if link.is_symlink() else None


def _whole(home: Path) -> list[Path]:
    return sorted(path for path in home.iterdir() if is_version(path))


def _next_name(home: Path) -> str:
    """Later than every other version, also after the clock was set back."""
    now = datetime.now(UTC)
    newest = max((_made(folder.name) for folder in _whole(home)), default=now)
    made = max(now, newest + timedelta(microseconds=1))
    return f"{made:{_STAMP}}-{secrets.token_hex(2)}"


def _made(version: str) -> datetime:
    return datetime.strptime(version.partition("-")[0], _STAMP).replace(tzinfo=UTC)


def _to_disk(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
