"""Whose job starts next, and how a job begins and ends: fair between projects, within their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from governance.access.algorithm_entry import admit_job
from governance.access.workspace_entry import WorkspaceGrant, digests, granted_site
from governance.display.executed import Executed, record_executed
from governance.gpus.allotment import gpu_state
from governance.gpus.device import GpuDevice
from governance.jobs.gpus import allot_to_job, give_back_gpus, waits_for_gpu
from governance.jobs.job import Job, JobLimits, JobState
from governance.jobs.notebook import code_of, notebook_of
from governance.jobs.record import job_of, known_job, reader_of
from governance.people.person import Person
from governance.permits.life import Permit
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow


def next_job(
    uow: UnitOfWork,
    limits: JobLimits,
    devices: Sequence[GpuDevice] = (),
    *,
    passed_projects: Collection[str] = (),
    passed_jobs: Collection[int] = (),
) -> int | None:
    """Of the projects that may run one more, the job of the one whose last job began longest ago; of what is
    passed by, none.

    Within a project the oldest that waits for no other, nor in the queue for one of `devices`. Only reads.
    """
    running = Counter(uow.session.scalars(sa.select(JobRow.project).where(JobRow.state == JobState.RUNNING)))
    if running.total() >= limits.in_all:
        return None
    begun = uow.session.execute(sa.select(JobRow.project, sa.func.max(JobRow.turn)).group_by(JobRow.project))
    last = {project: turn or 0 for project, turn in begun}
    gpus = gpu_state(uow)
    first: dict[str, tuple[int, int]] = {}
    for row in _waiting(uow):
        if running[row.project] >= limits.at_once or row.project in first:
            continue
        if row.project in passed_projects or row.id in passed_jobs:
            continue
        if _is_ready(uow, row) and not waits_for_gpu(row, gpus, devices):
            first[row.project] = (last[row.project], row.id)
    return min(first.values())[1] if first else None


def job_grant(
    uow: UnitOfWork, job: int, devices: Sequence[GpuDevice] = (), node: str = ""
) -> tuple[Job, WorkspaceGrant, bytes] | None:
    """The job, what its container may have on `node`, and its notebook; None where it has to wait for a GPU.

    The caller commits either: the devices are its own from now on. Raises the refusals of `admit_job` and of
    `allot`, or Refusal `job-not-waiting`.
    """
    row = known_job(uow, job)
    if row.state != JobState.QUEUED:
        raise Refusal("job-not-waiting", job=job)
    person, project, permits = _admit(uow, row)
    gpus = allot_to_job(uow, row, devices, node)
    if gpus is None:
        return None
    grant = WorkspaceGrant(
        user=reader_of(row),
        project=row.project,
        title=dict(project.title),
        ends=project.ends,
        language=person.language,
        memory_bytes=min(row.memory_bytes, project.memory_bytes),
        cpus=min(row.cpus, project.cpus),
        sites=tuple(granted_site(uow, permit) for permit in permits),
        gpus=gpus,
    )
    return job_of(row), grant, notebook_of(uow, row.digest)


def begin_job(uow: UnitOfWork, job: int, image: str, node: str = "") -> None:
    """Audited as `job.started`, its code as any code that is run; the caller commits, then starts it there.

    Raises the refusals of `admit_job`, or Refusal `job-not-waiting`.
    """
    row = known_job(uow, job)
    if row.state != JobState.QUEUED:
        raise Refusal("job-not-waiting", job=job)
    _, _, permits = _admit(uow, row)
    latest = uow.session.scalar(sa.select(sa.func.max(JobRow.turn))) or 0
    row.state, row.started, row.turn = JobState.RUNNING, datetime.now(UTC), latest + 1
    row.node = node
    code = code_of(notebook_of(uow, row.digest), row.parameters)
    _audit(uow, row, "job.started", {"image": image, "notebook": row.digest, "permits": digests(permits)})
    record_executed(uow, [Executed(row.user, row.project, "job", code)])


def free_job(uow: UnitOfWork, job: int, devices: Sequence[GpuDevice], why: str) -> None:
    """Its GPUs and its place in their queue, once no container of it stands; the caller commits."""
    give_back_gpus(uow, known_job(uow, job), devices, why)


def refusal_to_run(uow: UnitOfWork, job: int) -> str:
    """Why a running job must stop now, a code; empty while it may go on. Only reads."""
    row = known_job(uow, job)
    if row.state != JobState.RUNNING:
        return "cancelled"
    try:
        _admit(uow, row)
    except Refusal as refusal:
        return refusal.code
    return ""


def end_job(uow: UnitOfWork, job: int, state: JobState, reason: str = "") -> bool:
    """Audited as `job.finished`, `job.failed`, `job.cancelled` or `job.lost`; the caller commits. Whether it
    was still open: how a job ended is said once."""
    row = known_job(uow, job)
    if row.ended is not None:
        return False
    _end(uow, row, state, reason, actor=row.user)
    return True


def close_hopeless(uow: UnitOfWork) -> int:
    """Cancel what waits in vain: for a job that did not finish, or in the name of who may not work there any
    more. The caller commits. How many."""
    count = 0
    for row in _waiting(uow):
        if reason := _vain(uow, row):
            _end(uow, row, JobState.CANCELLED, reason, actor=row.user)
            count += 1
    return count


def cancel_job(uow: UnitOfWork, job: int, actor: str) -> Job:
    """By whoever has been found to have the right; its container is stopped within seconds. The caller
    commits. Raises Refusal `job-unknown` or `job-over`."""
    row = known_job(uow, job)
    if row.ended is not None:
        raise Refusal("job-over", job=job)
    _end(uow, row, JobState.CANCELLED, "asked", actor=actor)
    return job_of(row)


def _admit(uow: UnitOfWork, row: JobRow) -> tuple[Person, ProjectRow, list[Permit]]:
    return admit_job(uow, row.user, row.project, row.algorithm, row.digest)


def _waiting(uow: UnitOfWork) -> list[JobRow]:
    wanted = sa.select(JobRow).where(JobRow.state == JobState.QUEUED).order_by(JobRow.id)
    return list(uow.session.scalars(wanted))


def _before(uow: UnitOfWork, row: JobRow) -> set[str]:
    """The states of the jobs that it waits for."""
    if not row.after:
        return set()
    return set(uow.session.scalars(sa.select(JobRow.state).where(JobRow.id.in_(row.after))))


def _is_ready(uow: UnitOfWork, row: JobRow) -> bool:
    return _before(uow, row) <= {JobState.FINISHED.value}


def _vain(uow: UnitOfWork, row: JobRow) -> str:
    if _before(uow, row) & {JobState.FAILED.value, JobState.CANCELLED.value, JobState.LOST.value}:
        return "dependency"
    try:
        _admit(uow, row)
    except Refusal as refusal:
        return refusal.code
    return ""


def _end(uow: UnitOfWork, row: JobRow, state: JobState, reason: str, *, actor: str) -> None:
    row.state, row.reason, row.ended = state, reason, datetime.now(UTC)
    _audit(uow, row, f"job.{state.lower()}", {"reason": reason}, actor=actor)


def _audit(uow: UnitOfWork, row: JobRow, event: str, details: dict[str, Any], actor: str = "") -> None:
    uow.audit.append(
        actor=actor or row.user,
        event=event,
        subject=f"{row.project}/{row.user}",
        details={"project": row.project, "job": row.id, **details},
    )
