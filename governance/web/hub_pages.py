"""Pages under the hub's own address, behind its login: the settings, the application and the process of each
service that has some."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field
from pydantic_settings import BaseSettings
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from governance.catalogue.holdings import registered_sites
from governance.directory import Person, find_person
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.web import hub_login
from governance.web.hub_login import HubLogin, HubService
from governance.web.limits import LARGEST_BODY, RequestLimits
from governance.web.logins import Logins, LoginsHere
from governance.web.pages.protection import protect_answers, read_by_no_script
from governance.web.serving import serve, serve_together

_LOG = logging.getLogger(__name__)


class HubPageSettings(BaseSettings):
    """`hub_public_url` is where browsers find the hub, and under it these pages, by the service's name.
    `processes`: as many serve the pages; each holds a hundred megabytes."""

    service: ClassVar[str]

    host: str = "127.0.0.1"
    port: int
    hub_api_url: str = "http://127.0.0.1:8012/hub/api"
    hub_public_url: str = "http://127.0.0.1:8000"
    hub_token: str = Field(default="", repr=False)
    processes: int = Field(default=1, ge=1, le=32)

    @property
    def hub_home(self) -> str:
        """Where people find their projects."""
        return f"{self.hub_public_url.rstrip('/')}/hub/home"

    @property
    def path(self) -> str:
        """What stands before every page's own path."""
        return self._service.path

    def path_of(self, service: str) -> str:
        """Of another service's pages under the same address."""
        return f"{self.path.removesuffix(self.service)}{service}/"

    @property
    def _service(self) -> HubService:
        page_url = f"{self.hub_public_url.rstrip('/')}/services/{self.service}"
        return HubService(self.service, self.hub_token, self.hub_api_url, self.hub_public_url, page_url)

    def login(self, person_of: Callable[[str], Person], logins: Logins | None = None) -> HubLogin:
        return HubLogin(self._service, person_of, logins)


def hub_pages(
    title: str,
    settings: HubPageSettings,
    read: Callable[[], UnitOfWork],
    logins: Logins | None = None,
    *,
    largest: int = LARGEST_BODY,
) -> FastAPI:
    """An application that knows who is logged in and shows that it is up. `largest`: what a form may send, in
    bytes.
    """

    def person_of(username: str) -> Person:
        with read() as uow:
            return registered_person(uow, username)

    login = settings.login(person_of, logins)
    app = FastAPI(
        title=title,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(read_by_no_script)],
    )
    app.state.login = login
    app.add_middleware(RequestLimits, largest=largest)
    # Without a script, a form of a page that was logged out ends at the hub.
    protect_answers(
        app,
        cookie_path=login.cookie_path,
        secure=login.secure,
        form_targets=login.hub_public_url,
        opener="noopener-allow-popups",  # not even one of our own origin, as JupyterLab is
    )
    app.include_router(hub_login.router, prefix=settings.path)
    app.include_router(_health(read), prefix=settings.path)
    return app


def registered_person(uow: UnitOfWork, username: str) -> Person:
    """Raises Refusal `person-not-registered`, also for one who left."""
    person = find_person(uow, username)
    if person is None:
        raise Refusal("person-not-registered", user=username)
    return person


def answer_faults(app: FastAPI, refused: Callable[[Request, Refusal], Response]) -> None:
    """Whatever else happens is told on a page of the application's own."""

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return refused(request, Refusal("page-unknown"))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        return refused(request, Refusal("page-unknown"))

    @app.exception_handler(OperationalError)
    def busy(request: Request, fault: OperationalError) -> Response:
        _LOG.error("database: %s", fault.orig)
        return refused(request, Refusal("database-busy"))


def serve_pages(settings: HubPageSettings, make: Callable[[Logins], FastAPI]) -> int:
    """As `serve`, or `serve_together` where the settings want several processes."""
    listening: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "limit_concurrency": 100,
        "timeout_keep_alive": 15,
        "h11_max_incomplete_event_size": 32 * 1024,
    }
    if settings.processes > 1:
        return serve_together(make, settings.processes, **listening)
    return serve(lambda: make(LoginsHere()), **listening)


def _health(read: Callable[[], UnitOfWork]) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/health")
    def health() -> Response:
        with read() as uow:
            registered_sites(uow)
        return PlainTextResponse("ok\n")

    return router
