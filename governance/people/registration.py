"""People are registered or changed; those a file does not name stay: nobody is removed by forgetting."""

from __future__ import annotations

from collections.abc import Iterable

from governance.actor import Actor
from governance.people.person import Person
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import PersonRow
from governance.storage.unit_of_work import UnitOfWork


def register_people(
    uow: UnitOfWork, people: Iterable[Person], actor: Actor
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The usernames registered and the usernames changed. The caller commits.

    Raises Refusal `person-left` for one who left: she comes back by a command of its own.
    """
    registered: list[str] = []
    changed: list[str] = []
    for person in people:
        row = uow.session.get(PersonRow, person.username)
        if row is not None and row.left_at is not None:
            raise Refusal("person-left", user=row.username, day=row.left_at.date().isoformat())
        if row is not None and records.person(row) == person:
            continue
        (changed if row else registered).append(person.username)
        event = "person.changed" if row else "person.registered"
        if row is None:
            row = PersonRow(username=person.username)
            uow.session.add(row)
        row.full_name, row.site, row.language = person.full_name, person.site, person.language
        row.roles, row.email = sorted(person.roles), person.email
        uow.audit.append(
            actor=actor.name,
            event=event,
            subject=person.username,
            details={"roles": sorted(person.roles), "site": person.site} | actor.details,
        )
    return tuple(registered), tuple(changed)


def known_person(uow: UnitOfWork, username: str) -> PersonRow:
    """Also one who left. Raises Refusal `person-unregistered`."""
    row = uow.session.get(PersonRow, username)
    if row is None:
        raise Refusal("person-unregistered", user=username)
    return row
