"""The catalogue's web application: it reads governance's database and holds no key."""

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
from governance.web.catalogue.pages import Pages
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.catalogue.status import Status
from governance.web.hub_login import LoginNeeded, login_answer
from governance.web.hub_pages import hub_pages

_LOG = logging.getLogger(__name__)


def create_app(settings: CatalogueSettings, governance: GovernanceSettings) -> FastAPI:
    """Raises Refusal when the database is not ready."""
    read = open_governance(governance, read_only=True)
    pages = Pages(
        read,
        Status(settings.services),
        settings.path,
        administration=settings.path_of("administration"),
        hub_home=settings.hub_home,
    )
    app = hub_pages("D2H catalogue", settings, read)
    for router in (pages.files.router(), pages.router()):
        app.include_router(router, prefix=settings.path)
    _answer_faults(app, pages)
    return app


def _answer_faults(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(Refusal)
    def refused(request: Request, refusal: Refusal) -> Response:
        return pages.refused(request, refusal)

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, needed: LoginNeeded) -> Response:
        return login_answer(request, needed)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return pages.refused(request, Refusal("page-unknown"))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        return pages.refused(request, Refusal("page-unknown"))

    @app.exception_handler(OperationalError)
    def busy(request: Request, fault: OperationalError) -> Response:
        _LOG.error("database: %s", fault.orig)
        return pages.refused(request, Refusal("database-busy"))
