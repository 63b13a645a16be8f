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


class KeyFiles:
    """One key per project, each in a file of `folder`. Every method may be called from several processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self, project: str) -> bool:
        return self._path(project).exists()

    def destroy(self, project: str) -> None:
        """For good: what was made with it cannot be made again."""
        with self._alone():
            self._replace(project, _DESTROYED)

    def _drawn(self, project: str) -> bytes:
        """Its key, drawn when first asked for. Raises as `_read`."""
        if not self.held(project):
            with self._alone():
                if not self.held(project):
                    write_whole(self._path(project), key_text(drawn_key()), mode=0o600)
        return self._read(project)

    def _read(self, project: str) -> bytes:
        """Raises Refusal `pseudonyms-destroyed`, `key-unreadable`."""
        path = self._path(project)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise Refusal("key-unreadable", path=str(path)) from fault
        if content == _DESTROYED:
            raise Refusal("pseudonyms-destroyed", project=project)
        key = parsed_key(content.decode("ascii", "replace"))
        if key is None:
            raise Refusal("key-unreadable", path=str(path))
        return key

    def _path(self, project: str) -> Path:
        return self._folder / f"{project}.key"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _replace(self, project: str, content: bytes) -> None:
        path = self._path(project)
        if path.exists():
            # On the file's own blocks, before the new file takes its name.
            with path.open("r+b") as old:
                old.write(secrets.token_bytes(path.stat().st_size))
                old.flush()
                os.fsync(old.fileno())
        write_whole(path, content, mode=0o600)


class ProjectKeys(KeyFiles):
    """A destroyed key is never drawn again: the project reads nothing here, also under a later permit."""

    def __init__(self, folder: SiteFolder) -> None:
        super().__init__(folder.project_keys)

    def key(self, project: str) -> bytes:
        """32 bytes, drawn when first asked for. Raises Refusal `pseudonyms-destroyed`, `key-unreadable`."""
        return self._drawn(project)

    def kept(self, project: str) -> bytes | None:
        """None when none was drawn yet, and none is. Raises as `key`."""
        return self._read(project) if self.held(project) else None

    def rotate(self, project: str) -> None:
        """From now on the project's patients have other pseudonyms. Raises Refusal `pseudonyms-destroyed`."""
        with self._alone():
            if self.held(project):
                self._read(project)
            self._replace(project, key_text(drawn_key()))


def drawn_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def key_text(key: bytes) -> bytes:
    return key.hex().encode("ascii") + b"\n"


def parsed_key(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
