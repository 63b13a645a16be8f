"""Prove a package offline: signed by this airlock, every file as approved, nothing missing, nothing added."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance import signatures
from governance.refusal import Refusal
from output_checking.package.archive import pack
from output_checking.package.record import METADATA, RELEASE_KIND, SIGNATURE

_LARGEST = 512 << 20


@dataclass(frozen=True)
class Verified:
    """What a proved package says of itself."""

    request: str
    project: str
    title: str
    approved_at: str
    files: tuple[str, ...]


def verify_package(path: Path, key: Ed25519PublicKey) -> Verified:
    """Raises Refusal `package-unreadable`, `signature-invalid`, `package-record-altered`,
    `package-file-missing`, `package-file-unexpected`, `package-file-altered` or `package-bytes-altered`."""
    content, members = _members(path)
    if SIGNATURE not in members or METADATA not in members:
        raise Refusal("package-file-missing", file=METADATA if METADATA not in members else SIGNATURE)
    try:
        signed = members[SIGNATURE].decode("ascii")
    except UnicodeDecodeError as fault:
        raise Refusal("signature-invalid", kind=RELEASE_KIND) from fault
    record = signatures.verify(signed, key, kind=RELEASE_KIND)
    if record != members[METADATA]:
        raise Refusal("package-record-altered")
    graph: list[dict[str, Any]] = json.loads(record)["@graph"]
    expected = {unquote(one["@id"]): one["sha256"] for one in graph if one["@type"] == "File"}
    _require_same_files(
        expected, {name: members[name] for name in members if name not in (METADATA, SIGNATURE)}
    )
    # What remains: headers, comments and anything before, between or after the members.
    if pack(members) != content:
        raise Refusal("package-bytes-altered")
    root = next(one for one in graph if one["@id"] == "./")
    results = [unquote(one["@id"]) for one in graph if one["@type"] == "File" and "d2h:role" not in one]
    return Verified(
        root["identifier"], root["d2h:project"], root["name"], root["datePublished"], tuple(sorted(results))
    )


def _members(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """(all bytes, members by name). Raises Refusal for what is no zip, or could hide a member."""
    try:
        if path.stat().st_size > _LARGEST:
            raise Refusal("package-unreadable", path=path.name)
        content = path.read_bytes()
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as fault:
        raise Refusal("package-unreadable", path=path.name) from fault
    with archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        # Compressed members could swell without end, and of two members of one name only one is read.
        if len(names) != len(entries) or any(one.compress_type != zipfile.ZIP_STORED for one in entries):
            raise Refusal("package-bytes-altered")
        return content, {name: _member(archive, name) for name in sorted(names)}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (ValueError, RuntimeError, EOFError, OSError, NotImplementedError, zipfile.BadZipFile) as fault:
        raise Refusal("package-file-altered", file=name) from fault


def _require_same_files(expected: dict[str, str], found: dict[str, bytes]) -> None:
    for name in sorted(expected.keys() - found.keys()):
        raise Refusal("package-file-missing", file=name)
    for name in sorted(found.keys() - expected.keys()):
        raise Refusal("package-file-unexpected", file=name)
    for name, content in sorted(found.items()):
        if hashlib.sha256(content).hexdigest() != expected[name]:
            raise Refusal("package-file-altered", file=name)
