"""Login at the airlock's pages by way of the hub (OAuth): the only file here that knows JupyterHub.

The browser holds one opaque session cookie; the hub's token stays on this side. Pages use the dependencies
`current_person` (redirects to the login when nobody is logged in) and `csrf_checked`, on every form.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError as HubFault

from governance.directory import Person
from governance.refusal import Refusal
from output_checking.directory import Directory
from output_checking.settings import AirlockSettings

SESSION_COOKIE = "d2h-airlock"
STATE_COOKIE = "d2h-airlock-login"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"
_SESSION_SECONDS = 8 * 3600
_SESSIONS = 10_000

router = APIRouter(include_in_schema=False)


class LoginNeeded(Exception):  # noqa: N818 - an answer, not a fault
    """Nobody is logged in; `next_page` is where the person wanted to go."""

    def __init__(self, next_page: str) -> None:
        super().__init__(next_page)
        self.next_page = next_page


@dataclass(frozen=True)
class Session:
    username: str
    hub_token: str
    csrf: str
    ends: float  # seconds of the monotonic clock


class HubLogin:
    """Sessions of this process: after a restart each browser passes by the hub again, without a word."""

    def __init__(self, settings: AirlockSettings, directory: Directory) -> None:
        self.directory = directory
        self.secure = settings.page_url.startswith("https:")
        self._sessions: dict[str, Session] = {}
        self._hub: Any = HubOAuth(
            api_url=settings.hub_api_url,
            api_token=settings.hub_token,
            hub_host=settings.hub_public_url.rstrip("/"),
            base_url="/",
            oauth_client_id=f"service-{settings.hub_service}",
            oauth_redirect_uri=f"{settings.page_url.rstrip('/')}/oauth_callback",
            access_scopes={"access:services", f"access:services!service={settings.hub_service}"},
            cache_max_age=30,
        )

    def begin(self, next_page: str) -> tuple[str, str]:
        """(address at the hub, state to keep in a cookie)."""
        verifier, challenge, method = self._hub.generate_pkce_code_challenge()
        state = self._hub.generate_state(next_page, code_verifier=verifier)
        extra = urlencode({"state": state, "code_challenge": challenge, "code_challenge_method": method})
        return f"{self._hub.login_url}&{extra}", state

    async def finish(self, code: str, state: str) -> tuple[str, str]:
        """(session identifier, page to go to). Raises Refusal `login-failed` or `login-refused`."""
        next_page, verifier = self._hub.get_next_url(state), self._hub.get_code_verifier(state)
        self._hub.clear_oauth_state(state)
        if verifier is None:
            raise Refusal("login-failed")
        try:
            token = await self._hub.token_for_code(code, code_verifier=verifier, sync=False)
        except HubFault as fault:
            raise Refusal("login-failed") from fault
        username = await self._username(token)
        if username is None:
            raise Refusal("login-refused")
        self.directory.person(username)
        self._forget_ended()
        session = Session(username, token, secrets.token_urlsafe(32), time.monotonic() + _SESSION_SECONDS)
        identifier = secrets.token_urlsafe(32)
        self._sessions[identifier] = session
        return identifier, next_page

    async def session(self, identifier: str | None) -> Session | None:
        """The session while the hub still knows its token (asked again every 30 s)."""
        found = self._sessions.get(identifier or "")
        if found is None or identifier is None:
            return None
        if found.ends < time.monotonic() or await self._username(found.hub_token) != found.username:
            self.end(identifier)
            return None
        return found

    def end(self, identifier: str | None) -> None:
        self._sessions.pop(identifier or "", None)

    async def _username(self, token: str) -> str | None:
        try:
            user = await self._hub.user_for_token(token, sync=False)
        except HubFault as fault:
            raise Refusal("hub-unreachable") from fault
        if user is None or not self._hub.check_scopes(self._hub.access_scopes, user):
            return None
        return str(user["name"])

    def _forget_ended(self) -> None:
        now = time.monotonic()
        self._sessions = {key: one for key, one in self._sessions.items() if one.ends > now}
        while len(self._sessions) >= _SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))


def _login_of(request: Request) -> HubLogin:
    login = request.app.state.login
    assert isinstance(login, HubLogin)  # noqa: S101 - set by create_app; narrows the type
    return login


async def current_session(request: Request) -> Session:
    """Raises LoginNeeded, which the app turns into a redirect to the hub."""
    session = await _login_of(request).session(request.cookies.get(SESSION_COOKIE))
    if session is None:
        shown = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise LoginNeeded(shown if request.method == "GET" else "/")
    return session


CurrentSession = Annotated[Session, Depends(current_session)]


async def current_person(request: Request, session: CurrentSession) -> Person:
    """The logged-in person as governance knows them now."""
    return _login_of(request).directory.person(session.username)


CurrentPerson = Annotated[Person, Depends(current_person)]


async def csrf_checked(request: Request, session: CurrentSession) -> None:
    """For every form: field `csrf_token` or header `X-CSRF-Token`. Raises Refusal `csrf-missing`."""
    given = request.headers.get(CSRF_HEADER) or (await request.form()).get(CSRF_FIELD)
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise Refusal("csrf-missing")


def local_page(address: str) -> str:
    """`address` when it is a page of ours, else the first page: a login link must not lead elsewhere."""
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if inside and address.isprintable() else "/"


def login_page(next_page: str) -> str:
    return f"/login?next={quote(next_page, safe='')}"


@router.get("/login")
async def login(request: Request, next: str = "/") -> Response:
    service = _login_of(request)
    address, state = service.begin(local_page(next))
    answer = RedirectResponse(address, status_code=302)
    answer.set_cookie(
        STATE_COOKIE, state, max_age=600, httponly=True, samesite="lax", secure=service.secure, path="/"
    )
    return answer


@router.get("/oauth_callback")
async def oauth_callback(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    service = _login_of(request)
    kept = request.cookies.get(STATE_COOKIE, "")
    if error or not code or not state or not secrets.compare_digest(kept.encode(), state.encode()):
        raise Refusal("login-failed")
    identifier, next_page = await service.finish(code, state)
    answer = RedirectResponse(local_page(next_page), status_code=302)
    answer.delete_cookie(STATE_COOKIE, path="/")
    answer.set_cookie(
        SESSION_COOKIE,
        identifier,
        max_age=_SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=service.secure,
        path="/",
    )
    return answer


@router.post("/logout", dependencies=[Depends(csrf_checked)])
async def logout(request: Request) -> Response:
    _login_of(request).end(request.cookies.get(SESSION_COOKIE))
    answer = RedirectResponse(f"{request.app.state.hub_public_url}/hub/logout", status_code=303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer
