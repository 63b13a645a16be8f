"""The meter's server: between the front and the hub's proxy, for the addresses of workspaces alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from sqlalchemy.exc import SQLAlchemyError

from governance.refusal import Refusal
from hub_config.image_files import TYPES, ImageFiles
from hub_config.meter.allowance import Allowances
from hub_config.meter.answers import relay_answer
from hub_config.meter.channels import Channel
from hub_config.meter.ledger import DisplayLedger
from hub_config.meter.saying import refusal

_WORKSPACE = re.compile(r"/user/(?P<user>[a-z0-9._-]+)/(?P<project>[a-z0-9-]+)(?P<rest>/.*)?")
_SETTLE_SECONDS = 10.0
_REQUEST_BYTES = 64 * 1024 * 1024


def create_app(ledger: DisplayLedger, upstream: str, image_files: Path) -> web.Application:
    """`upstream`: the hub's proxy; `image_files`: where the hub keeps the files of images, by image."""
    allowances = Allowances(ledger)
    files = ImageFiles(image_files)
    client = web.AppKey("client", ClientSession)

    async def show(request: web.Request) -> web.StreamResponse:
        # The path as it was sent: the front has refused whatever could be read in two ways.
        place = _WORKSPACE.fullmatch(request.raw_path.partition("?")[0])
        if place is None:
            return refusal(request, 403, "answer-not-measurable")
        own = files.find(place["rest"] or "") if request.method in ("GET", "HEAD") else None
        if own is not None:
            return web.FileResponse(
                own, headers={"Content-Type": TYPES[own.suffix], "Cache-Control": "private, max-age=3600"}
            )
        allowance = allowances.of(place["user"], place["project"])
        try:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                channel = Channel(request.path, allowance, ledger)
                return await channel.relay(request, request.app[client], upstream)
            return await relay_answer(request, request.app[client], upstream, allowance)
        except (SQLAlchemyError, Refusal):
            return refusal(request, 503, "display-unrecorded")

    async def connections(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            connector=TCPConnector(limit=0),
            timeout=ClientTimeout(total=None, connect=10, sock_read=150),
        ) as session:
            app[client] = session
            settling = asyncio.create_task(_settle(allowances))
            yield
            settling.cancel()
        await allowances.settle(now=True)

    app = web.Application(client_max_size=_REQUEST_BYTES)
    app.cleanup_ctx.append(connections)
    app.router.add_route("*", "/{path:.*}", show)
    return app


async def _settle(allowances: Allowances) -> None:
    while True:
        await asyncio.sleep(_SETTLE_SECONDS)
        try:
            await allowances.settle()
        except SQLAlchemyError:
            continue  # what is not given back stays counted as shown
