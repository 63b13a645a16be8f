"""The airlock's web application: API, login and pages over one opened airlock."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.web import hub_login
from governance.web.hub_login import HubLogin, HubService, LoginNeeded, login_answer
from output_checking.airlock import Airlock
from output_checking.previews.confined import Previews
from output_checking.settings import AirlockSettings
from output_checking.web import api, pages
from output_checking.web.body_limits import BodyLimits
from output_checking.web.refusals import refusal_answer

_LOG = logging.getLogger(__name__)
# A whole file, its evidence, and the frame of the form around them.
_FORM_BYTES = 4 << 20


def create_app(airlock: Airlock, settings: AirlockSettings) -> FastAPI:
    """Raises Refusal `key-unreadable` when governance's public key is not where the settings say."""
    app = FastAPI(title="D2H airlock", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.airlock = airlock
    app.state.access_key = load_public_pem(_access_pem(settings))
    app.state.previews = Previews(airlock.profile.reader)
    app.state.page_url = settings.page_url
    app.state.hub_public_url = settings.hub_public_url
    app.state.login = HubLogin(_service(settings), airlock.directory.person)
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
        return login_answer(request, needed)

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


def _service(settings: AirlockSettings) -> HubService:
    return HubService(
        settings.hub_service,
        settings.hub_token,
        settings.hub_api_url,
        settings.hub_public_url,
        settings.page_url,
    )


def _access_pem(settings: AirlockSettings) -> str:
    path = settings.access_public_key_file
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
