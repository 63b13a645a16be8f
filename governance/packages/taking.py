"""A workspace takes a file of a package, or is refused one: both stand in the audit before an answer goes.

Once a day for each file, and for so many files a day: a program can ask for packages all day long, and what
it causes to be written is kept for ever. What is past the bound is not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from governance.access.workspace_entry import check_entry
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import PackageTakenRow

# Of one member in one project. A large installation takes a hundred.
MOST_A_DAY = 500
_DAY = timedelta(days=1)
_TAKEN, _REFUSED = "package.installed", "package.refused"


@dataclass(frozen=True)
class PackageFile:
    """One file of an index; `sha256`: as the index tells it, in hexadecimal digits."""

    package: str
    version: str
    name: str
    sha256: str


def record_taken(
    uow: UnitOfWork, user: str, project: str, file: PackageFile, now: datetime | None = None
) -> None:
    """Audited as `package.installed`; the caller commits.

    Raises the refusals of `check_entry`, or Refusal `package-too-many`.
    """
    check_entry(uow, user, project)
    _record(uow, user, project, _TAKEN, file, now or datetime.now(UTC))


def record_refused(
    uow: UnitOfWork,
    user: str,
    project: str,
    file: PackageFile,
    refusal: Refusal,
    now: datetime | None = None,
) -> None:
    """Audited as `package.refused`; the caller commits. Raises Refusal `package-too-many`."""
    _record(uow, user, project, _REFUSED, file, now or datetime.now(UTC), reason=refusal.code)


def files_taken(uow: UnitOfWork, user: str, project: str) -> tuple[PackageFile, ...]:
    """The file that this member took last of each package, by the package's name; only reads."""
    of_hers = sa.select(PackageTakenRow).filter_by(user=user, project=project, event=_TAKEN)
    rows = uow.session.scalars(of_hers.order_by(PackageTakenRow.last))
    latest = {row.package: PackageFile(row.package, row.version, row.file, row.sha256) for row in rows}
    return tuple(latest[name] for name in sorted(latest))


def _record(
    uow: UnitOfWork, user: str, project: str, event: str, file: PackageFile, now: datetime, **more: str
) -> None:
    row = uow.session.get(PackageTakenRow, (project, user, event, file.name))
    if row is not None and row.sha256 == file.sha256 and _aware(row.audited) > now - _DAY:
        row.last, row.times = now, row.times + 1
        return
    today = sa.select(sa.func.count()).select_from(PackageTakenRow)
    today = today.where(PackageTakenRow.project == project, PackageTakenRow.user == user)
    if (uow.session.scalar(today.where(PackageTakenRow.audited > now - _DAY)) or 0) >= MOST_A_DAY:
        raise Refusal("package-too-many", most=MOST_A_DAY)
    uow.session.merge(
        PackageTakenRow(
            project=project,
            user=user,
            event=event,
            file=file.name,
            package=file.package,
            version=file.version,
            sha256=file.sha256,
            audited=now,
            last=now,
            times=1 if row is None else row.times + 1,
        )
    )
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


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
