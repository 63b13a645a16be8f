"""Content-addressed files: named by the SHA-256 of their bytes, written once, checked whenever read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from governance.refusal import Refusal
from output_checking.storage.unfinished import remove_unfinished

_CHUNK = 1 << 20


class Contents(Protocol):
    """Bytes by their SHA-256."""

    def read(self, sha256: str) -> bytes: ...


class FileStore:
    """Files 0600 under `root/<first two hex>/<sha256>`, directories 0700."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        # One by one: `parents=True` would open the upper ones to everybody.
        root.parent.mkdir(parents=True, exist_ok=True)
        for folder in (root, self._incoming):
            folder.mkdir(exist_ok=True, mode=0o700)

    def add(self, content: BinaryIO, *, limit: int) -> tuple[str, int]:
        """Copies `content` in, durably and all or nothing; returns (sha256, bytes).

        Raises Refusal `file-too-large` past `limit` bytes.
        """
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._incoming)  # 0600 by its own rule
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as copy:
                while chunk := content.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise Refusal("file-too-large", limit=limit)
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            sha256 = digest.hexdigest()
            target = self._path(sha256)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        for folder in (target.parent, self._root):
            _sync_folder(folder)
        return sha256, size

    def read(self, sha256: str) -> bytes:
        """The bytes, proved to be those that were added. Raises Refusal `store-altered`."""
        try:
            content = self._path(sha256).read_bytes()
        except OSError as fault:
            raise Refusal("store-altered", sha256=sha256) from fault
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refusal("store-altered", sha256=sha256)
        return content

    def remove(self, sha256: str) -> None:
        """Does nothing when it is gone already."""
        self._path(sha256).unlink(missing_ok=True)

    def remove_unfinished(self, before: datetime) -> int:
        return remove_unfinished(self._incoming.iterdir(), before)

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise Refusal("store-altered", sha256=sha256[:64])
        return self._root / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
