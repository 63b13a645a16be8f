"""The copies of one folder, a member's own or a project's: one file each, which says its notebook's place in
its first line. Its time is when the notebook was last known to be so."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import secrets
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from governance.refusal import Refusal

KEPT = timedelta(days=30)
_NAME = re.compile(r"([0-9]{13})-[0-9a-f]{16}")
_PRESENT = ".present"
# What even an empty notebook counts for, so that no store has more of them than can be gone through quickly.
_LEAST = 32 << 10


@dataclass(frozen=True)
class Copy:
    """`notebook`: its path below the folder; `digest`: SHA-256 of the content, of so many `bytes`; `room`:
    for how many it counts."""

    id: str
    notebook: str
    at: datetime
    bytes: int
    digest: str
    room: int


class CopyStore:
    """At most `most_bytes` on the disk. What is there is never pushed out by what comes: code that writes
    without end must not get rid of the copies from before."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """What is there is read once: only one of a folder may write."""
        self.folder = folder
        self._most = most_bytes

    def copies(self) -> tuple[Copy, ...]:
        """The newest first."""
        return tuple(sorted(self._known.values(), key=lambda copy: copy.id, reverse=True))

    def present(self) -> set[str]:
        """The notebooks that were there when they were looked for last."""
        with suppress(FileNotFoundError):
            return set(json.loads((self.folder / _PRESENT).read_text(encoding="utf-8")))
        return set()

    def content(self, copy: Copy) -> bytes:
        with gzip.open(self.folder / copy.id) as file:
            file.readline()
            return file.read()

    def find(self, id_: str) -> Copy:
        """Raises Refusal `copy-unknown`."""
        if (copy := self._known.get(id_)) is None:
            raise Refusal("copy-unknown")
        return copy

    def is_full(self) -> bool:
        return sum(copy.room for copy in self._known.values()) >= self._most

    def keep(self, notebook: str, content: bytes) -> None:
        """Unless the last copy is the same, or there is no room. Of one notebook the first and the last of an
        hour are kept."""
        of_it = (copy for copy in self._known.values() if copy.notebook == notebook)
        before = sorted(of_it, key=lambda copy: copy.id, reverse=True)
        digest = hashlib.sha256(content).hexdigest()
        if (before and before[0].digest == digest) or self.is_full():
            return
        now = datetime.now(UTC)
        head: dict[str, str | int] = {"notebook": notebook, "bytes": len(content), "digest": digest}
        self._write(f"{self._moment(now):013d}-{secrets.token_hex(8)}", head, content)
        if before:
            os.utime(self.folder / before[0].id)
        of_this_hour = [copy for copy in before if f"{copy.at:%Y%m%d%H}" == f"{now:%Y%m%d%H}"]
        if len(of_this_hour) > 1:
            self._remove(of_this_hour[0].id)

    def see(self, notebooks: Collection[str]) -> None:
        """That these are there now: a copy of what is gone since begins to age."""
        before = self.present()
        if set(notebooks) == before:
            return
        for copy in self._newest():
            if copy.notebook in before and copy.notebook not in notebooks:
                os.utime(self.folder / copy.id)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = self.folder / ".begun"
        begun.write_text(json.dumps(sorted(notebooks)), encoding="utf-8")
        begun.rename(self.folder / _PRESENT)

    def expire(self) -> None:
        """What was deleted or written over 30 days ago; the last copy of a notebook that is there stays."""
        end = time.time() - KEPT.total_seconds()
        old = [path.name for path in self._files() if path.stat().st_mtime < end]
        if old:
            present = self.present()
            current = {copy.id for copy in self._newest() if copy.notebook in present}
            for id_ in set(old) - current:
                self._remove(id_)

    def _moment(self, now: datetime) -> int:
        """Milliseconds since 1970, later than of any copy: two of one moment keep their order."""
        last = max((int(id_[:13]) for id_ in self._known), default=0)
        return max(int(now.timestamp() * 1000), last + 1)

    def _newest(self) -> Iterator[Copy]:
        seen = set[str]()
        for copy in self.copies():
            if copy.notebook not in seen:
                seen.add(copy.notebook)
                yield copy

    def _write(self, id_: str, head: dict[str, str | int], content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun, path = self.folder / ".begun", self.folder / id_
        with gzip.open(begun, "wb", compresslevel=3) as file:
            file.write(json.dumps(head).encode() + b"\n" + content)
        begun.rename(path)
        self._known[id_] = _read(path)

    def _remove(self, id_: str) -> None:
        (self.folder / id_).unlink()
        self._known.pop(id_, None)

    @cached_property
    def _known(self) -> dict[str, Copy]:
        found = {}
        for path in self._files():
            # One that a machine without power left half written is none.
            with suppress(OSError, EOFError, ValueError, KeyError, zlib.error):
                found[path.name] = _read(path)
        return found

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))


def _read(path: Path) -> Copy:
    with gzip.open(path) as file:
        head = json.loads(file.readline())
    at = datetime.fromtimestamp(int(path.name[:13]) / 1000, UTC)
    room = max(path.stat().st_size, _LEAST)
    return Copy(path.name, head["notebook"], at, head["bytes"], head["digest"], room)
