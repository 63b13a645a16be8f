"""What the door and the worker ask and tell governance: each call is one transaction."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.job_access import grant_job_access
from governance.access.workspace_entry import WorkspaceGrant
from governance.jobs.job import Job, JobLimits, JobOrder, JobState
from governance.jobs.record import find_job, jobs_of, own_job, running_jobs
from governance.jobs.submission import retry_job, submit_jobs
from governance.jobs.turn import (
    begin_job,
    cancel_job,
    close_hopeless,
    end_job,
    job_grant,
    next_job,
    refusal_to_run,
)
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance


class JobDesk:
    """Raises the refusals of `governance.jobs`; nothing is remembered here."""

    def __init__(self, settings: GovernanceSettings, limits: JobLimits) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)
        self._limits = limits

    def submit(self, user: str, project: str, order: JobOrder) -> tuple[Job, ...]:
        with self._write() as work:
            jobs = submit_jobs(work, user, project, order, self._limits)
            work.commit()
        return jobs

    def retry(self, user: str, project: str, job: int) -> Job:
        with self._write() as work:
            again = retry_job(work, user, project, job, self._limits)
            work.commit()
        return again

    def cancel_own(self, user: str, project: str, job: int) -> Job:
        with self._write() as work:
            own_job(work, user, project, job)
            cancelled = cancel_job(work, job, user)
            work.commit()
        return cancelled

    def own(self, user: str, project: str) -> tuple[Job, ...]:
        with self._read() as work:
            return jobs_of(work, project=project, user=user)

    def find(self, job: int) -> Job:
        with self._read() as work:
            return find_job(work, job)

    def access(self, job: int, key: Ed25519PrivateKey, door: int) -> str:
        with self._read() as work:
            return grant_job_access(work, job, key, door=door)

    def next(self) -> int | None:
        with self._read() as work:
            return next_job(work, self._limits)

    def grant(self, job: int) -> tuple[Job, WorkspaceGrant, bytes]:
        with self._read() as work:
            return job_grant(work, job)

    def begin(self, job: int, image: str) -> None:
        with self._write() as work:
            begin_job(work, job, image)
            work.commit()

    def end(self, job: int, state: JobState, reason: str = "") -> None:
        with self._write() as work:
            if end_job(work, job, state, reason):
                work.commit()

    def reason_to_stop(self, job: int) -> str:
        """A code; empty while the job may go on."""
        with self._read() as work:
            return refusal_to_run(work, job)

    def running(self) -> tuple[int, ...]:
        with self._read() as work:
            return running_jobs(work)

    def close_hopeless(self) -> None:
        with self._write() as work:
            if close_hopeless(work):
                work.commit()
