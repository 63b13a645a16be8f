"""What a project has used: what its jobs were given for as long as they ran, and how long workspaces stood
open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.jobs.job import JobState
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow, SessionRow

_HOUR = 3600


@dataclass(frozen=True)
class ProjectUse:
    """`core_hours`, `gpu_hours`, `memory_gib_hours`: of jobs, running ones up to now. `open_hours`: of
    workspaces that were closed, whatever their size; `sessions`: how many times one was."""

    jobs: int
    core_hours: float
    gpu_hours: float
    memory_gib_hours: float
    sessions: int
    open_hours: float


def project_use(uow: UnitOfWork, project: str, *, now: datetime | None = None) -> ProjectUse:
    moment = now or datetime.now(UTC)
    ran = sa.select(JobRow.cpus, JobRow.gpus, JobRow.memory_bytes, JobRow.started, JobRow.ended).where(
        JobRow.project == project,
        JobRow.started.is_not(None),
        JobRow.ended.is_not(None) | (JobRow.state == JobState.RUNNING),
    )
    jobs = [(row, _hours(row.started, row.ended or moment)) for row in uow.session.execute(ran)]
    stood = sa.select(SessionRow.opened, SessionRow.closed).where(
        SessionRow.project == project, SessionRow.closed.is_not(None)
    )
    hours_open = [_hours(row.opened, row.closed) for row in uow.session.execute(stood)]
    return ProjectUse(
        jobs=len(jobs),
        core_hours=sum(row.cpus * hours for row, hours in jobs),
        gpu_hours=sum(row.gpus * hours for row, hours in jobs),
        memory_gib_hours=sum(row.memory_bytes / 2**30 * hours for row, hours in jobs),
        sessions=len(hours_open),
        open_hours=sum(hours_open),
    )


def _hours(begun: datetime, ended: datetime) -> float:
    return max(0.0, (_utc(ended) - _utc(begun)).total_seconds()) / _HOUR


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
