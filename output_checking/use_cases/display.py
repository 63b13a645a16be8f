"""How much the workspaces of a project showed their researchers, hour by hour and session by session."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from governance.directory import ListedProject, Person
from governance.display.budget import SECONDS, STEP, DisplayBudget, shown_within
from governance.display.seen import SeenCode, SeenPause, SeenSession
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.permissions import ADMIN, OUTPUT_CHECKER
from output_checking.storage.unit_of_work import UnitOfWork, transaction

HOURS = 24
_HOUR = 3600


@dataclass(frozen=True)
class ShownHour:
    begins: datetime
    shown: int


@dataclass(frozen=True)
class ShownSession:
    """`hours`: bytes in each of the hours of its project's graph."""

    session: SeenSession
    hours: tuple[ShownHour, ...]


@dataclass(frozen=True)
class ShownProject:
    """`hours`: the last HOURS, oldest first; `last_hour`, `last_day`: bytes as the budget counts them."""

    project: ListedProject
    budget: DisplayBudget
    last_hour: int
    last_day: int
    hours: tuple[ShownHour, ...]
    sessions: tuple[ShownSession, ...]
    pauses: tuple[SeenPause, ...]


def displays(airlock: Airlock, *, viewer: Person) -> tuple[ShownProject, ...]:
    """Of every project for output checkers and administrators, of one's own for everybody else, by id."""
    projects = airlock.directory.projects(viewer.username)
    return tuple(_display(airlock, one, time.time()) for one in projects if one.member or _sees_all(viewer))


def display(airlock: Airlock, project: str, *, viewer: Person) -> ShownProject:
    """Raises Refusal `project-unknown` also for a project that `viewer` may not look at."""
    for one in airlock.directory.projects(viewer.username):
        if one.id == project and (one.member or _sees_all(viewer)):
            return _display(airlock, one, time.time())
    raise Refusal("project-unknown", project=project)


def executed(airlock: Airlock, project: str, session: int, *, viewer: Person) -> tuple[SeenCode, ...]:
    """For output checkers and administrators, and on record that they looked.

    Raises Refusal `code-for-checkers` for anybody else, `airlock-busy` where it could not be recorded.
    """
    if not _sees_all(viewer):
        raise Refusal("code-for-checkers")
    user = airlock.directory.user_of(project, session)
    if user is None:
        return ()

    def record(unit: UnitOfWork) -> None:
        details = {"project": project, "user": user, "session": session}
        unit.audit.append(actor=viewer.username, event="code.read", subject=project, details=details)

    transaction(airlock.open_unit, record)
    return airlock.directory.executed(project, session)


def _sees_all(viewer: Person) -> bool:
    return bool({ADMIN, OUTPUT_CHECKER} & {str(role) for role in viewer.roles})


def _display(airlock: Airlock, project: ListedProject, now: float) -> ShownProject:
    first = int(now) // _HOUR * _HOUR - (HOURS - 1) * _HOUR
    seen = airlock.directory.display(project.id, int(now) - SECONDS["day"] - STEP)
    together: dict[int, int] = {}
    for session in seen.sessions:
        for since, number in session.shown.items():
            together[since] = together.get(since, 0) + number
    return ShownProject(
        project=project,
        budget=seen.budget,
        last_hour=shown_within(together, "hour", now),
        last_day=shown_within(together, "day", now),
        hours=_hours(together, first),
        sessions=tuple(ShownSession(one, _hours(one.shown, first)) for one in seen.sessions),
        pauses=seen.pauses,
    )


def _hours(shown: Mapping[int, int], first: int) -> tuple[ShownHour, ...]:
    starts: Iterable[int] = range(first, first + HOURS * _HOUR, _HOUR)
    return tuple(
        ShownHour(
            datetime.fromtimestamp(start, UTC),
            sum(number for since, number in shown.items() if start <= since < start + _HOUR),
        )
        for start in starts
    )
