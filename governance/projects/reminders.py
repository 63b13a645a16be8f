"""Which ends are near, and who is to be told of each: of projects the leads, of training whoever took it too,
and always the admins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from governance.people.person import Role
from governance.people.today import people_today
from governance.people.training import certificates_of, last_days
from governance.policy.in_force import policy_in_force
from governance.projects.life import ProjectLife, all_lives
from governance.projects.project import MemberRole, ProjectView
from governance.projects.standing import End
from governance.projects.steps import OVER, REMIND_DAYS
from governance.storage.unit_of_work import UnitOfWork

TRAINING = "training"


@dataclass(frozen=True)
class Reminder:
    """`subject`: id of a project, or the user name of one whose training ends. `days`: the one of REMIND_DAYS
    that has come. `people`: user names."""

    subject: str
    end: End
    days: int
    people: tuple[str, ...]


def due_reminders(uow: UnitOfWork, *, today: date | None = None) -> tuple[Reminder, ...]:
    """Every end that is as near as one of REMIND_DAYS and not past; nothing written."""
    today = today or datetime.now(UTC).date()
    lives = all_lives(uow, today=today)
    admins = {found.person.username for found in people_today(uow) if Role.ADMIN in found.person.roles}
    return (*_of_projects(lives, admins, today), *_of_training(uow, lives, admins, today))


def _of_projects(lives: list[ProjectLife], admins: set[str], today: date) -> Iterator[Reminder]:
    for life in lives:
        for end in life.ends:
            if (days := _come(end.day, today)) is not None:
                yield Reminder(life.view.id, end, days, tuple(sorted(admins | _leads(life.view))))


def _of_training(
    uow: UnitOfWork, lives: list[ProjectLife], admins: set[str], today: date
) -> Iterator[Reminder]:
    """Of what the policy demands of her roles; one for all certificates that end on the same day."""
    trainings = policy_in_force(uow).trainings
    held = certificates_of(uow) if trainings else {}
    for found in people_today(uow, today=today) if trainings else ():
        user = found.person.username
        needed = {kind for role in found.person.roles for kind in trainings.get(role, ())}
        until = last_days(held.get(user, ()), date.max)
        for day in sorted({until[kind] for kind in needed}):
            if (days := _come(day, today)) is not None:
                leads = {lead for life in lives for lead in _leads_over(user, life.view)}
                yield Reminder(user, End(TRAINING, day), days, tuple(sorted({user} | leads | admins)))


def _leads(view: ProjectView) -> set[str]:
    return {member.user for member in view.members if member.role is MemberRole.LEAD}


def _leads_over(user: str, view: ProjectView) -> set[str]:
    return _leads(view) if view.member(user) and view.state not in OVER else set()


def _come(day: date, today: date) -> int | None:
    left = (day - today).days
    return min((days for days in REMIND_DAYS if 0 <= left <= days), default=None)
