"""Jobs as they are kept, and the questions asked about them. Nothing here writes."""

from __future__ import annotations

import sqlalchemy as sa

from governance.jobs.job import Job, JobState
from governance.projects.algorithm import reader
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow

_SHOWN = 500


def find_job(uow: UnitOfWork, job: int) -> Job:
    """Raises Refusal `job-unknown`."""
    return job_of(known_job(uow, job))


def jobs_of(
    uow: UnitOfWork, *, project: str | None = None, user: str | None = None, open_only: bool = False
) -> tuple[Job, ...]:
    """The newest first, 500 at most."""
    wanted = sa.select(JobRow).order_by(JobRow.id.desc()).limit(_SHOWN)
    if project is not None:
        wanted = wanted.where(JobRow.project == project)
    if user is not None:
        wanted = wanted.where(JobRow.user == user)
    if open_only:
        wanted = wanted.where(JobRow.state.in_([JobState.QUEUED, JobState.RUNNING]))
    return tuple(map(job_of, uow.session.scalars(wanted)))


def running_jobs(uow: UnitOfWork) -> tuple[int, ...]:
    wanted = sa.select(JobRow.id).where(JobRow.state == JobState.RUNNING).order_by(JobRow.id)
    return tuple(uow.session.scalars(wanted))


def known_job(uow: UnitOfWork, job: int) -> JobRow:
    row = uow.session.get(JobRow, job)
    if row is None:
        raise Refusal("job-unknown", job=job)
    return row


def own_job(uow: UnitOfWork, user: str, project: str, job: int) -> JobRow:
    """Raises Refusal `job-unknown`, also for a job of somebody else or of another project."""
    row = known_job(uow, job)
    if (row.user, row.project) != (user, project):
        raise Refusal("job-unknown", job=job)
    return row


def reader_of(row: JobRow) -> str:
    """As whom it reads: the algorithm it is, else the member who handed it in."""
    return reader(row.algorithm, row.digest) if row.algorithm else row.user


def job_of(row: JobRow) -> Job:
    return Job(
        id=row.id,
        project=row.project,
        user=row.user,
        reader=reader_of(row),
        state=JobState(row.state),
        reason=row.reason,
        notebook=row.notebook,
        parameters=dict(row.parameters),
        after=tuple(row.after),
        cpus=row.cpus,
        memory_bytes=row.memory_bytes,
        seconds=row.seconds,
        gpus=row.gpus,
        gpu_kind=row.gpu_kind,
        tell=row.tell,
        retry_of=row.retry_of,
        submitted=row.submitted,
        started=row.started,
        ended=row.ended,
        node=row.node,
    )
