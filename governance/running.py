"""What runs on the platform now, as governance records it: workspaces, jobs, devices, drained machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.jobs.job import JobState
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow, SessionRow


@dataclass(frozen=True)
class OpenWorkspace:
    """`node`: its machine, empty where it was opened before that was kept."""

    project: str
    user: str
    opened: datetime
    node: str


@dataclass(frozen=True)
class JobCounts:
    """Of all projects; `oldest`: since when the one waits that was handed in first."""

    running: int
    waiting: int
    oldest: datetime | None


def open_workspaces(uow: UnitOfWork) -> tuple[OpenWorkspace, ...]:
    """By project and user: the last session of each workspace, where its end was not told."""
    last = sa.select(sa.func.max(SessionRow.id)).group_by(SessionRow.project, SessionRow.user)
    rows = uow.session.scalars(
        sa.select(SessionRow)
        .where(SessionRow.id.in_(last), SessionRow.closed.is_(None))
        .order_by(SessionRow.project, SessionRow.user)
    )
    return tuple(OpenWorkspace(row.project, row.user, _utc(row.opened), row.node) for row in rows)


def job_counts(uow: UnitOfWork) -> JobCounts:
    found = {
        state: (number, oldest)
        for state, number, oldest in uow.session.execute(
            sa.select(JobRow.state, sa.func.count(), sa.func.min(JobRow.submitted))
            .where(JobRow.state.in_([JobState.QUEUED, JobState.RUNNING]))
            .group_by(JobRow.state)
        )
    }
    waiting, oldest = found.get(JobState.QUEUED.value, (0, None))
    return JobCounts(
        running=found.get(JobState.RUNNING.value, (0, None))[0],
        waiting=waiting,
        oldest=_utc(oldest) if oldest else None,
    )


def _utc(at: datetime) -> datetime:
    """SQLite keeps no zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
