"""The airlock's web application: API, login and pages over one opened airlock."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from governance.refusal import Refusal
from governance.signatures import load_public_pem
from output_checking.airlock import Airlock
from output_checking.settings import AirlockSettings
from output_checking.web import api, hub_login, pages
from output_checking.web.body_limits import BodyLimits
from output_checking.web.hub_login import HubLogin, LoginNeeded, login_page
from output_checking.web.refusals import refusal_answer

_LOG = logging.getLogger(__name__)
# A whole file, its evidence, and the frame of the form around them.
_FORM_BYTES = 4 << 20


def create_app(airlock: Airlock, settings: AirlockSettings) -> FastAPI:
    """Raises Refusal `key-unreadable` when governance's public key is not where the settings say."""
    app = FastAPI(title="D2H airlock", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.airlock = airlock
    app.state.access_key = load_public_pem(_access_pem(settings))
    app.state.page_url = settings.page_url
    app.state.hub_public_url = settings.hub_public_url
    app.state.login = HubLogin(settings, airlock.directory)
    app.add_middleware(BodyLimits, largest=airlock.profile.limits.file_bytes + _FORM_BYTES)
    app.include_router(api.router)
    app.include_router(hub_login.router)
    app.include_router(pages.router)
    _answer_faults(app)
    return app


def _answer_faults(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    def refused(request: Request, refusal: Refusal) -> Response:
        return _answer(request, refusal)

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, needed: LoginNeeded) -> Response:
        address = login_page(needed.next_page)
        if request.headers.get("hx-request"):
            return Response(status_code=401, headers={"hx-redirect": address})
        return RedirectResponse(address, status_code=303)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        return _answer(request, Refusal("request-invalid", where=where))

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        code = "page-unknown" if fault.status_code in (404, 405) else "request-invalid"
        return _answer(request, Refusal(code, where=request.url.path))

    @app.exception_handler(Exception)
    def broken(request: Request, fault: Exception) -> Response:
        _LOG.error("%s %s failed", request.method, request.url.path, exc_info=fault)
        return _answer(request, Refusal("airlock-fault"))


def _answer(request: Request, refusal: Refusal) -> Response:
    """A workspace reads JSON, a browser a page."""
    if request.url.path.startswith("/api/"):
        return refusal_answer(refusal)
    return pages.page_answer(request, refusal)


def _access_pem(settings: AirlockSettings) -> str:
    path = settings.access_public_key_file
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
