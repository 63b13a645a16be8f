"""The application: routes, limits, and refusals as `{"code", "params"}`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from governance.web.access_routes import access_routes
from governance.web.hub_tokens import HubTokens
from governance.web.limits import RequestLimits
from governance.web.site_audit_routes import site_audit_routes
from governance.web.site_routes import site_routes

_STATUS = {
    "credential-missing": 401,
    "hub-token-invalid": 401,
    "hub-token-too-broad": 403,
    "hub-token-not-a-server": 403,
    "hub-unreachable": 503,
    "signature-invalid": 401,
    "replay-ticket-over": 401,
    "site-request-mismatch": 401,
    "site-request-replayed": 401,
    "site-request-stale": 401,
    "site-not-registered": 404,
    "project-unknown": 404,
    "permit-unknown": 404,
    "permit-not-open": 409,
    "permit-digest-differs": 409,
    "permit-unreadable": 422,
    "site-audit-key-missing": 409,
    "site-audit-differs": 409,
    "site-audit-broken": 422,
}


def create_app(settings: GovernanceSettings) -> FastAPI:
    """Raises Refusal when the database or the key is not ready."""
    hub = HubTokens(settings.hub_api_url)
    read = open_governance(settings, read_only=True)
    write = open_governance(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        hub.close()

    app = FastAPI(title="D2H governance", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(RequestLimits)
    app.include_router(access_routes(read, load_private_key(settings.key_file), hub))
    app.include_router(site_routes(read, write))
    app.include_router(site_audit_routes(read, write))
    _answer_refusals(app)
    return app


def _answer_refusals(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return _answer(_STATUS.get(refusal.code, 403), refusal)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, fault: RequestValidationError) -> JSONResponse:
        return _answer(422, Refusal("request-malformed"))

    @app.exception_handler(HTTPException)
    async def other(_: Request, fault: HTTPException) -> JSONResponse:
        return _answer(fault.status_code, Refusal("request-unknown"))

    @app.exception_handler(OperationalError)
    async def busy(_: Request, fault: OperationalError) -> JSONResponse:
        logging.getLogger(__name__).error("database: %s", fault.orig)
        return _answer(503, Refusal("database-busy"))


def _answer(status: int, refusal: Refusal) -> JSONResponse:
    return JSONResponse({"code": refusal.code, "params": refusal.params}, status)
