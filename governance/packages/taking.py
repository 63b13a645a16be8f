"""A workspace takes a file of a package, or is refused one: both stand in the audit before an answer goes."""

from __future__ import annotations

from dataclasses import dataclass

from governance.access.workspace_entry import check_entry
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PackageFile:
    """One file of an index; `sha256`: as the index tells it, in hexadecimal digits."""

    package: str
    version: str
    name: str
    sha256: str


def record_taken(uow: UnitOfWork, user: str, project: str, file: PackageFile) -> None:
    """Audited as `package.installed`; the caller commits. Raises the refusals of `check_entry`."""
    check_entry(uow, user, project)
    _audit(uow, user, project, "package.installed", file)


def record_refused(uow: UnitOfWork, user: str, project: str, file: PackageFile, refusal: Refusal) -> None:
    """Audited as `package.refused`; the caller commits."""
    _audit(uow, user, project, "package.refused", file, reason=refusal.code)


def _audit(uow: UnitOfWork, user: str, project: str, event: str, file: PackageFile, **more: str) -> None:
    uow.audit.append(
        actor=user,
        event=event,
        subject=f"{project}/{user}",
        details={
            "project": project,
            "package": file.package,
            "version": file.version,
            "file": file.name,
            "sha256": file.sha256,
            **more,
        },
    )
