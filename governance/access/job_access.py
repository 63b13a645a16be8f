"""A running job reads as its member or its algorithm may at that moment; its own door says which job asks."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.algorithm_entry import admit_job
from governance.access.doors import NO_DOOR
from governance.access.token import issue_access_token
from governance.access.workspace_entry import digests
from governance.jobs.job import JobState
from governance.jobs.record import known_job, reader_of
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork


def grant_job_access(
    uow: UnitOfWork,
    job: int,
    key: Ed25519PrivateKey,
    *,
    door: int = NO_DOOR,
    now: datetime | None = None,
) -> str:
    """An access token of the permits in force. Raises the refusals of `admit_job`, or Refusal
    `job-unknown`, `job-over`."""
    row = known_job(uow, job)
    if row.state != JobState.RUNNING:
        raise Refusal("job-over", job=job)
    today = now.date() if now else None
    _, _, permits = admit_job(uow, row.user, row.project, row.algorithm, row.digest, today)
    return issue_access_token(
        key, user=reader_of(row), project=row.project, permits=digests(permits), door=door, now=now
    )
