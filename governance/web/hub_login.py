"""Login at a service's pages by way of the hub (OAuth): the only file here that knows JupyterHub.

The browser holds one opaque session cookie; the hub's token stays on this side. Pages use the dependencies
`current_person` (redirects to the login when nobody is logged in) and `csrf_checked`, on every form.
An application sets `app.state.login`, and includes `router` under the path of its pages.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError as HubFault

from governance.people.person import Person
from governance.refusal import Refusal
from governance.web.logins import (
    LOGIN_SECONDS,
    SESSION_SECONDS,
    BegunLogin,
    Logins,
    LoginsHere,
    Session,
)

CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"

router = APIRouter(include_in_schema=False)


class LoginNeeded(Exception):  # noqa: N818 - an answer, not a fault
    """Nobody is logged in; `next_page` is where the person wanted to go."""

    def __init__(self, next_page: str) -> None:
        super().__init__(next_page)
        self.next_page = next_page


@dataclass(frozen=True)
class HubService:
    """A service as the hub knows it: its name and token, the hub's addresses, and that of its own pages."""

    name: str
    token: str
    hub_api_url: str
    hub_public_url: str
    page_url: str

    @property
    def path(self) -> str:
        """What stands before every page's own path; empty for a service with a host name of its own."""
        return urlsplit(self.page_url).path.rstrip("/")


class HubLogin:
    """`person_of` is asked at every page: it raises Refusal `person-unknown` for one whom nobody registered.
    `logins`: those of this process, where nothing else is said.
    """

    def __init__(
        self, service: HubService, person_of: Callable[[str], Person], logins: Logins | None = None
    ) -> None:
        self.person_of = person_of
        self.path = service.path
        self.hub_public_url = service.hub_public_url.rstrip("/")
        self.secure = service.page_url.startswith("https:")
        self.session_cookie = f"d2h-{service.name}"
        self.state_cookie = f"d2h-{service.name}-login"
        self._logins = logins or LoginsHere()
        self._hub: Any = HubOAuth(
            api_url=service.hub_api_url,
            api_token=service.token,
            hub_host=self.hub_public_url,
            base_url="/",
            oauth_client_id=f"service-{service.name}",
            oauth_redirect_uri=f"{service.page_url.rstrip('/')}/oauth_callback",
            access_scopes={"access:services", f"access:services!service={service.name}"},
            cache_max_age=30,
        )

    @property
    def cookie_path(self) -> str:
        return f"{self.path}/"

    def keep(self, answer: Response, cookie: str, value: str, seconds: int) -> None:
        answer.set_cookie(
            cookie,
            value,
            max_age=seconds,
            httponly=True,
            samesite="lax",
            secure=self.secure,
            path=self.cookie_path,
        )

    def local_page(self, address: str) -> str:
        """`address` when it is a page of ours, else the first page: a login link must not lead elsewhere."""
        parts = urlsplit(address)
        inside = address.startswith(f"{self.path}/") and not address.startswith(("//", "/\\"))
        return address if inside and not parts.netloc and address.isprintable() else f"{self.path}/"

    def login_page(self, next_page: str) -> str:
        return f"{self.path}/login?next={quote(next_page, safe='')}"

    def begin(self, next_page: str) -> tuple[str, str]:
        """(address at the hub, state to keep in a cookie)."""
        verifier, challenge, method = self._hub.generate_pkce_code_challenge()
        state = self._logins.begin(BegunLogin(next_page, verifier))
        extra = urlencode({"state": state, "code_challenge": challenge, "code_challenge_method": method})
        return f"{self._hub.login_url}&{extra}", state

    async def finish(self, code: str, state: str) -> tuple[str, str]:
        """(session identifier, page to go to). Raises Refusal `login-failed` or `login-refused`."""
        begun = self._logins.begun(state)
        if begun is None:
            raise Refusal("login-failed")
        try:
            token = await self._hub.token_for_code(code, code_verifier=begun.verifier, sync=False)
        except HubFault as fault:
            raise Refusal("login-failed") from fault
        username = await self._username(token)
        if username is None:
            raise Refusal("login-refused")
        await run_in_threadpool(self.person_of, username)
        return self._logins.open(Session(username, token, secrets.token_urlsafe(32))), begun.next_page

    async def session(self, identifier: str | None) -> Session | None:
        """The session while the hub still knows its token (asked again every 30 s)."""
        found = self._logins.session(identifier) if identifier else None
        if found is None or identifier is None:
            return None
        if await self._username(found.hub_token) != found.username:
            self.end(identifier)
            return None
        return found

    def end(self, identifier: str | None) -> None:
        if identifier:
            self._logins.end(identifier)

    async def _username(self, token: str) -> str | None:
        try:
            user = await self._hub.user_for_token(token, sync=False)
        except HubFault as fault:
            raise Refusal("hub-unreachable") from fault
        if user is None or not self._hub.check_scopes(self._hub.access_scopes, user):
            return None
        return str(user["name"])


def login_of(request: Request) -> HubLogin:
    login = request.app.state.login
    assert isinstance(login, HubLogin)  # noqa: S101 - set by create_app; narrows the type
    return login


async def current_session(request: Request) -> Session:
    """Raises LoginNeeded, which the app turns into a redirect to the hub."""
    login = login_of(request)
    session = await login.session(request.cookies.get(login.session_cookie))
    if session is None:
        shown = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise LoginNeeded(shown if request.method == "GET" else f"{login.path}/")
    return session


CurrentSession = Annotated[Session, Depends(current_session)]


def current_person(request: Request, session: CurrentSession) -> Person:
    """The logged-in person as governance knows them now: asked in a thread, for the database may be slow."""
    return login_of(request).person_of(session.username)


CurrentPerson = Annotated[Person, Depends(current_person)]


async def csrf_checked(request: Request, session: CurrentSession) -> None:
    """For every form: field `csrf_token` or header `X-CSRF-Token`. Raises Refusal `csrf-missing`."""
    given = request.headers.get(CSRF_HEADER) or (await request.form()).get(CSRF_FIELD)
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise Refusal("csrf-missing")


def login_answer(request: Request, needed: LoginNeeded) -> Response:
    """What an application answers to LoginNeeded: the way to the hub, for a page and for a part of one."""
    address = login_of(request).login_page(needed.next_page)
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"hx-redirect": address})
    return RedirectResponse(address, status_code=303)


@router.get("/login")
async def login(request: Request, next: str = "/") -> Response:
    service = login_of(request)
    address, state = service.begin(service.local_page(next))
    answer = RedirectResponse(address, status_code=302)
    service.keep(answer, service.state_cookie, state, LOGIN_SECONDS)
    return answer


@router.get("/oauth_callback")
async def oauth_callback(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    service = login_of(request)
    kept = request.cookies.get(service.state_cookie, "")
    if error or not code or not state or not secrets.compare_digest(kept.encode(), state.encode()):
        raise Refusal("login-failed")
    identifier, next_page = await service.finish(code, state)
    answer = RedirectResponse(service.local_page(next_page), status_code=302)
    answer.delete_cookie(service.state_cookie, path=service.cookie_path)
    service.keep(answer, service.session_cookie, identifier, SESSION_SECONDS)
    return answer


@router.post("/logout", dependencies=[Depends(csrf_checked)])
async def logout(request: Request) -> Response:
    service = login_of(request)
    service.end(request.cookies.get(service.session_cookie))
    answer = RedirectResponse(f"{service.hub_public_url}/hub/logout", status_code=303)
    answer.delete_cookie(service.session_cookie, path=service.cookie_path)
    return answer
