"""The catalogue's web application, and the administration's: the latter writes in governance's database."""

from __future__ import annotations

import logging

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from governance.directory import Person, find_person
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web import hub_login
from governance.web.administration import pages as administration
from governance.web.administration.audit_search import AuditReading
from governance.web.administration.desk import Desk, typed_text
from governance.web.administration.forms import LARGEST_PAPER
from governance.web.catalogue.pages import Pages
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.catalogue.status import Status
from governance.web.hub_login import HubLogin, HubService, LoginNeeded, login_answer
from governance.web.limits import LARGEST_BODY, RequestLimits
from governance.web.pages.protection import protect_answers, read_by_no_script

_LOG = logging.getLogger(__name__)


def create_app(settings: CatalogueSettings, governance: GovernanceSettings) -> FastAPI:
    """Raises Refusal when the database is not ready."""
    read = open_governance(governance, read_only=True)
    write = open_governance(governance)

    def person_of(username: str) -> Person:
        with read() as uow:
            person = find_person(uow, username)
        if person is None:
            raise Refusal("person-not-registered", user=username)
        return person

    service = HubService(
        settings.hub_service,
        settings.hub_token,
        settings.hub_api_url,
        settings.hub_public_url,
        settings.page_url,
    )
    login = HubLogin(service, person_of)
    hub_home = f"{login.hub_public_url}/hub/home"
    pages = Pages(read, Status(settings.services), service.path, hub_home)
    desk = Desk(
        read, write, AuditReading(governance), pages.files, catalogue=f"{service.path}/", hub_home=hub_home
    )
    app = FastAPI(
        title="D2H catalogue",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(read_by_no_script)],
    )
    app.state.login = login
    app.state.desk = desk
    app.add_middleware(RequestLimits, largest=LARGEST_PAPER + LARGEST_BODY)
    # Without a script, a form of a page that was logged out ends at the hub.
    protect_answers(
        app,
        cookie_path=login.cookie_path,
        secure=login.secure,
        form_targets=login.hub_public_url,
        opener="noopener-allow-popups",  # not even one of our own origin, as JupyterLab is
    )
    for router in (hub_login.router, pages.files.router(), administration.router, pages.router()):
        app.include_router(router, prefix=service.path)
    _answer_faults(app, pages, desk)
    return app


def _answer_faults(app: FastAPI, pages: Pages, desk: Desk) -> None:
    def told(request: Request, refusal: Refusal) -> Response:
        teller = desk if request.url.path.startswith(desk.path) else pages
        return teller.refused(request, refusal)

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        if request.url.path.startswith(desk.path):
            return desk.refused(request, refusal, await typed_text(request))
        return pages.refused(request, refusal)

    @app.exception_handler(LoginNeeded)
    async def login_needed(request: Request, needed: LoginNeeded) -> Response:
        inside = request.url.path.startswith(desk.path)
        if inside and (typed := await typed_text(request)):
            return desk.refused(request, Refusal("session-ended"), typed)
        return login_answer(request, needed)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return told(request, Refusal("page-unknown"))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        return told(request, Refusal("page-unknown"))

    @app.exception_handler(OperationalError)
    def busy(request: Request, fault: OperationalError) -> Response:
        _LOG.error("database: %s", fault.orig)
        return told(request, Refusal("database-busy"))
