"""Archives: unpacked in memory, within limits, and every member judged as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from governance.refusal import Refusal
from output_checking.acro.contradiction import acro_findings
from output_checking.acro.package import CHECKSUMS, AcroPackage, package_among
from output_checking.checks.containers.members import members_of
from output_checking.checks.judging import judge_file
from output_checking.checks.registry import CheckedFile, Companion, Context, Kind, register
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "archive.content"
_DEEPEST = 2
_TABLES = (".csv", ".tsv")


@register(RULE, Kind.ARCHIVE)
def check_archive(file: CheckedFile, context: Context) -> Iterator[Finding]:
    above = file.place.get("member", "")
    if above.count(" › ") >= _DEEPEST:
        yield Finding(RULE, Severity.BLOCK, "archive-deep", {"limit": _DEEPEST}, file.where())
        return
    try:
        members = members_of(file.name, file.content)
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
