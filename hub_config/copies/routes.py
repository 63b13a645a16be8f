"""The copies at the door of the jobs, to whoever shows an access token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from governance.access.token import AccessClaims
from hub_config.copies.desk import CopyDesk


def add_routes(app: web.Application, desk: CopyDesk, claims: Callable[[web.Request], AccessClaims]) -> None:
    async def listed(request: web.Request) -> web.Response:
        who = claims(request)
        answer = await asyncio.to_thread(desk.listed, who.user, who.project)
        return web.Response(text=answer.model_dump_json(), content_type="application/json")

    async def restore(request: web.Request) -> web.Response:
        who = claims(request)
        answer = await asyncio.to_thread(desk.restore, who.user, who.project, request.match_info["copy"])
        return web.Response(text=answer.model_dump_json(), content_type="application/json")

    app.router.add_get("/notebooks", listed)
    app.router.add_post(r"/notebooks/{copy:[0-9a-f-]{30}}/restore", restore)
