"""Bounds on every request: how large, how long."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 512 * 1024  # bytes: a signed permit or a site's audit records, with room
SLOWEST_BODY = 10.0  # seconds


class RequestLimits:
    """Reads the body before the application does: too large is 413, too slow 408."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(SLOWEST_BODY):
                body = await _read(receive, self._largest)
        except TimeoutError:
            await _refused(408, "request-too-slow")(scope, receive, send)
            return
        if body is None:
            await _refused(413, "request-too-large")(scope, receive, send)
            return
        replayed = False

        async def receive_read() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_read, send)


async def _read(receive: Receive, largest: int) -> bytes | None:
    """None as soon as the body is larger than allowed."""
    body = b""
    while True:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > largest:
            return None
        if not message.get("more_body", False):
            return body


def _refused(status: int, code: str) -> JSONResponse:
    return JSONResponse({"code": code, "params": {}}, status, headers={"connection": "close"})
