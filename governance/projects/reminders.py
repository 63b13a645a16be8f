"""Which ends of projects are near, and who is to be told of each: the leads, and the admins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from governance.directory import people_with
from governance.people.person import Role
from governance.projects.life import all_lives
from governance.projects.project import MemberRole, ProjectView
from governance.projects.standing import End
from governance.projects.steps import REMIND_DAYS
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Reminder:
    """`days`: the one of REMIND_DAYS that has come. `people`: user names."""

    project: str
    end: End
    days: int
    people: tuple[str, ...]


def due_reminders(uow: UnitOfWork, *, today: date | None = None) -> tuple[Reminder, ...]:
    """Every end that is as near as one of REMIND_DAYS and not past, by project and day; nothing written."""
    today = today or datetime.now(UTC).date()
    admins = {person.username for person in people_with(uow, Role.ADMIN)}
    return tuple(
        Reminder(life.view.id, end, days, tuple(sorted(admins | _leads(life.view))))
        for life in all_lives(uow, today=today)
        for end in life.ends
        if (days := _come(end, today)) is not None
    )


def _leads(view: ProjectView) -> set[str]:
    return {member.user for member in view.members if member.role is MemberRole.LEAD}


def _come(end: End, today: date) -> int | None:
    left = (end.day - today).days
    return min((days for days in REMIND_DAYS if 0 <= left <= days), default=None)
