"""What the door tells of a call before anything of it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from governance.access.doors import door_at


@dataclass(frozen=True)
class Caller:
    """`authorization`: that header of the call, when it has one; `connection`: its other end, as gRPC writes
    it: ipv4:127.77.0.1:4711, or ipv6:%5B::1%5D:4711."""

    authorization: str | None
    connection: str

    @property
    def door(self) -> int | None:
        """The set of doors that it came through, where that is known."""
        return door_at(unquote(self.connection).partition(":")[2].rpartition(":")[0].strip("[]"))
