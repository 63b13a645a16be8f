"""Whose turn it is: first come, first served, by machine and kind of device. Nobody overtakes, so all have
a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.gpus.device import GpuWish, Pool

# A device stays free that long for the one whose turn has come; then it is the next one's.
KEPT_FREE = timedelta(minutes=30)


@dataclass(frozen=True)
class Holder:
    """Who works with devices: `workspace` or `job`, and its name, unique among its kind."""

    kind: str
    name: str
    user: str
    project: str

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.name}"


def workspace_holder(user: str, project: str) -> Holder:
    return Holder("workspace", f"{project}/{user}", user, project)


@dataclass(frozen=True)
class Place:
    """A place in the queue for devices of `node`; `called`: since when it is this one's turn."""

    holder: str
    wish: GpuWish
    node: str
    called: datetime | None = None

    @property
    def pool(self) -> Pool:
        return Pool(self.node, self.wish.kind)

    def is_lapsed(self, now: datetime) -> bool:
        return self.called is not None and now - self.called > KEPT_FREE


def turns(places: Sequence[Place], free: Mapping[Pool, int]) -> tuple[str, ...]:
    """The holders whose turn it is, where `free` devices of each pool are held by nobody."""
    left = dict(free)
    now = []
    for place in places:
        pool, count = place.pool, place.wish.count
        if count <= left.get(pool, 0):
            left[pool] -= count
            now.append(place.holder)
        else:
            left[pool] = 0
    return tuple(now)


def position(places: Sequence[Place], holder: str) -> int | None:
    """From 1, among those who wait for devices of the same pool; None for who does not wait."""
    place = next((place for place in places if place.holder == holder), None)
    if place is None:
        return None
    return [other.holder for other in places if other.pool == place.pool].index(holder) + 1
