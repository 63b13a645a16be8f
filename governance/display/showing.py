"""Bytes are taken from a project's display budget before they are shown; what was not used is given back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.display.budget import (
    SECONDS,
    STEP,
    DisplayBudget,
    Spent,
    Window,
    left,
    shown_within,
    spent,
    step_of,
)
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import DisplayPauseRow, DisplayRow, SessionRow


def budget_of(row: ProjectRow) -> DisplayBudget:
    return DisplayBudget(row.display_hour_bytes, row.display_day_bytes)


def open_session(uow: UnitOfWork, user: str, project: str) -> int:
    """A workspace opens: what it shows from now on is counted as one session. Returns its number."""
    session = SessionRow(project=project, user=user, opened=datetime.now(UTC))
    uow.session.add(session)
    uow.session.flush()
    return session.id


def close_session(uow: UnitOfWork, user: str, project: str) -> None:
    """Audited as `workspace.closed` with the bytes that the session showed; the caller commits."""
    session = last_session(uow, user, project)
    if session is None or session.closed is not None:
        return
    session.closed = datetime.now(UTC)
    shown = uow.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(DisplayRow.shown), 0)).where(DisplayRow.session == session.id)
    )
    details = {"project": project, "session": session.id, "shown": int(shown or 0)}
    uow.audit.append(actor=user, event="workspace.closed", subject=f"{project}/{user}", details=details)


def take(
    uow: UnitOfWork, user: str, project: str, needed: int, wished: int, *, now: float | None = None
) -> int:
    """Bytes that the session may show: at most `wished`, at least `needed`. The caller commits.

    0 where they do not fit: the project's workspaces then pause, audited as `display.budget-spent` with who
    asked for how much. Nothing is taken while they pause. Where no workspace is open, the hub itself
    answers, and nothing is counted.
    """
    now = now or time.time()
    row = uow.session.get(ProjectRow, project)
    if row is None or not is_counted(uow, user, project):
        return needed
    return _taken(uow, row, user, needed, wished, now)


def take_outside(uow: UnitOfWork, user: str, project: str, needed: int, *, now: float | None = None) -> int:
    """As `take`, for a page of the hub that shows names which code of the project chose: counted also where
    no workspace is open, else it would show them there for nothing."""
    row = uow.session.get_one(ProjectRow, project)
    if last_session(uow, user, project) is None:
        at = datetime.now(UTC)
        uow.session.add(SessionRow(project=project, user=user, opened=at, closed=at))
        uow.session.flush()
    return _taken(uow, row, user, needed, needed, now or time.time())


def _taken(uow: UnitOfWork, row: ProjectRow, user: str, needed: int, wished: int, now: float) -> int:
    project = row.id
    if pause(uow, row, now) is not None:
        return 0
    budget = budget_of(row)
    shown = _shown_by_step(uow, project, now)
    over = spent(shown, budget, needed, now)
    if over is not None:
        _pause(uow, row, user, over, needed)
        return 0
    granted = max(needed, min(wished, left(shown, budget, now)))
    _count(uow, current_session(uow, user, project), step_of(now), granted)
    return granted


def is_counted(uow: UnitOfWork, user: str, project: str) -> bool:
    """Whether `take` would count: somebody's workspace answers there, and not the hub. Only reads."""
    session = last_session(uow, user, project)
    if session is not None:
        return session.closed is None
    row = uow.session.get(ProjectRow, project)
    return row is not None and user in {member.user for member in row.members}


def give_back(uow: UnitOfWork, user: str, project: str, unused: int, *, now: float | None = None) -> None:
    """What `take` granted and was not shown; of the session's last step, which never falls below nothing."""
    session = last_session(uow, user, project)
    if session is None:
        return
    latest = uow.session.scalar(
        sa.select(DisplayRow)
        .where(DisplayRow.session == session.id, DisplayRow.since <= step_of(now or time.time()))
        .order_by(DisplayRow.since.desc())
        .limit(1)
    )
    if latest is not None:
        latest.shown = max(0, latest.shown - unused)


def pause(uow: UnitOfWork, row: ProjectRow, now: float | None = None) -> DisplayPauseRow | None:
    """Why the project's workspaces pause now. A pause ends by itself, or when the budget changes."""
    last = uow.session.scalar(
        sa.select(DisplayPauseRow)
        .where(DisplayPauseRow.project == row.id)
        .order_by(DisplayPauseRow.id.desc())
        .limit(1)
    )
    budget = budget_of(row)
    holds = last is not None and last.until > (now or time.time())
    same = last is not None and (last.hour_bytes, last.day_bytes) == (budget.hour, budget.day)
    return last if holds and same else None


def paused_projects(uow: UnitOfWork, *, now: float | None = None) -> list[tuple[str, str]]:
    """Project and window of each budget that is spent now. Only reads."""
    at = now or time.time()
    rows = uow.session.scalars(
        sa.select(ProjectRow)
        .where(ProjectRow.id.in_(sa.select(DisplayPauseRow.project).where(DisplayPauseRow.until > at)))
        .order_by(ProjectRow.id)
    )
    return [(row.id, held.window) for row in rows if (held := pause(uow, row, at)) is not None]


@dataclass(frozen=True)
class Shown:
    """`bytes` that the project's workspaces showed within the window that ends now, of `limit`."""

    window: Window
    bytes: int
    limit: int


def shown_now(uow: UnitOfWork, project: str, *, now: float | None = None) -> tuple[Shown, ...]:
    """By window; nothing of a project that is not there. Only reads."""
    row = uow.session.get(ProjectRow, project)
    if row is None:
        return ()
    at, budget = now or time.time(), budget_of(row)
    steps = _shown_by_step(uow, project, at)
    return tuple(Shown(window, shown_within(steps, window, at), budget.of(window)) for window in SECONDS)


def require_display(uow: UnitOfWork, project: str) -> None:
    """Raises Refusal `display-budget-spent` while the project's workspaces pause."""
    row = uow.session.get(ProjectRow, project)
    paused = pause(uow, row) if row else None
    if paused is not None:
        until = datetime.fromtimestamp(paused.until, UTC)
        raise Refusal(
            "display-budget-spent",
            project=project,
            window=paused.window,
            megabytes=(paused.hour_bytes if paused.window == "hour" else paused.day_bytes) >> 20,
            until=until.strftime("%Y-%m-%d %H:%M UTC"),
        )


def current_session(uow: UnitOfWork, user: str, project: str) -> int:
    """That of the workspace as it was last opened; one opened before sessions were counted begins now."""
    session = last_session(uow, user, project)
    return session.id if session else open_session(uow, user, project)


def _count(uow: UnitOfWork, session: int, since: int, number: int) -> None:
    row = uow.session.get(DisplayRow, (session, since))
    if row is None:
        uow.session.add(DisplayRow(session=session, since=since, shown=number))
    else:
        row.shown += number


def last_session(uow: UnitOfWork, user: str, project: str) -> SessionRow | None:
    """The one under way, or the one that ended last."""
    return uow.session.scalar(
        sa.select(SessionRow)
        .where(SessionRow.project == project, SessionRow.user == user)
        .order_by(SessionRow.id.desc())
        .limit(1)
    )


def _shown_by_step(uow: UnitOfWork, project: str, now: float) -> dict[int, int]:
    rows = uow.session.execute(
        sa.select(DisplayRow.since, sa.func.sum(DisplayRow.shown))
        .join(SessionRow, SessionRow.id == DisplayRow.session)
        .where(SessionRow.project == project, DisplayRow.since > now - SECONDS["day"] - STEP)
        .group_by(DisplayRow.since)
    )
    return {since: int(number) for since, number in rows}


def _pause(uow: UnitOfWork, row: ProjectRow, user: str, over: Spent, needed: int) -> None:
    budget = budget_of(row)
    uow.session.add(
        DisplayPauseRow(
            project=row.id,
            window=over.window,
            hour_bytes=budget.hour,
            day_bytes=budget.day,
            until=over.until,
        )
    )
    uow.audit.append(
        actor=user,
        event="display.budget-spent",
        subject=f"{row.id}/{user}",
        details={
            "project": row.id,
            "window": over.window,
            "limit": over.limit,
            "shown": over.shown,
            "asked": needed,
            "until": over.until,
        },
    )
