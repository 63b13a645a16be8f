"""The list of packages that workspaces may install, with their versions; an administrator changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from packaging.specifiers import SpecifierSet

from governance.actor import Actor
from governance.packages.names import canonical, specifiers_of, versions_of
from governance.people.person import Role
from governance.refusal import Refusal
from governance.storage.tables import PersonRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import PackageRow, PackageWishRow


@dataclass(frozen=True)
class AllowedPackage:
    """`versions` as in a requirement, `>=2,<3`; empty: all of them. `name` is written as an index does."""

    name: str
    versions: str
    by: str
    since: datetime

    @property
    def specifiers(self) -> SpecifierSet:
        return specifiers_of(self.name, self.versions)


def allow_package(uow: UnitOfWork, name: str, versions: str, actor: Actor) -> AllowedPackage:
    """Audited as `package.allowed`, and nobody waits for it any more; the caller commits.

    Replaces the versions allowed before. Raises Refusal `package-name-unfit` or `package-versions-unfit`.
    """
    name = canonical(name)
    versions = versions_of(name, versions)
    row = uow.session.merge(PackageRow(name=name, versions=versions, by=actor.name, since=datetime.now(UTC)))
    uow.session.execute(sa.delete(PackageWishRow).where(PackageWishRow.name == name))
    details = {"versions": versions or "*"} | actor.details
    uow.audit.append(actor=actor.name, event="package.allowed", subject=name, details=details)
    return _allowed(row)


def forbid_package(uow: UnitOfWork, name: str, actor: Actor) -> None:
    """Audited as `package.forbidden`; the caller commits. What is installed stays where it is.

    Raises Refusal `package-not-allowed`.
    """
    row = uow.session.get(PackageRow, canonical(name))
    if row is None:
        raise Refusal("package-not-allowed", name=canonical(name))
    uow.session.delete(row)
    uow.audit.append(actor=actor.name, event="package.forbidden", subject=row.name, details=actor.details)


def allowed_packages(uow: UnitOfWork) -> tuple[AllowedPackage, ...]:
    """By name; only reads."""
    return tuple(map(_allowed, uow.session.scalars(sa.select(PackageRow).order_by(PackageRow.name))))


def find_allowed(uow: UnitOfWork, name: str) -> AllowedPackage | None:
    row = uow.session.get(PackageRow, name)
    return _allowed(row) if row else None


def package_admin(uow: UnitOfWork, user: str) -> Actor:
    """Raises Refusal `not-an-admin`."""
    row = uow.session.get(PersonRow, user)
    if row is None or row.left_at is not None or Role.ADMIN.value not in row.roles:
        raise Refusal("not-an-admin", user=user)
    return Actor(user, {})


def _allowed(row: PackageRow) -> AllowedPackage:
    since = row.since if row.since.tzinfo else row.since.replace(tzinfo=UTC)
    return AllowedPackage(row.name, row.versions, row.by, since)
