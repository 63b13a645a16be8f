"""A member hands in a notebook, once or for many sets of parameters, or one that ended again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.access.algorithm_entry import admit_job
from governance.access.workspace_entry import admit
from governance.gpus.device import GpuDevice
from governance.jobs.gpus import kind_for
from governance.jobs.job import Job, JobLimits, JobOrder, JobState
from governance.jobs.notebook import keep_notebook
from governance.jobs.record import job_of, own_job
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow


def submit_jobs(
    uow: UnitOfWork,
    user: str,
    project: str,
    order: JobOrder,
    limits: JobLimits,
    devices: Sequence[GpuDevice] = (),
) -> tuple[Job, ...]:
    """One job for each of its runs, each audited as `job.submitted`; the caller commits.

    A job has at most what a workspace of its project has, and what `limits` say; `devices` are those of the
    machines on which the project may work.
    Raises the refusals of `admit`, or Refusal `job-memory-over`, `job-cpus-over`, `job-time-over`,
    `job-gpu-over`, `job-gpu-unavailable`, `job-queue-full`, `job-after-unknown`,
    `job-notebook-too-large` or `job-notebook-unreadable`; for an algorithm those of `admit_job`, or
    `algorithm-parameters`.
    """
    _, row, _ = admit(uow, user, project, None)
    digest = keep_notebook(uow, order.content)
    if order.algorithm:
        if any(order.runs):
            raise Refusal("algorithm-parameters", name=order.algorithm)
        admit_job(uow, user, project, order.algorithm, digest)
    _within(order, row, limits)
    kind = kind_for(order.gpu, row.gpus, devices)
    _room(uow, project, len(order.runs), limits)
    known = uow.session.scalars(
        sa.select(JobRow.id).where(JobRow.project == project, JobRow.id.in_(order.after))
    )
    if missing := sorted(set(order.after) - set(known)):
        raise Refusal("job-after-unknown", job=missing[0])
    jobs = [
        JobRow(
            project=project,
            user=user,
            state=JobState.QUEUED,
            reason="",
            # Beside a member's notebook may stand code of hers: an algorithm starts among its own files.
            notebook=f"{order.algorithm}.ipynb" if order.algorithm else order.notebook,
            algorithm=order.algorithm or "",
            digest=digest,
            parameters=parameters,
            after=sorted(set(order.after)),
            cpus=order.cpus or limits.cpus_within(row.cpus),
            memory_bytes=order.memory_bytes or limits.memory_within(row.memory_bytes),
            seconds=order.seconds or limits.seconds,
            gpus=order.gpu,
            gpu_kind=kind,
            tell=order.tell,
            submitted=datetime.now(UTC),
        )
        for parameters in order.runs
    ]
    return _added(uow, jobs)


def retry_job(
    uow: UnitOfWork,
    user: str,
    project: str,
    job: int,
    limits: JobLimits,
    devices: Sequence[GpuDevice] = (),
) -> Job:
    """A new job that does the same as one that ended; raises as `submit_jobs`, or `job-unknown`,
    `job-not-over`."""
    before = own_job(uow, user, project, job)
    _, row, _ = admit_job(uow, user, project, before.algorithm, before.digest)
    if before.ended is None:
        raise Refusal("job-not-over", job=job)
    _room(uow, project, 1, limits)
    kept = min(before.gpus, row.gpus)
    kind = kind_for(kept, row.gpus, devices)
    again = JobRow(
        project=project,
        user=user,
        state=JobState.QUEUED,
        reason="",
        notebook=before.notebook,
        algorithm=before.algorithm,
        digest=before.digest,
        parameters=before.parameters,
        after=[],
        cpus=min(before.cpus, limits.cpus_within(row.cpus)),
        memory_bytes=min(before.memory_bytes, limits.memory_within(row.memory_bytes)),
        seconds=min(before.seconds, limits.seconds),
        gpus=kept,
        gpu_kind=kind,
        tell=before.tell,
        retry_of=before.id,
        submitted=datetime.now(UTC),
    )
    return _added(uow, [again])[0]


def _within(order: JobOrder, row: ProjectRow, limits: JobLimits) -> None:
    if (order.memory_bytes or 0) > (memory := limits.memory_within(row.memory_bytes)):
        raise Refusal("job-memory-over", most=memory >> 20)
    if (order.cpus or 0) > (cpus := limits.cpus_within(row.cpus)):
        raise Refusal("job-cpus-over", most=f"{cpus:g}")
    if (order.seconds or 0) > limits.seconds:
        raise Refusal("job-time-over", most=limits.seconds)


def _room(uow: UnitOfWork, project: str, number: int, limits: JobLimits) -> None:
    waiting = uow.session.scalar(
        sa.select(sa.func.count())
        .select_from(JobRow)
        .where(JobRow.project == project, JobRow.state == JobState.QUEUED)
    )
    if (waiting or 0) + number > limits.waiting:
        raise Refusal("job-queue-full", most=limits.waiting)


def _added(uow: UnitOfWork, jobs: list[JobRow]) -> tuple[Job, ...]:
    uow.session.add_all(jobs)
    uow.session.flush()
    for row in jobs:
        uow.audit.append(
            actor=row.user,
            event="job.submitted",
            subject=f"{row.project}/{row.user}",
            details={
                "project": row.project,
                "job": row.id,
                "notebook": row.digest,
                "memory_bytes": row.memory_bytes,
                "cpus": f"{row.cpus:g}",
                "seconds": row.seconds,
                "gpus": row.gpus,
                "after": row.after,
                "retry_of": row.retry_of,
            }
            | ({"algorithm": row.algorithm} if row.algorithm else {}),
        )
    return tuple(map(job_of, jobs))
