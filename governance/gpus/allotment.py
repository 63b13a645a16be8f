"""Devices are allotted to one holder each; who finds none free gets a place in the queue.

A row of `gpu_allotments` is the device: its primary key lets no two hold one, whatever happens around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.gpus.device import GpuDevice, GpuWish, Pool, of_kind, on_node
from governance.gpus.queue import Holder, Place, position, turns
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import GpuPlaceRow, GpuRow


@dataclass(frozen=True)
class Waiting:
    """Not now: `position` counts from 1."""

    position: int


@dataclass(frozen=True)
class GpuState:
    """Devices that are held, by id -> who holds them (`workspace:project/user`), and the queue."""

    held: Mapping[str, str]
    places: tuple[Place, ...]

    def free(self, devices: Collection[GpuDevice], kind: str) -> int:
        return sum(device.id not in self.held for device in of_kind(devices, kind))

    def place_of(self, holder: Holder) -> Place | None:
        return next((place for place in self.places if place.holder == holder.id), None)

    def position_of(self, holder: Holder) -> int | None:
        return position(self.places, holder.id)

    def is_turn_of(self, holder: Holder, devices: Collection[GpuDevice]) -> bool:
        return holder.id in turns(self.places, _free(devices, self.held))


def allot(
    uow: UnitOfWork,
    holder: Holder,
    wish: GpuWish,
    devices: Sequence[GpuDevice],
    *,
    node: str,
    now: datetime | None = None,
) -> tuple[GpuDevice, ...] | Waiting:
    """The devices of `node` that `holder` has from now on, or its place in the queue. `devices` are those of
    all machines. The caller commits either.

    Audited as `gpu.allotted` or `gpu.queued`. Asked again, it answers with what is held, or with the same
    place. Raises Refusal `gpu-not-permitted` beyond what the project may have, `gpu-unknown` where there are
    not as many devices of this kind there at all.
    """
    now = now or datetime.now(UTC)
    row = uow.session.get(ProjectRow, holder.project)
    most = row.gpus if row else 0
    if wish.count > most:
        raise Refusal("gpu-not-permitted", project=holder.project, count=wish.count, most=most)
    offered = of_kind(on_node(devices, node), wish.kind)
    if len(offered) < wish.count:
        raise Refusal("gpu-unknown", kind=wish.kind, count=wish.count)
    held = {id_ for (id_,) in uow.session.execute(sa.select(GpuRow.device).where(GpuRow.holder == holder.id))}
    same = tuple(device for device in offered if device.id in held)
    if len(same) == len(held) == wish.count:
        return same
    if held:
        release(uow, holder, devices, "changed", now=now)
    _advance(uow, devices, now)
    is_new = _enqueue(uow, holder, wish, node, now)
    state = gpu_state(uow, now=now)
    if not state.is_turn_of(holder, devices):
        if is_new:
            _audit(uow, holder, "gpu.queued", node=node, kind=wish.kind, count=wish.count)
        return Waiting(state.position_of(holder) or 1)
    _leave(uow, holder)
    taken = tuple(device for device in offered if device.id not in state.held)[: wish.count]
    for device in taken:
        uow.session.add(
            GpuRow(device=device.id, holder=holder.id, user=holder.user, project=holder.project, since=now)
        )
    uow.session.flush()
    _audit(uow, holder, "gpu.allotted", devices=", ".join(device.id for device in taken))
    return taken


def release(
    uow: UnitOfWork, holder: Holder, devices: Sequence[GpuDevice], why: str, *, now: datetime | None = None
) -> None:
    """Audited as `gpu.released`; the caller commits. `why`: `stopped`, `changed`, `gone`."""
    rows = uow.session.scalars(sa.select(GpuRow).where(GpuRow.holder == holder.id)).all()
    if not rows:
        return
    for row in rows:
        uow.session.delete(row)
    uow.session.flush()
    _audit(uow, holder, "gpu.released", devices=", ".join(row.device for row in rows), why=why)
    _advance(uow, devices, now or datetime.now(UTC))


def leave_queue(uow: UnitOfWork, holder: Holder, devices: Sequence[GpuDevice]) -> None:
    """Audited as `gpu.queue-left`; the caller commits."""
    if _leave(uow, holder):
        _audit(uow, holder, "gpu.queue-left")
        _advance(uow, devices, datetime.now(UTC))


def reconcile(uow: UnitOfWork, kind: str, alive: Collection[str], devices: Sequence[GpuDevice]) -> list[str]:
    """Release what is held by a holder of `kind` that is not among `alive` (its ids); the caller commits.

    Audited as `gpu.released`. Returns the ids of those who lost theirs.
    """
    rows = uow.session.scalars(sa.select(GpuRow).where(GpuRow.holder.startswith(f"{kind}:"))).all()
    gone = {row.holder: row for row in rows if row.holder not in alive}
    for row in gone.values():
        name = row.holder.partition(":")[2]
        release(uow, Holder(kind, name, row.user, row.project), devices, "gone")
    return sorted(gone)


def gpu_state(uow: UnitOfWork, *, now: datetime | None = None) -> GpuState:
    """Only reads; a turn that was not taken in time is no place any more."""
    now = now or datetime.now(UTC)
    held = {row.device: row.holder for row in uow.session.scalars(sa.select(GpuRow))}
    places = (_place(row) for row in _rows(uow))
    return GpuState(held, tuple(place for place in places if not place.is_lapsed(now)))


def _enqueue(uow: UnitOfWork, holder: Holder, wish: GpuWish, node: str, now: datetime) -> bool:
    """Whether it has a new place; who wishes for something else, or elsewhere, loses the old one."""
    row = uow.session.scalar(sa.select(GpuPlaceRow).where(GpuPlaceRow.holder == holder.id))
    if row is not None and (row.node, _place(row).wish) == (node, wish):
        return False
    _leave(uow, holder)
    uow.session.add(
        GpuPlaceRow(
            holder=holder.id,
            user=holder.user,
            project=holder.project,
            node=node,
            kind=wish.kind,
            count=wish.count,
            asked=now,
        )
    )
    uow.session.flush()
    return True


def _leave(uow: UnitOfWork, holder: Holder) -> bool:
    row = uow.session.scalar(sa.select(GpuPlaceRow).where(GpuPlaceRow.holder == holder.id))
    if row is None:
        return False
    uow.session.delete(row)
    uow.session.flush()
    return True


def _advance(uow: UnitOfWork, devices: Collection[GpuDevice], now: datetime) -> None:
    """Forget turns that were not taken, and note since when it is whose turn."""
    for row in _rows(uow):
        if _place(row).is_lapsed(now):
            uow.session.delete(row)
            _audit(uow, _holder(row), "gpu.turn-lapsed", kind=row.kind)
    uow.session.flush()
    state = gpu_state(uow, now=now)
    called = turns(state.places, _free(devices, state.held))
    for row in _rows(uow):
        if row.holder not in called:
            row.called = None
        elif row.called is None:
            row.called = now
    uow.session.flush()


def _free(devices: Collection[GpuDevice], held: Collection[str]) -> Mapping[Pool, int]:
    return Counter(device.pool for device in devices if device.id not in held)


def _rows(uow: UnitOfWork) -> Sequence[GpuPlaceRow]:
    return uow.session.scalars(sa.select(GpuPlaceRow).order_by(GpuPlaceRow.id)).all()


def _place(row: GpuPlaceRow) -> Place:
    called = row.called.replace(tzinfo=UTC) if row.called and not row.called.tzinfo else row.called
    return Place(row.holder, GpuWish(kind=row.kind, count=row.count), row.node, called)


def _holder(row: GpuPlaceRow) -> Holder:
    kind, _, name = row.holder.partition(":")
    return Holder(kind, name, row.user, row.project)


def _audit(uow: UnitOfWork, holder: Holder, event: str, **details: str | int) -> None:
    uow.audit.append(
        actor=holder.user, event=event, subject=holder.id, details={"project": holder.project, **details}
    )
