"""The runner's own small API, on a unix socket that only the airlock may speak to."""

from __future__ import annotations

import hmac
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from docker.errors import DockerException
from fastapi import Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from requests.exceptions import RequestException

from governance.refusal import Refusal
from hub_config.replays.containers import Replays
from hub_config.replays.order import ReplayId, ReplayOrder, ReplayStatus

_LOG = logging.getLogger(__name__)
_STATUS = {
    "replay-unknown": 404,
    "replay-busy": 503,
    "replay-engine": 503,
    "node-drained": 503,
    "replay-unauthorised": 401,
}


def create_service(replays: Replays, token: str, watch_seconds: float) -> FastAPI:
    """`token`: the secret with which the airlock proves itself to the hub."""

    def from_the_airlock(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise Refusal("replay-unauthorised")

    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(watch_seconds):
            try:
                replays.watch()
            except Exception as fault:
                # Whatever fails now: without this thread nothing would ever be stopped again.
                _LOG.warning("the replays could not be looked after: %s: %s", type(fault).__name__, fault)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=watch, daemon=True, name="replays").start()
        yield
        stop.set()

    app = FastAPI(
        title="D2H replays",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        dependencies=[Depends(from_the_airlock)],
    )

    @app.put("/replays/{replay}")
    def start(replay: ReplayId, order: ReplayOrder) -> ReplayStatus:
        return replays.start(replay, order)

    @app.get("/replays/{replay}")
    def status(replay: ReplayId) -> ReplayStatus:
        return replays.status(replay)

    @app.get("/replays/{replay}/answer")
    def answer(replay: ReplayId) -> Response:
        return Response(replays.answer(replay), media_type="application/json")

    @app.delete("/replays/{replay}", status_code=204)
    def remove(replay: ReplayId) -> None:
        replays.remove(replay)

    _answer_faults(app)
    return app


def _answer_faults(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return _answer(_STATUS.get(refusal.code, 403), refusal)

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, fault: RequestValidationError) -> JSONResponse:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        return _answer(422, Refusal("replay-order-malformed", where=where))

    @app.exception_handler(DockerException)
    @app.exception_handler(RequestException)
    def engine_away(_: Request, fault: Exception) -> JSONResponse:
        _LOG.error("the engine failed", exc_info=fault)
        return _answer(503, Refusal("replay-engine", reason=type(fault).__name__))


def _answer(status: int, refusal: Refusal) -> JSONResponse:
    return JSONResponse({"code": refusal.code, "params": refusal.params}, status)
