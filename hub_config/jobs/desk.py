"""What the door and the worker ask and tell governance: each call is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.job_access import grant_job_access
from governance.access.workspace_entry import WorkspaceGrant
from governance.gpus.device import GpuDevice, on_node
from governance.jobs.gpus import reconcile_jobs
from governance.jobs.job import Job, JobLimits, JobOrder, JobState
from governance.jobs.record import find_job, jobs_of, own_job, running_jobs
from governance.jobs.submission import retry_job, submit_jobs
from governance.jobs.turn import (
    begin_job,
    cancel_job,
    close_hopeless,
    end_job,
    free_job,
    job_grant,
    next_job,
    refusal_to_run,
)
from governance.nodes import is_drained
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance


class JobDesk:
    """`devices`: those of all machines; jobs run on `node`. Raises the refusals of `governance.jobs`; nothing
    is remembered here."""

    def __init__(
        self,
        settings: GovernanceSettings,
        limits: JobLimits,
        devices: Callable[[], Sequence[GpuDevice]] = tuple,
        node: str = "",
    ) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)
        self._limits = limits
        self._devices = devices
        self._node = node

    def submit(self, user: str, project: str, order: JobOrder) -> tuple[Job, ...]:
        with self._write() as work:
            jobs = submit_jobs(work, user, project, order, self._limits, self._here())
            work.commit()
        return jobs

    def retry(self, user: str, project: str, job: int) -> Job:
        with self._write() as work:
            again = retry_job(work, user, project, job, self._limits, self._here())
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
        """None where nothing may start now, as on a drained node."""
        with self._read() as work:
            if is_drained(work, self._node):
                return None
            return next_job(work, self._limits, self._devices())

    def grant(self, job: int) -> tuple[Job, WorkspaceGrant, bytes] | None:
        """None where it waits for a GPU; what it is allotted is its own until it is given back."""
        with self._write() as work:
            granted = job_grant(work, job, self._devices(), self._node)
            work.commit()
        return granted

    def free(self, job: int, why: str) -> None:
        """Its GPUs, once its container is gone."""
        with self._write() as work:
            free_job(work, job, self._devices(), why)
            work.commit()

    def reconcile(self, standing: Collection[int]) -> list[int]:
        """As `reconcile_jobs`, committed."""
        with self._write() as work:
            gone = reconcile_jobs(work, standing, self._devices())
            work.commit()
        return gone

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

    def _here(self) -> Sequence[GpuDevice]:
        return on_node(self._devices(), self._node)
