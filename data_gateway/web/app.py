"""The application of one site's data owner's page."""

from __future__ import annotations

import logging
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from data_gateway.site.folder import SiteFolder
from data_gateway.web.audit_pages import audit_pages
from data_gateway.web.desk import Desk
from data_gateway.web.document_pages import document_pages
from data_gateway.web.image_pages import image_pages
from data_gateway.web.patient_pages import patient_pages
from data_gateway.web.permit_pages import permit_pages
from data_gateway.web.rendering import Rendering
from data_gateway.web.sample_pages import sample_pages
from data_gateway.web.sessions import CSRF_FIELD, LoginNeeded, require_csrf, require_own_form
from governance.refusal import Refusal
from governance.web.limits import RequestLimits
from governance.web.pages.protection import protect_answers

_LOG = logging.getLogger(__name__)


def create_app(folder: SiteFolder) -> FastAPI:
    """Raises Refusal when the site is not there, or its page has no passphrase."""
    desk = Desk(folder)
    rendering = Rendering(desk)
    url = desk.settings.owner_page_url
    app = FastAPI(title="D2H data owner", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.add_middleware(RequestLimits)
    protect_answers(app, cookie_path="/", secure=True)
    # A name of somebody else's that leads to this address would share no cookie, but could read answers.
    hosts = [urlsplit(url).hostname or ""]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    app.include_router(rendering.files.router())
    _login_pages(app, desk, rendering)
    app.include_router(permit_pages(desk, rendering))
    app.include_router(document_pages(desk, rendering))
    app.include_router(image_pages(desk, rendering))
    app.include_router(sample_pages(desk, rendering))
    app.include_router(patient_pages(desk, rendering))
    app.include_router(audit_pages(desk, rendering))
    _answer_faults(app, rendering)
    return app


def _login_pages(app: FastAPI, desk: Desk, rendering: Rendering) -> None:
    @app.get("/login")
    def login_page(request: Request) -> Response:
        return rendering.page(request, "login.html", None, refusal=None)

    @app.post("/login")
    def log_in(request: Request, passphrase: Annotated[str, Form(max_length=1_000)] = "") -> Response:
        require_own_form(request, desk.settings.owner_page_url)
        try:
            account = desk.log_in(passphrase)
        except Refusal as refusal:
            if refusal.code not in ("login-wrong", "login-wait"):
                raise
            status = 401 if refusal.code == "login-wrong" else 429
            return rendering.page(request, "login.html", None, status=status, refusal=refusal)
        answer = RedirectResponse("/", status_code=303)
        desk.sessions.begin(answer, account.name, account.passphrase)
        return answer

    @app.post("/logout")
    def log_out(
        request: Request, csrf_token: Annotated[str, Form(alias=CSRF_FIELD, max_length=200)] = ""
    ) -> Response:
        require_own_form(request, desk.settings.owner_page_url)
        session = desk.sessions.of(request, desk.account().passphrase)
        require_csrf(session, csrf_token)
        answer = RedirectResponse("/login", status_code=303)
        desk.sessions.end(request, answer)
        desk.log_out(session.name)
        return answer

    @app.get("/health")
    def health() -> Response:
        return Response("ok\n", media_type="text/plain")


def _answer_faults(app: FastAPI, rendering: Rendering) -> None:
    @app.exception_handler(Refusal)
    def refused(request: Request, refusal: Refusal) -> Response:
        return rendering.refused(request, refusal, getattr(request.state, "session", None))

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, needed: LoginNeeded) -> Response:
        return RedirectResponse("/login", status_code=303)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return rendering.refused(request, Refusal("form-unreadable"))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        return rendering.refused(request, Refusal("page-unknown"))

    @app.exception_handler(Exception)
    def broken(request: Request, fault: Exception) -> Response:
        _LOG.error("%s %s failed", request.method, request.url.path, exc_info=fault)
        return rendering.refused(request, Refusal("page-fault"))
