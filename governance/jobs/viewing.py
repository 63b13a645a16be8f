"""Which jobs a person is shown outside her workspace, and which of them she may stop.

What code in a workspace chose, the name of a notebook and its parameters, is not shown there: no display
budget counts that page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.jobs.job import Job, JobState
from governance.jobs.record import job_of, jobs_of, known_job
from governance.jobs.turn import cancel_job
from governance.people.person import Role
from governance.projects.project import MemberRole
from governance.refusal import Refusal
from governance.storage.tables import MemberRow, PersonRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow

_SHOWN = 200


@dataclass(frozen=True)
class SeenJob:
    """`ahead`: how many jobs of the same project wait before it; `may_stop`: this person, now."""

    id: int
    project: str
    user: str
    state: JobState
    reason: str
    submitted: datetime
    started: datetime | None
    ended: datetime | None
    ahead: int
    may_stop: bool


def jobs_seen_by(uow: UnitOfWork, user: str) -> tuple[SeenJob, ...]:
    """Those of every project that `user` is a member of, the newest first, 200 of each at most."""
    roles = _memberships(uow, user)
    jobs = [job for project in roles for job in jobs_of(uow, project=project)[:_SHOWN]]
    return tuple(
        _seen(job, jobs, may_stop=job.user == user or roles[job.project] == MemberRole.LEAD)
        for job in sorted(jobs, key=lambda job: -job.id)
    )


def stop_job(uow: UnitOfWork, user: str, job: int) -> Job:
    """By its member, a lead of its project or an admin; the caller commits. Raises Refusal `job-unknown`,
    also where it is none of hers, or `job-over`."""
    row = known_job(uow, job)
    member = _memberships(uow, user).get(row.project)
    person = uow.session.get(PersonRow, user)
    is_admin = person is not None and Role.ADMIN.value in person.roles
    if not (is_admin or member == MemberRole.LEAD or (member and row.user == user)):
        raise Refusal("job-unknown", job=job)
    return cancel_job(uow, job, user)


def jobs_ended_since(uow: UnitOfWork, since: datetime) -> tuple[Job, ...]:
    """Those whose members asked to be told of their end."""
    wanted = sa.select(JobRow).where(JobRow.tell, JobRow.ended >= since).order_by(JobRow.id)
    return tuple(map(job_of, uow.session.scalars(wanted)))


def _memberships(uow: UnitOfWork, user: str) -> dict[str, str]:
    rows = uow.session.execute(sa.select(MemberRow.project, MemberRow.role).where(MemberRow.user == user))
    return {row.project: row.role for row in rows}


def _seen(job: Job, jobs: list[Job], *, may_stop: bool) -> SeenJob:
    waiting = [one for one in jobs if one.project == job.project and one.state == JobState.QUEUED]
    return SeenJob(
        id=job.id,
        project=job.project,
        user=job.user,
        state=job.state,
        reason=job.reason,
        submitted=_utc(job.submitted),
        started=_utc(job.started) if job.started else None,
        ended=_utc(job.ended) if job.ended else None,
        ahead=sum(one.id < job.id for one in waiting) if job.state == JobState.QUEUED else 0,
        may_stop=may_stop and job.ended is None,
    )


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
