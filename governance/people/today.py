"""Who is here today, and which of her roles are in force: those whose training she has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.people.certificate import Certificate
from governance.people.person import Person, Role
from governance.people.training import certificates_of, last_days
from governance.policy.in_force import policy_in_force
from governance.policy.policy import Policy
from governance.storage import records
from governance.storage.tables import PersonRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PersonToday:
    """`person` has the roles that are in force; `lapsed`: the others she was given -> the training each
    lacks."""

    person: Person
    lapsed: Mapping[Role, tuple[str, ...]]


def person_today(uow: UnitOfWork, username: str, *, today: date | None = None) -> PersonToday | None:
    """None for one whom governance does not know, or who left."""
    row = uow.session.get(PersonRow, username)
    return next(_judged(uow, [row], today), None) if row and row.left_at is None else None


def people_today(uow: UnitOfWork, *, today: date | None = None) -> tuple[PersonToday, ...]:
    """Everybody who did not leave, by user name."""
    here = sa.select(PersonRow).where(PersonRow.left_at.is_(None)).order_by(PersonRow.username)
    return tuple(_judged(uow, uow.session.scalars(here).all(), today))


def _judged(uow: UnitOfWork, rows: Sequence[PersonRow], today: date | None) -> Iterator[PersonToday]:
    day, policy = today or datetime.now(UTC).date(), policy_in_force(uow)
    names = [row.username for row in rows] if len(rows) == 1 else None
    held = certificates_of(uow, names) if policy.training else {}
    for person in map(records.person, rows):
        lapsed = lapsed_roles(person.roles, policy, held.get(person.username, ()), day)
        yield PersonToday(person.model_copy(update={"roles": person.roles - lapsed.keys()}), lapsed)


def lapsed_roles(
    roles: Iterable[Role], policy: Policy, certificates: Sequence[Certificate], today: date
) -> dict[Role, tuple[str, ...]]:
    """Each of `roles` that lacks training today -> the kinds it lacks."""
    until = last_days(certificates, today)
    missing = {
        role: tuple(kind for kind in policy.trainings.get(role, ()) if until.get(kind, date.min) < today)
        for role in sorted(roles)
    }
    return {role: kinds for role, kinds in missing.items() if kinds}
