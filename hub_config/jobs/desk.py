"""What the door and the worker ask and tell governance: each call is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.job_access import grant_job_access
from governance.access.workspace_entry import WorkspaceGrant
from governance.gpus.allotment import gpu_state
from governance.gpus.device import GpuDevice
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
from governance.nodes import drained_nodes
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance
from hub_config.nodes.placement import Fit
from hub_config.offers import DRAINED, fits


class JobDesk:
    """`devices`: those of all machines; `machines`: names of those on which a project may work; `closed`:
    whether all of them are drained. Raises the refusals of `governance.jobs`; nothing is remembered here."""

    def __init__(
        self,
        settings: GovernanceSettings,
        limits: JobLimits,
        devices: Callable[[], Sequence[GpuDevice]] = tuple,
        machines: Callable[[str], Collection[str]] = lambda _: (),
        closed: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)
        self._limits = limits
        self.devices = devices
        self._machines = machines
        self._closed = closed

    def submit(self, user: str, project: str, order: JobOrder) -> tuple[Job, ...]:
        with self._write() as work:
            jobs = submit_jobs(work, user, project, order, self._limits, self._devices_for(project))
            work.commit()
        return jobs

    def retry(self, user: str, project: str, job: int) -> Job:
        with self._write() as work:
            again = retry_job(work, user, project, job, self._limits, self._devices_for(project))
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
            jobs = jobs_of(work, project=project, user=user)
        waits = any(job.state == JobState.QUEUED for job in jobs) and self._closed(project)
        return tuple(
            replace(job, reason=DRAINED) if waits and job.state == JobState.QUEUED else job for job in jobs
        )

    def find(self, job: int) -> Job:
        with self._read() as work:
            return find_job(work, job)

    def access(self, job: int, key: Ed25519PrivateKey, door: int) -> str:
        with self._read() as work:
            return grant_job_access(work, job, key, door=door)

    def next(self, passed_projects: Collection[str] = (), passed_jobs: Collection[int] = ()) -> int | None:
        """None where nothing may start now."""
        with self._read() as work:
            return next_job(
                work,
                self._limits,
                self.devices(),
                passed_projects=passed_projects,
                passed_jobs=passed_jobs,
            )

    def fits(self, job: Job) -> tuple[Fit, ...]:
        """As `Offers.fits`, of what the job wishes for."""
        if job.gpu is None:
            return ()
        with self._read() as work:
            return fits(job.gpu, self.devices(), gpu_state(work))

    def drained(self) -> frozenset[str]:
        """Names of machines that take nothing new."""
        with self._read() as work:
            return frozenset(node.node for node in drained_nodes(work))

    def grant(
        self, job: int, node: str, devices: Sequence[GpuDevice]
    ) -> tuple[Job, WorkspaceGrant, bytes] | None:
        """As `job_grant`, committed: what it is allotted is its own until it is given back."""
        with self._write() as work:
            granted = job_grant(work, job, devices, node)
            work.commit()
        return granted

    def free(self, job: int, why: str) -> None:
        """Its GPUs, once its container is gone."""
        with self._write() as work:
            free_job(work, job, self.devices(), why)
            work.commit()

    def reconcile(self, standing: Collection[int]) -> list[int]:
        """As `reconcile_jobs`, committed."""
        with self._write() as work:
            gone = reconcile_jobs(work, standing, self.devices())
            work.commit()
        return gone

    def begin(self, job: int, image: str, node: str = "") -> None:
        with self._write() as work:
            begin_job(work, job, image, node)
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

    def _devices_for(self, project: str) -> Sequence[GpuDevice]:
        machines = self._machines(project)
        return tuple(device for device in self.devices() if device.node in machines)
