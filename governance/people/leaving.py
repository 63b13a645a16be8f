"""Somebody leaves: from then on governance answers every zone as if it did not know her."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from governance.actor import Actor
from governance.people.person import Role
from governance.people.registration import known_person
from governance.projects.project import ProjectState
from governance.refusal import Refusal
from governance.storage.tables import MemberRow, PersonRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork

_OPEN = (ProjectState.DRAFT, ProjectState.ACTIVE, ProjectState.SUSPENDED)


def leave(uow: UnitOfWork, username: str, actor: Actor, reason: str) -> tuple[str, ...]:
    """The open projects whose files still name her. Audited as `person.left`; the caller commits.

    She is kept in the directory for the sake of its history. Raises Refusal `person-unregistered`,
    `person-left`, `last-admin`.
    """
    row = known_person(uow, username)
    if row.left_at is not None:
        raise Refusal("person-left", user=username, day=row.left_at.date().isoformat())
    if Role.ADMIN.value in row.roles and not _other_admins(uow, username):
        raise Refusal("last-admin", user=username)
    row.left_at = datetime.now(UTC)
    named = sa.select(MemberRow.project).join(ProjectRow, ProjectRow.id == MemberRow.project)
    projects = tuple(
        uow.session.scalars(
            named.where(MemberRow.user == username, ProjectRow.state.in_(_OPEN)).order_by(MemberRow.project)
        )
    )
    uow.audit.append(
        actor=actor.name,
        event="person.left",
        subject=username,
        details={"reason": reason, "projects": list(projects)} | actor.details,
    )
    uow.session.flush()
    return projects


def come_back(uow: UnitOfWork, username: str, actor: Actor) -> None:
    """Audited as `person.returned`; the caller commits.

    Raises Refusal `person-unregistered`, `person-here`.
    """
    row = known_person(uow, username)
    if row.left_at is None:
        raise Refusal("person-here", user=username)
    row.left_at = None
    uow.audit.append(actor=actor.name, event="person.returned", subject=username, details=actor.details)
    uow.session.flush()


def _other_admins(uow: UnitOfWork, username: str) -> bool:
    others = sa.select(PersonRow.roles).where(PersonRow.username != username, PersonRow.left_at.is_(None))
    return any(Role.ADMIN.value in roles for roles in uow.session.scalars(others))
