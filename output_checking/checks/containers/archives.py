"""Archives: unpacked in memory, within limits, and every member judged as a file of its own."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO

from governance.refusal import Refusal
from output_checking.acro.contradiction import acro_findings
from output_checking.acro.package import CHECKSUMS, AcroPackage, package_among
from output_checking.checks.containers.unpacking import EXPANDED, open_zip, read_member, require_fair
from output_checking.checks.judging import judge_file
from output_checking.checks.registry import CheckedFile, Companion, Context, Kind, register
from output_checking.model import FileRole, Finding, Severity

RULE = "archive.content"
_DEEPEST = 2
_OPENERS: dict[bytes, Callable[[io.BytesIO], IO[bytes]]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),  # type: ignore[dict-item, return-value]
    b"BZ": bz2.BZ2File,
    b"\xfd7": lzma.LZMAFile,
}
_LONG_NAMES = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
_TABLES = (".csv", ".tsv")


@register(RULE, Kind.ARCHIVE)
def check_archive(file: CheckedFile, context: Context) -> Iterator[Finding]:
    above = file.place.get("member", "")
    if above.count(" › ") >= _DEEPEST:
        yield Finding(RULE, Severity.BLOCK, "archive-deep", {"limit": _DEEPEST}, file.where())
        return
    try:
        members = _members(file)
    except Refusal as refusal:
        yield Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, file.where())
        return
    try:
        acro = package_among(dict(members))
    except Refusal as refusal:
        yield Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, file.where())
        return
    names = [name for name, _ in members]
    present = {name.removeprefix(acro[0]) for name in names} if acro else set()
    for name, content in members:
        if acro and name.startswith(f"{acro[0]}{CHECKSUMS}/"):
            continue
        place = {"member": f"{above} › {name}" if above else name}
        part = CheckedFile(name, content, None, place)
        inside = replace(context.inside(), companions=_companions(name, names))
        found = _of_acro(part, inside, present, *acro) if acro else judge_file(part, inside)
        for finding in found:
            yield replace(finding, where={**finding.where, **place, "file": file.name})
    yield Finding(RULE, Severity.REVIEW, "archive-opened", {"members": len(members)}, file.where())


def _of_acro(
    part: CheckedFile, context: Context, present: set[str], folder: str, package: AcroPackage
) -> Iterator[Finding]:
    """A member of a package that ACRO finalised: judged by us, then compared with what ACRO said of it.

    ACRO's own records never leave: an archive that is to leave may not hold them.
    """
    name = part.name.removeprefix(folder)
    found = list(judge_file(part, replace(context, evidence=package.evidence_of(name))))
    internal = package.is_internal(name)
    if not internal:
        yield from found
    if context.role is FileRole.OUTPUT and (internal or name in package.federated):
        yield Finding(RULE, Severity.BLOCK, "acro-internal-leaves", {}, part.where())
    yield from acro_findings(package, name, part.content, found, present)


def _members(file: CheckedFile) -> list[tuple[str, bytes]]:
    """(name, content) of every plain file. Raises Refusal as unpacking.py does."""
    if file.content.startswith(b"PK"):
        with open_zip(file.content) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            return [(name, read_member(archive, name)) for name in names]
    if file.content[257:262] == b"ustar":
        return _tar(file.content)
    opener = _OPENERS[file.content[:2]]
    try:
        with opener(io.BytesIO(file.content)) as opened:
            content = opened.read(EXPANDED + 1)
    except (OSError, EOFError, ValueError, lzma.LZMAError) as fault:
        raise Refusal("archive-unreadable") from fault
    require_fair(len(file.content), [("x", len(content))])
    if content[257:262] == b"ustar":
        return _tar(content)
    name = PurePosixPath(file.name)
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


def _companions(name: str, names: list[str]) -> tuple[Companion, ...]:
    """A table beside a figure, with the figure's name, stands behind it."""
    path = PurePosixPath(name)
    return tuple(
        Companion(other, FileRole.SUPPORTING, name)
        for other in names
        if PurePosixPath(other).parent == path.parent
        and PurePosixPath(other).suffix.lower() in _TABLES
        and PurePosixPath(other).stem.startswith(path.stem)
    )
