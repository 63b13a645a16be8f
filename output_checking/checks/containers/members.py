"""What an archive of any kind holds, unpacked in memory within limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from governance.refusal import Refusal
from output_checking.checks.containers.unpacking import EXPANDED, open_zip, read_member, require_fair

_OPENERS: dict[bytes, Callable[[io.BytesIO], IO[bytes]]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),  # type: ignore[dict-item, return-value]
    b"BZ": bz2.BZ2File,
    b"\xfd7": lzma.LZMAFile,
}
_LONG_NAMES = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}


def members_of(archive_name: str, packed: bytes) -> list[tuple[str, bytes]]:
    """(name, content) of every plain file. Raises Refusal as unpacking.py does."""
    if packed.startswith(b"PK"):
        with open_zip(packed) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            return [(name, read_member(archive, name)) for name in names]
    if packed[257:262] == b"ustar":
        return _tar(packed)
    opener = _OPENERS[packed[:2]]
    try:
        with opener(io.BytesIO(packed)) as opened:
            content = opened.read(EXPANDED + 1)
    except (OSError, EOFError, ValueError, lzma.LZMAError) as fault:
        raise Refusal("archive-unreadable") from fault
    require_fair(len(packed), [("x", len(content))])
    if content[257:262] == b"ustar":
        return _tar(content)
    name = PurePosixPath(archive_name)
    return [(name.stem + _LONG_NAMES.get(name.suffix.lower(), ""), content)]


def _tar(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            entries = archive.getmembers()
            require_fair(len(content), [(entry.name, entry.size) for entry in entries])
            if not all(entry.isfile() or entry.isdir() for entry in entries):
                raise Refusal("archive-path")
            files = [(entry.name, archive.extractfile(entry)) for entry in entries if entry.isfile()]
            return [(name, opened.read()) for name, opened in files if opened]
    except (tarfile.TarError, OSError, EOFError, ValueError) as fault:
        raise Refusal("archive-unreadable") from fault
