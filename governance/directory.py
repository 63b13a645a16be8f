"""Questions the other zones ask: who is this person, what is this project. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.catalogue.site_card import SiteCard
from governance.people.person import ListedPerson, Person, Role
from governance.people.today import people_today, person_today
from governance.permits.life import LIVE, in_force, is_in_force
from governance.projects.project import (
    ListedProject,
    Member,
    MemberRole,
    OutputRules,
    ProjectCard,
    ProjectState,
    ProjectView,
)
from governance.storage import records
from governance.storage.tables import MemberRow, PermitRow, PersonRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork

__all__ = [
    "ListedPerson",
    "ListedProject",
    "Member",
    "MemberRole",
    "OutputRules",
    "Person",
    "ProjectCard",
    "ProjectState",
    "ProjectView",
    "Role",
    "find_person",
    "find_project",
    "is_member_of_any",
    "list_projects",
    "people_at",
    "people_named",
    "people_with",
    "permits_in_force",
    "projects_of",
    "projects_sharing_data",
    "site_cards",
    "sites_open_to_projects",
    "training_lacking",
]


def find_person(uow: UnitOfWork, username: str) -> Person | None:
    """With the roles that are in force today; None for one whom governance does not know, or who left."""
    found = person_today(uow, username)
    return found.person if found else None


def training_lacking(uow: UnitOfWork, username: str, roles: Collection[Role]) -> tuple[str, ...]:
    """The kinds of training without which some of `roles`, which she was given, are not in force."""
    found = person_today(uow, username)
    lapsed = found.lapsed if found else {}
    return tuple(dict.fromkeys(kind for role in roles for kind in lapsed.get(role, ())))


def people_with(uow: UnitOfWork, role: Role) -> tuple[Person, ...]:
    """Everyone for whom `role` is in force today, by username."""
    return tuple(found.person for found in people_today(uow) if role in found.person.roles)


def people_named(uow: UnitOfWork, usernames: Collection[str]) -> tuple[ListedPerson, ...]:
    """Those of `usernames` whom governance knows, by username."""
    columns = PersonRow.__table__.c
    wanted = sa.select(columns.username, columns.full_name, columns.site)
    rows = uow.session.execute(wanted.where(columns.username.in_(usernames)).order_by(columns.username))
    return tuple(ListedPerson(row.username, row.full_name, row.site) for row in rows)


def people_at(uow: UnitOfWork, site: str) -> tuple[str, ...]:
    """User names of everybody who belongs to `site`."""
    return tuple(uow.session.scalars(sa.select(PersonRow.username).where(PersonRow.site == site)))


def list_projects(uow: UnitOfWork, user: str) -> tuple[ListedProject, ...]:
    """Every project, by id, in two statements however many there are; `member` says whether `user` is one."""
    own = set(uow.session.scalars(sa.select(MemberRow.project).where(MemberRow.user == user)))
    rows = uow.session.execute(
        sa.select(ProjectRow.id, ProjectRow.title, PermitRow.site)
        .outerjoin(PermitRow, (PermitRow.project == ProjectRow.id) & PermitRow.state.in_(LIVE))
        .order_by(ProjectRow.id, PermitRow.position)
    )
    titles: dict[str, dict[str, str]] = {}
    sites: dict[str, list[str]] = {}
    for row in rows:
        titles[row.id] = row.title
        sites.setdefault(row.id, []).extend([row.site] if row.site else [])
    return tuple(
        ListedProject(id=one, title=title, sites=tuple(sites[one]), member=one in own)
        for one, title in titles.items()
    )


def site_cards(uow: UnitOfWork) -> tuple[SiteCard, ...]:
    """Every registered site, by id."""
    cards = records.site_cards(uow.session)
    return tuple(cards[site] for site in sorted(cards))


def find_project(uow: UnitOfWork, project: str) -> ProjectView | None:
    row = uow.session.get(ProjectRow, project)
    return records.project_view(row) if row else None


def sites_open_to_projects(uow: UnitOfWork, *, today: date | None = None) -> dict[str, tuple[str, ...]]:
    """Each active project, by id, with the sites whose permit for it is in force, by id."""
    today = today or datetime.now(UTC).date()
    active = sa.select(ProjectRow).where(ProjectRow.state == ProjectState.ACTIVE).order_by(ProjectRow.id)
    return {
        row.id: tuple(
            sorted(p.document.site for p in map(records.permit, row.permits) if is_in_force(p, today))
        )
        for row in uow.session.scalars(active)
    }


def projects_sharing_data(uow: UnitOfWork, project: str) -> frozenset[str]:
    """`project`, and all with a permit, in whatever state, for one of its data sets at the same site."""
    readers: dict[tuple[str, str], set[str]] = {}
    rows = uow.session.execute(sa.select(PermitRow.project, PermitRow.site, PermitRow.document))
    for reader, site, document in rows:
        for dataset in document["datasets"]:
            readers.setdefault((site, dataset), set()).add(reader)
    return frozenset({project}.union(*(some for some in readers.values() if project in some)))


def permits_in_force(
    uow: UnitOfWork, user: str, project: str, *, today: date | None = None
) -> dict[str, str]:
    """Site -> digest of the project's permit that lets `user` read there; nothing for an unknown project."""
    row = uow.session.get(ProjectRow, project)
    permits = map(records.permit, row.permits) if row else ()
    found = in_force(permits, user, today or datetime.now(UTC).date())
    return {permit.document.site: permit.digest for permit in found}


def is_member_of_any(uow: UnitOfWork, user: str) -> bool:
    """Of a project in whatever state."""
    return bool(uow.session.scalar(sa.select(sa.exists().where(MemberRow.user == user))))


def projects_of(uow: UnitOfWork, user: str, *, today: date | None = None) -> tuple[ProjectCard, ...]:
    """The projects `user` is a member of, by id, suspended and ended ones included."""
    today = today or datetime.now(UTC).date()
    rows = uow.session.execute(
        sa.select(ProjectRow, MemberRow.role)
        .join(MemberRow, MemberRow.project == ProjectRow.id)
        .where(MemberRow.user == user)
        .order_by(ProjectRow.id)
    )
    cards = []
    for row, role in rows:
        view = records.project_view(row)
        open_permits = in_force(map(records.permit, row.permits), user, today)
        signed = {permit.document.site for permit in open_permits}
        cards.append(
            ProjectCard(
                id=view.id,
                title=view.title,
                state=view.state,
                role=MemberRole(role),
                ends=view.ends,
                sites_signed=tuple(site for site in view.sites if site in signed),
                sites_waiting=tuple(site for site in view.sites if site not in signed),
            )
        )
    return tuple(cards)
