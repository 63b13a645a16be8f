"""Whether the airlock works: asked by the supervisor, tells nothing else."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(request: Request) -> Response:
    try:
        with request.app.state.airlock.open_unit() as unit:
            unit.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return PlainTextResponse("database unreachable\n", status_code=503)
    return PlainTextResponse("ok\n")
