"""Who has logged in at a service's pages, and who is about to: in the memory of one process.

Where several processes serve the pages, one keeps it for all of them: none of it is ever written down, and
whichever of them a browser comes to knows her session, or that it was ended.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from multiprocessing.managers import BaseManager, Server
from threading import Lock
from typing import Generic, Protocol, TypeVar, cast

SESSION_SECONDS = 8 * 3600
LOGIN_SECONDS = 600
_ASKED = ("begin", "begun", "open", "session", "end")  # by other processes
_MOST = 10_000  # of each; the oldest is forgotten first

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Session:
    username: str
    hub_token: str
    csrf: str


@dataclass(frozen=True)
class BegunLogin:
    """`verifier`: what proves to the hub that who ends the login began it (PKCE)."""

    next_page: str
    verifier: str


class Logins(Protocol):
    def begin(self, login: BegunLogin) -> str:
        """The name under which the login can be ended, once, within ten minutes."""

    def begun(self, name: str) -> BegunLogin | None: ...

    def open(self, session: Session) -> str:
        """The name of the session, for eight hours."""

    def session(self, name: str) -> Session | None: ...

    def end(self, name: str) -> None: ...


class LoginsHere:
    """Of this process: after a restart each browser passes by the hub again, without a word."""

    def __init__(self) -> None:
        self._begun: _Names[BegunLogin] = _Names(LOGIN_SECONDS)
        self._sessions: _Names[Session] = _Names(SESSION_SECONDS)

    def begin(self, login: BegunLogin) -> str:
        return self._begun.keep(login)

    def begun(self, name: str) -> BegunLogin | None:
        return self._begun.take(name)

    def open(self, session: Session) -> str:
        return self._sessions.keep(session)

    def session(self, name: str) -> Session | None:
        return self._sessions.find(name)

    def end(self, name: str) -> None:
        self._sessions.take(name)


class _Names(Generic[Kept]):
    """What is kept for so many seconds, under names that nobody guesses."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, Kept]] = OrderedDict()  # the first to end first
        self._lock = Lock()

    def keep(self, one: Kept) -> str:
        name, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            while self._kept and (len(self._kept) >= _MOST or next(iter(self._kept.values()))[0] <= now):
                self._kept.popitem(last=False)
            self._kept[name] = now + self._seconds, one
        return name

    def find(self, name: str) -> Kept | None:
        with self._lock:
            ends, one = self._kept.get(name, (0.0, None))
        return one if ends > time.monotonic() else None

    def take(self, name: str) -> Kept | None:
        found = self.find(name)
        with self._lock:
            self._kept.pop(name, None)
        return found


class _Keeper(BaseManager):
    """Answers other processes of the same service: at a socket of the file system that only its user reaches,
    and only those that its key was given to at their start."""


class _Asking(BaseManager):
    """One of those."""


_Asking.register("logins", exposed=_ASKED)


def kept_for_others() -> Server:
    """What answers for logins of this process; `serve_forever` is a thread's work, `address` where it is."""
    logins = LoginsHere()
    _Keeper.register("logins", callable=lambda: logins, exposed=_ASKED)
    return _Keeper().get_server()


def logins_kept_at(address: str) -> Logins:
    """By the process that started this one."""
    keeper = _Asking(address=address)
    keeper.connect()
    return cast(Logins, keeper.logins())  # type: ignore[attr-defined]
