"""What output checkers may look at: bytes shown by each session, and the code that was run in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.display.budget import DisplayBudget
from governance.display.showing import budget_of
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import DisplayPauseRow, DisplayRow, ExecutedRow, SessionRow


@dataclass(frozen=True)
class SeenSession:
    """`shown`: bytes by the start of their five minutes, seconds since 1970; `executed`: pieces of code."""

    id: int
    user: str
    opened: datetime
    closed: datetime | None
    shown: Mapping[int, int]
    executed: int

    @property
    def total(self) -> int:
        return sum(self.shown.values())


@dataclass(frozen=True)
class SeenPause:
    window: str
    until: datetime


@dataclass(frozen=True)
class SeenCode:
    at: datetime
    kind: str
    code: str
    digest: str


@dataclass(frozen=True)
class SeenProject:
    """`sessions`: the newest first; `pauses`: those that reach into the time looked at, the newest first."""

    budget: DisplayBudget
    sessions: tuple[SeenSession, ...]
    pauses: tuple[SeenPause, ...]


def seen_in(uow: UnitOfWork, project: str, since: int) -> SeenProject:
    """The sessions of `project` that showed something after `since`. Raises Refusal `project-unknown`."""
    row = uow.session.get(ProjectRow, project)
    if row is None:
        raise Refusal("project-unknown", project=project)
    shown: dict[int, dict[int, int]] = {}
    for session, step, number in uow.session.execute(
        sa.select(DisplayRow.session, DisplayRow.since, DisplayRow.shown)
        .join(SessionRow, SessionRow.id == DisplayRow.session)
        .where(SessionRow.project == project, DisplayRow.since >= since, DisplayRow.shown > 0)
    ):
        shown.setdefault(session, {})[step] = number
    sessions = uow.session.scalars(
        sa.select(SessionRow).where(SessionRow.id.in_(shown)).order_by(SessionRow.id.desc())
    ).all()
    counted = uow.session.execute(
        sa.select(ExecutedRow.session, sa.func.count().label("pieces"))
        .where(ExecutedRow.session.in_(shown))
        .group_by(ExecutedRow.session)
    )
    executed = {row.session: row.pieces for row in counted}
    pauses = uow.session.scalars(
        sa.select(DisplayPauseRow)
        .where(DisplayPauseRow.project == project, DisplayPauseRow.until >= since)
        .order_by(DisplayPauseRow.id.desc())
    )
    return SeenProject(
        budget=budget_of(row),
        sessions=tuple(
            SeenSession(
                id=one.id,
                user=one.user,
                opened=_utc(one.opened),
                closed=_utc(one.closed) if one.closed else None,
                shown=shown[one.id],
                executed=executed.get(one.id, 0),
            )
            for one in sessions
        ),
        pauses=tuple(SeenPause(one.window, datetime.fromtimestamp(one.until, UTC)) for one in pauses),
    )


def code_of(uow: UnitOfWork, project: str, session: int, *, limit: int = 500) -> tuple[SeenCode, ...]:
    """The last pieces of code of a session of `project`, oldest first; none for another project's session."""
    rows = uow.session.scalars(
        sa.select(ExecutedRow)
        .join(SessionRow, SessionRow.id == ExecutedRow.session)
        .where(SessionRow.project == project, SessionRow.id == session)
        .order_by(ExecutedRow.audit.desc())
        .limit(limit)
    ).all()
    return tuple(SeenCode(_utc(row.at), row.kind, row.code, row.digest) for row in reversed(rows))


def user_of(uow: UnitOfWork, project: str, session: int) -> str | None:
    """Whose workspace it was; None where `project` has no such session."""
    row = uow.session.get(SessionRow, session)
    return row.user if row is not None and row.project == project else None


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
