"""Refusals as `{"code", "params"}`, as every service of the platform says them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from governance.refusal import Refusal

_STATUS = {
    "access-invalid": 401,
    "access-expired": 401,
    "access-other-door": 401,
    "clocks-apart": 401,
    "credential-missing": 401,
    "copy-unknown": 404,
    "job-unknown": 404,
    "job-order-malformed": 422,
    "database-busy": 503,
}


@web.middleware
async def answering_refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return _answer(refusal)
    except SQLAlchemyError as fault:
        logging.getLogger(__name__).error("database: %s", fault)
        return _answer(Refusal("database-busy"))


def _answer(refusal: Refusal) -> web.Response:
    answer = {"code": refusal.code, "params": refusal.params}
    return web.json_response(answer, status=_STATUS.get(refusal.code, 403))
