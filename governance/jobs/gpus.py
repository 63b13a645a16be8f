"""Jobs take their GPUs from the same table as workspaces, and wait for them in the same queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from governance.gpus.allotment import GpuState, Waiting, allot, leave_queue, release
from governance.gpus.device import GpuDevice, GpuWish
from governance.gpus.queue import Holder
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import GpuPlaceRow, GpuRow, JobRow

_KIND = "job"


def job_holder(row: JobRow) -> Holder:
    return Holder(_KIND, str(row.id), row.user, row.project)


def kind_for(count: int, most: int, devices: Sequence[GpuDevice]) -> str:
    """Of which kind a job gets `count` devices: the first declared of which one machine has as many at all.

    Empty for a job without. Raises Refusal `job-gpu-over` beyond what a workspace of its project may have,
    or `job-gpu-unavailable`.
    """
    if not count:
        return ""
    if count > most:
        raise Refusal("job-gpu-over", most=most)
    for pool, there in Counter(device.pool for device in devices).items():
        if there >= count:
            return pool.kind
    raise Refusal("job-gpu-unavailable")


def allot_to_job(
    uow: UnitOfWork, row: JobRow, devices: Sequence[GpuDevice], node: str
) -> tuple[GpuDevice, ...] | None:
    """What it has on `node` from now on, or None and a place in the queue; the caller commits either.

    Raises the refusals of `allot`.
    """
    if not row.gpus:
        return ()
    got = allot(uow, job_holder(row), GpuWish(kind=row.gpu_kind, count=row.gpus), devices, node=node)
    return None if isinstance(got, Waiting) else got


def waits_for_gpu(row: JobRow, state: GpuState, devices: Collection[GpuDevice]) -> bool:
    """Whether it has a place in the queue, and it is not its turn."""
    if not row.gpus or state.place_of(job_holder(row)) is None:
        return False
    return not state.is_turn_of(job_holder(row), devices)


def give_back_gpus(uow: UnitOfWork, row: JobRow, devices: Sequence[GpuDevice], why: str) -> None:
    """Its devices, once its container is gone, and its place; the caller commits."""
    release(uow, job_holder(row), devices, why)
    leave_queue(uow, job_holder(row), devices)


def reconcile_jobs(uow: UnitOfWork, standing: Collection[int], devices: Sequence[GpuDevice]) -> list[int]:
    """Free what jobs hold that have ended and of which no container is `standing`, and their places.

    The caller commits. Returns their numbers.
    """
    held = [
        *uow.session.scalars(sa.select(GpuRow.holder)),
        *uow.session.scalars(sa.select(GpuPlaceRow.holder)),
    ]
    numbers = {int(name) for kind, _, name in (one.partition(":") for one in held) if kind == _KIND}
    gone = []
    for number in sorted(numbers - set(standing)):
        row = uow.session.get(JobRow, number)
        if row is not None and row.ended is not None:
            give_back_gpus(uow, row, devices, "gone")
            gone.append(number)
    return gone
