"""No request body larger or slower than it needs to be, whatever its headers say."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance.refusal import Refusal
from output_checking.web.refusals import refusal_answer

_SECONDS_PER_PIECE = 20.0
_SECONDS_IN_ALL = 120.0


class BodyLimits:
    """ASGI middleware; `largest` in bytes."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._largest:
            await refusal_answer(Refusal("body-too-large", limit=self._largest))(scope, receive, send)
            return
        body = _Body(receive, self._largest)

        async def answer(message: Message) -> None:
            # Whatever the app makes of a body that was cut short, the caller learns the real reason.
            if body.refused is None:
                await send(message)

        try:
            await self._app(scope, body.receive, answer)
        except Refusal:
            if body.refused is None:
                raise
        if body.refused is not None:
            await refusal_answer(body.refused)(scope, receive, send)


class _Body:
    """The body as the app receives it, until it proves too large or too slow."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self.refused: Refusal | None = None
        self._receive = receive
        self._largest = largest
        self._taken = 0
        self._whole = False
        self._until = asyncio.get_running_loop().time() + _SECONDS_IN_ALL

    async def receive(self) -> Message:
        if self._whole:  # what follows is only the news of a disconnect, however late
            return await self._receive()
        left = self._until - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, min(_SECONDS_PER_PIECE, left)))
        except TimeoutError:
            self.refused = Refusal("upload-too-slow")
            raise self.refused from None
        self._taken += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._taken > self._largest:
            self.refused = Refusal("body-too-large", limit=self._largest)
            raise self.refused
        return message
