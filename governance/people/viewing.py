"""The people as administrators see them: who they are, what they proved, where they work and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.people.certificate import Certificate
from governance.people.person import Person, Role
from governance.people.registration import known_person
from governance.people.today import lapsed_roles
from governance.people.training import certificates_of
from governance.policy.in_force import policy_in_force
from governance.policy.policy import Charter, SecondFactor
from governance.projects.project import MemberRole, ProjectState
from governance.projects.standing import End, ends
from governance.projects.step_record import TakenStep
from governance.storage import records
from governance.storage.tables import CharterRow, MemberRow, PersonRow, ProjectRow, StepRow
from governance.storage.unit_of_work import UnitOfWork

_STARTED = (ProjectState.ACTIVE, ProjectState.SUSPENDED)


@dataclass(frozen=True)
class Membership:
    """`end`: what ends first of all that this access rests on, None where it is over or has not begun.
    `charter`: whether she signed the one in force for this project, None where none is demanded."""

    project: str
    title: Mapping[str, str]
    state: ProjectState
    role: MemberRole
    end: End | None
    charter: bool | None


@dataclass(frozen=True)
class SeenPerson:
    """`person` has every role she was given, also those in `lapsed`, each with the training it lacks.
    `factors`: what a login must prove, by role. `left`: when she did."""

    person: Person
    lapsed: Mapping[Role, tuple[str, ...]]
    certificates: tuple[Certificate, ...]
    factors: Mapping[Role, SecondFactor]
    memberships: tuple[Membership, ...]
    left: datetime | None


def people_seen(
    uow: UnitOfWork, *, named: str = "", after: str = "", limit: int, today: date | None = None
) -> tuple[SeenPerson, ...]:
    """Those with `named` in their user name or name, by user name, from `after` on; who left too."""
    wanted = sa.select(PersonRow).where(PersonRow.username > after).order_by(PersonRow.username).limit(limit)
    if named:
        columns = (PersonRow.username, PersonRow.full_name)
        wanted = wanted.where(sa.or_(*(column.icontains(named, autoescape=True) for column in columns)))
    return _seen(uow, uow.session.scalars(wanted).all(), today)


def person_seen(uow: UnitOfWork, username: str, *, today: date | None = None) -> SeenPerson:
    """Raises Refusal `person-unregistered`."""
    (seen,) = _seen(uow, [known_person(uow, username)], today)
    return seen


def _seen(uow: UnitOfWork, rows: Sequence[PersonRow], today: date | None) -> tuple[SeenPerson, ...]:
    names, policy = [row.username for row in rows], policy_in_force(uow)
    held, memberships = certificates_of(uow, names), _memberships(uow, names, policy.charter)
    day = today or datetime.now(UTC).date()
    seen = []
    for row in rows:
        person, certificates = records.person(row), held.get(row.username, ())
        seen.append(
            SeenPerson(
                person=person,
                lapsed=lapsed_roles(person.roles, policy, certificates, day),
                certificates=certificates,
                factors={
                    role: policy.second_factor[role]
                    for role in sorted(person.roles)
                    if role in policy.second_factor
                },
                memberships=memberships.get(row.username, ()),
                left=row.left_at,
            )
        )
    return tuple(seen)


def _memberships(
    uow: UnitOfWork, names: Sequence[str], charter: Charter | None
) -> dict[str, tuple[Membership, ...]]:
    signed = _charters_signed(uow, names, charter) if charter else frozenset()
    projects = _their_projects(uow, names)
    rows = uow.session.execute(
        sa.select(MemberRow.project, MemberRow.user, MemberRow.role)
        .where(MemberRow.user.in_(names))
        .order_by(MemberRow.project)
    )
    found: dict[str, list[Membership]] = {}
    for project, user, role in rows:
        title, state, end = projects[project]
        is_signed = (project, user) in signed if charter else None
        membership = Membership(project, title, state, MemberRole(role), end, is_signed)
        found.setdefault(user, []).append(membership)
    return {user: tuple(memberships) for user, memberships in found.items()}


def _charters_signed(uow: UnitOfWork, names: Sequence[str], charter: Charter) -> frozenset[tuple[str, str]]:
    """Project and user name."""
    signed = sa.select(CharterRow.project, CharterRow.username).where(
        CharterRow.username.in_(names), CharterRow.version == charter.version
    )
    return frozenset((row.project, row.username) for row in uow.session.execute(signed))


def _their_projects(
    uow: UnitOfWork, names: Sequence[str]
) -> dict[str, tuple[Mapping[str, str], ProjectState, End | None]]:
    """Project -> its title, state and what ends first. Column by column: the list of people has hundreds of
    projects, of which permits and members are not told."""
    theirs = sa.select(MemberRow.project).where(MemberRow.user.in_(names))
    steps: dict[str, list[TakenStep]] = {}
    for row in uow.session.execute(
        sa.select(*StepRow.__table__.c)
        .join(ProjectRow, ProjectRow.id == StepRow.project)
        .where(ProjectRow.id.in_(theirs), ProjectRow.state.in_(_STARTED))
        .order_by(StepRow.id)
    ):
        steps.setdefault(row.project, []).append(records.taken_step(row))
    found = {}
    for row in uow.session.execute(
        sa.select(ProjectRow.id, ProjectRow.title, ProjectRow.state, ProjectRow.ends).where(
            ProjectRow.id.in_(theirs)
        )
    ):
        state = ProjectState(row.state)
        ending = ends(state, row.ends, steps.get(row.id, ())) if state in _STARTED else ()
        found[row.id] = row.title, state, next(iter(ending), None)
    return found
