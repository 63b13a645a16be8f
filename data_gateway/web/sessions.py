"""Who is logged in at the data owner's page: sessions of this process, their cookies, and proofs of forms."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from governance.refusal import Refusal

COOKIE = "d2h-data-owner"
CSRF_FIELD = "csrf_token"
LONGEST, IDLE = 8 * 3600.0, 30 * 60.0  # seconds
_SESSIONS = 100


class LoginNeeded(Exception):  # noqa: N818 - an answer, not a fault
    """Nobody is logged in."""


@dataclass(frozen=True)
class Session:
    name: str
    account: str  # the hash it was opened with: another passphrase ends it
    csrf: str
    began: float  # seconds of the clock
    seen: float


class Sessions:
    """A restart ends them all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def begin(self, answer: Response, name: str, account: str) -> None:
        now = self._clock()
        self._sessions = {key: one for key, one in list(self._sessions.items()) if self._holds(one, now)}
        while len(self._sessions) >= _SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        identifier = secrets.token_urlsafe(32)
        self._sessions[identifier] = Session(name, account, secrets.token_urlsafe(32), now, now)
        # Browsers keep Secure cookies of the loopback without TLS: it leaves the machine on no wire.
        answer.set_cookie(COOKIE, identifier, httponly=True, secure=True, samesite="strict", path="/")

    def of(self, request: Request, account: str) -> Session:
        """Raises LoginNeeded, also half an hour after the last page and eight hours after the login."""
        identifier = request.cookies.get(COOKIE, "")
        found, now = self._sessions.get(identifier), self._clock()
        if found is None or found.account != account or not self._holds(found, now):
            self._sessions.pop(identifier, None)
            raise LoginNeeded
        self._sessions[identifier] = seen = replace(found, seen=now)
        return seen

    def end(self, request: Request, answer: Response) -> None:
        self._sessions.pop(request.cookies.get(COOKIE, ""), None)
        answer.delete_cookie(COOKIE, path="/", httponly=True, secure=True, samesite="strict")

    @staticmethod
    def _holds(session: Session, now: float) -> bool:
        return now - session.began < LONGEST and now - session.seen < IDLE


def require_own_form(request: Request, page_url: str) -> None:
    """Raises Refusal `form-foreign` for a form that another page sent, as far as the browser tells."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    own = urlsplit(page_url)
    if fetched not in ("same-origin", "none") or (origin and origin != f"{own.scheme}://{own.netloc}"):
        raise Refusal("form-foreign")


def require_csrf(session: Session, given: object) -> None:
    """Raises Refusal `form-stale`."""
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise Refusal("form-stale")
