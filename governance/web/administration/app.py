"""The administration's web application: of the services with pages, the one that writes in governance's
database and reads the trails of the other zones."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.administration import pages
from governance.web.administration.audit_search import AuditReading
from governance.web.administration.desk import Desk, typed_text
from governance.web.administration.forms import LARGEST_PAPER
from governance.web.administration.settings import AdministrationSettings
from governance.web.hub_login import LoginNeeded, login_answer
from governance.web.hub_pages import hub_pages
from governance.web.limits import LARGEST_BODY
from governance.web.pages.static_files import StaticFiles

_LOG = logging.getLogger(__name__)


def create_app(settings: AdministrationSettings, governance: GovernanceSettings) -> FastAPI:
    """Raises Refusal when the database or the key is not ready."""
    read = open_governance(governance, read_only=True)
    files = StaticFiles(settings.path)
    desk = Desk(
        read,
        open_governance(governance),
        AuditReading(governance, read),
        files,
        path=f"{settings.path}/",
        catalogue=settings.path_of("catalogue"),
        hub_home=settings.hub_home,
    )
    app = hub_pages("D2H administration", settings, read, largest=LARGEST_PAPER + LARGEST_BODY)
    app.state.desk = desk
    for router in (files.router(), pages.router):
        app.include_router(router, prefix=settings.path)
    _answer_faults(app, desk)
    return app


def _answer_faults(app: FastAPI, desk: Desk) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return desk.refused(request, refusal, await typed_text(request))

    @app.exception_handler(LoginNeeded)
    async def login_needed(request: Request, needed: LoginNeeded) -> Response:
        if typed := await typed_text(request):
            return desk.refused(request, Refusal("session-ended"), typed)
        return login_answer(request, needed)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return desk.refused(request, Refusal("page-unknown"))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        return desk.refused(request, Refusal("page-unknown"))

    @app.exception_handler(OperationalError)
    def busy(request: Request, fault: OperationalError) -> Response:
        _LOG.error("database: %s", fault.orig)
        return desk.refused(request, Refusal("database-busy"))
