"""Check files that lie on this machine, by the very code of the airlock, without a request."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from governance.refusal import Refusal
from output_checking.acro.contradiction import acro_findings
from output_checking.acro.package import CHECKSUMS, AcroPackage, read_package
from output_checking.checks.examine import Examined, examine_all
from output_checking.checks.reading import Task
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.joint.findings import FileTables, beyond, joint_findings
from output_checking.profile import Profile
from output_checking.request_files import FileRole

_FIGURES = (".png", ".jpg", ".jpeg", ".svg", ".html", ".pdf", ".ipynb")
_TABLES = (".csv", ".tsv", ".xlsx", ".parquet")
_ORDER = (Severity.BLOCK, Severity.REVIEW)


@dataclass(frozen=True)
class CheckedPath:
    """`path` as it was named, or found under a folder that was; `tables`: the counts that the file shows."""

    path: str
    type: str
    findings: tuple[Finding, ...]
    tables: FileTables

    @property
    def verdict(self) -> Severity:
        return gravest(one.severity for one in self.findings)


def check_paths(paths: Sequence[Path], profile: Profile, earlier: Sequence[Path] = ()) -> list[CheckedPath]:
    """All files together are audited as one request, with those that left before (`earlier`).

    A folder means every file in it, even hidden; a package of ACRO is read as what it is. Raises Refusal
    `path-unknown`, `nothing-to-check`, `acro-version` or `acro-unreadable`.
    """
    checked = read_paths(paths, profile)
    before = read_paths(earlier, profile, release="earlier") if earlier else []
    return linked(checked, before, profile)


def read_paths(paths: Sequence[Path], profile: Profile, release: str | None = None) -> list[CheckedPath]:
    """Each file judged on its own. `release`: they left already, under this name. Raises as `check_paths`."""
    files = [file for path in paths for file in _files(path)]
    packages = {
        folder: package for folder in {file.parent for file in files} if (package := read_package(folder))
    }
    files = [file for file in files if not (file.parent.name == CHECKSUMS and file.parent.parent in packages)]
    if not files:
        raise Refusal("nothing-to-check")
    tasks = [_task(file, files, profile, packages.get(file.parent)) for file in files]
    examined = examine_all(tasks, lambda position: _content(files[position], profile))
    names = Counter(file.name for file in files)
    return [
        _checked(
            file,
            one,
            packages.get(file.parent),
            {other.name for other in files if other.parent == file.parent},
            profile,
            FileTables(
                file.name if names[file.name] == 1 else str(file), one.tables, release, one.all_tables
            ),
        )
        for file, one in zip(files, examined, strict=True)
    ]


def linked(
    checked: Sequence[CheckedPath], earlier: Sequence[CheckedPath], profile: Profile
) -> list[CheckedPath]:
    """With what all of them give away together."""
    tables = [one.tables for one in (*checked, *earlier)]
    found = joint_findings(tables, profile.rules, profile.rules.threshold)
    return [
        replace(one, findings=(*one.findings, *beyond(one.findings, found.get(one.tables.file, ()))))
        for one in checked
    ]


def gravest(severities: Iterable[Severity]) -> Severity:
    found = set(severities)
    return next((one for one in _ORDER if one in found), Severity.PASS)


def _checked(
    file: Path,
    examined: Examined,
    package: AcroPackage | None,
    beside: set[str],
    profile: Profile,
    tables: FileTables,
) -> CheckedPath:
    """With what ACRO said of it. What ACRO keeps for itself stays inside: its numbers block nothing."""
    if package is None:
        return CheckedPath(str(file), examined.type, examined.findings, tables)
    said = tuple(acro_findings(package, file.name, _content(file, profile), examined.findings, beside))
    kept = () if package.is_internal(file.name) else examined.findings
    if package.is_internal(file.name):
        tables = replace(tables, tables=())
    return CheckedPath(str(file), examined.type, (*kept, *said), tables)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = [Path(folder) / name for folder, _, names in os.walk(path) for name in names]
        return sorted(found)
    if not path.exists():
        raise Refusal("path-unknown", path=str(path))
    return [path]


def _content(file: Path, profile: Profile) -> bytes:
    """Raises Refusal `file-unreadable` for no plain file, `file-too-large` past the profile's limit."""
    if file.is_symlink() or not file.is_file():
        raise Refusal("file-unreadable", file=file.name)
    limit = profile.limits.file_bytes
    try:
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except OSError as fault:
        raise Refusal("file-unreadable", file=file.name) from fault
    if len(content) > limit:
        raise Refusal("file-too-large", limit=limit)
    if not content:
        raise Refusal("file-empty", file=file.name)
    return content


def _task(file: Path, files: Sequence[Path], profile: Profile, package: AcroPackage | None) -> Task:
    beside = [other for other in files if other.parent == file.parent and other != file]
    companions = tuple(
        Companion(other.name, FileRole.SUPPORTING, file.name) for other in beside if _supports(other, file)
    )
    return Task(
        # Parts of a version history betray themselves by their path, not by their name.
        name=str(file) if ".git" in file.parts else file.name,
        role=FileRole.OUTPUT,
        evidence=package.evidence_of(file.name) if package else None,
        threshold=profile.rules.threshold,
        companions=companions,
        profile=profile,
        folder=str(file.parent),
        shown_in_picture=any(_supports(file, other) for other in beside),
    )


def _supports(table: Path, figure: Path) -> bool:
    """A table stands behind a figure when its name is the figure's, perhaps with more words behind it."""
    is_pair = table.suffix.lower() in _TABLES and figure.suffix.lower() in _FIGURES
    return is_pair and table.stem.startswith(figure.stem)
