"""Packages that somebody tried to install and may not: what an administrator is asked to allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import PackageWishRow

# A program can ask for any number of names; who reads the list cannot.
MOST_OF_PROJECT = 30


@dataclass(frozen=True)
class PackageWish:
    name: str
    project: str
    user: str
    asked: datetime


def wish_for(uow: UnitOfWork, user: str, project: str, name: str) -> bool:
    """Audited as `package.asked` the first time in a project; the caller commits. Whether it is noted anew.

    Of one project MOST_OF_PROJECT names wait at most; further ones are not noted.
    """
    of_project = sa.select(PackageWishRow).where(PackageWishRow.project == project)
    waiting = uow.session.scalars(of_project).all()
    if len(waiting) >= MOST_OF_PROJECT or name in {row.name for row in waiting}:
        return False
    uow.session.add(PackageWishRow(project=project, name=name, user=user, asked=datetime.now(UTC)))
    uow.audit.append(
        actor=user,
        event="package.asked",
        subject=f"{project}/{user}",
        details={"project": project, "package": name},
    )
    return True


def package_wishes(uow: UnitOfWork) -> tuple[PackageWish, ...]:
    """The oldest first; only reads."""
    rows = uow.session.scalars(sa.select(PackageWishRow).order_by(PackageWishRow.asked))
    return tuple(PackageWish(row.name, row.project, row.user, row.asked) for row in rows)
