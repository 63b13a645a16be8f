"""The keys behind pseudonyms: one of each project's own at each site, drawn at random.

A project's key stands in one file at the site and can be drawn from nothing else: when it is replaced the
project's patients get other numbers, and when it is destroyed nobody, the site included, can tell any more
whose a number was.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_gateway.site.folder import SiteFolder, write_whole
from governance.refusal import Refusal

KEY_BYTES = 32
_DESTROYED = b"destroyed\n"


def fingerprint(key: bytes) -> str:
    """Tells keys apart and nothing else of them."""
    return hmac.digest(key, b"d2h-key-fingerprint", "sha256").hex()[:16]


class ProjectKeys:
    """Every method may be called from several processes at once."""

    def __init__(self, folder: SiteFolder) -> None:
        self._folder = folder.project_keys

    def key(self, project: str) -> bytes:
        """32 bytes, drawn when first asked for. Raises Refusal `pseudonyms-destroyed`, `key-unreadable`."""
        path = self._path(project)
        if not path.exists():
            with self._alone():
                if not path.exists():
                    write_whole(path, _drawn(), mode=0o600)
        return _read(path, project)

    def rotate(self, project: str) -> None:
        """From now on the project's patients have other pseudonyms. Raises Refusal `pseudonyms-destroyed`."""
        with self._alone():
            if self._path(project).exists():
                _read(self._path(project), project)
            self._replace(self._path(project), _drawn())

    def destroy(self, project: str) -> None:
        """For good: the project reads nothing here any more, also under a later permit."""
        with self._alone():
            self._replace(self._path(project), _DESTROYED)

    def _path(self, project: str) -> Path:
        return self._folder / f"{project}.key"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _replace(path: Path, content: bytes) -> None:
        if path.exists():
            # On the file's own blocks, before the new file takes its name.
            with path.open("r+b") as old:
                old.write(secrets.token_bytes(path.stat().st_size))
                old.flush()
                os.fsync(old.fileno())
        write_whole(path, content, mode=0o600)


def _drawn() -> bytes:
    return secrets.token_hex(KEY_BYTES).encode("ascii") + b"\n"


def _read(path: Path, project: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
    if content == _DESTROYED:
        raise Refusal("pseudonyms-destroyed", project=project)
    key = _parsed(content.decode("ascii", "replace"))
    if key is None:
        raise Refusal("key-unreadable", path=str(path))
    return key


def _parsed(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
