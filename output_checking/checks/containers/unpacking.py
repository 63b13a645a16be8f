"""Opening zip files, office files among them, without being flooded, led astray or fooled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from governance.refusal import Refusal
from output_checking.checks.file_type import ZIP_FAULTS

MEMBERS = 500
EXPANDED = 256 << 20  # bytes of all members together
# A table of zeros packs well; a hundred megabytes in a few kilobytes is made to flood.
_RATIO, _RATIO_FROM = 200, 10 << 20


@contextmanager
def open_zip(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Raises Refusal `archive-unreadable`, `archive-bomb`, `archive-encrypted`, `archive-path`,
    `archive-member-twice` or `archive-many`, before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except ZIP_FAULTS as fault:
        raise Refusal("archive-unreadable") from fault
    with archive:
        require_fair(len(content), [(entry.filename, entry.file_size) for entry in entries])
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise Refusal("archive-encrypted")
        # Links: the upper half of the attributes is the mode that Unix gives a file.
        if any((entry.external_attr >> 16) & 0o170000 == 0o120000 for entry in entries):
            raise Refusal("archive-path")
        if _extra_bytes(content, entries):
            raise Refusal("archive-extra-bytes")
        yield archive


def require_fair(packed: int, members: list[tuple[str, int]]) -> None:
    """`members`: names and sizes. Raises Refusal as `open_zip` does."""
    expanded = sum(size for _, size in members)
    if len(members) > MEMBERS:
        raise Refusal("archive-many", limit=MEMBERS)
    if expanded > EXPANDED or (expanded > _RATIO_FROM and expanded > _RATIO * max(packed, 1)):
        raise Refusal("archive-bomb")
    names = [name for name, _ in members]
    if len(set(names)) != len(names):
        raise Refusal("archive-member-twice")
    for name in names:
        if not is_inside(name):
            raise Refusal("archive-path")


def is_inside(name: str) -> bool:
    """Whether a member stays below the folder that it is unpacked into, on every system."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and not name.startswith(("/", "\\")) and ".." not in parts and ":" not in parts[0]


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Never more than the archive said. Raises Refusal `archive-unreadable` or `archive-bomb`."""
    try:
        with archive.open(name) as opened:
            size = archive.getinfo(name).file_size
            content = opened.read(size + 1)
    except ZIP_FAULTS as fault:
        raise Refusal("archive-unreadable") from fault
    if len(content) > size:
        raise Refusal("archive-bomb")
    return content


def require_no_entities(content: bytes) -> None:
    """Office files never define entities of their own. Raises Refusal `xml-entities`."""
    plain = content.replace(b"\0", b"") if b"\0" in content[:200] else content
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refusal("xml-entities")


def read_xml(content: bytes) -> Element:
    """Raises Refusal `xml-entities` where a document defines entities of its own, `xml-unreadable`."""
    try:
        root: Element = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        return root
    except DefusedXmlException as fault:
        raise Refusal("xml-entities") from fault
    except (ParseError, ValueError, LookupError, RecursionError) as fault:
        raise Refusal("xml-unreadable") from fault


def _extra_bytes(content: bytes, entries: list[zipfile.ZipInfo]) -> bool:
    """Anything before the first member, or behind the archive."""
    first = min((entry.header_offset for entry in entries), default=0)
    end = content.rfind(b"PK\x05\x06")
    behind = len(content) - end - 22 if end >= 0 else 0
    return first > 0 or behind > 0
