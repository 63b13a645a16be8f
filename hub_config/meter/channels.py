"""A websocket of a workspace: each message shown is paid for, what is run is recorded before it runs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    WebSocketError,
    WSCloseCode,
    WSMessage,
    WSMsgType,
    WSServerHandshakeError,
    web,
)
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from governance.display.executed import Executed, Kind
from hub_config.meter.allowance import Allowance
from hub_config.meter.answers import PRICE_OF_AN_ANSWER, passed_on, refusal_paid
from hub_config.meter.kernel_messages import NotUnderstood, answers_of_the_meter, read_asked
from hub_config.meter.ledger import DisplayLedger
from hub_config.meter.saying import both, close_reason, refusal

LARGEST_MESSAGE = 16 * 1024 * 1024
# Of one person in one project: a kernel or a terminal each, and each may hold a largest message in memory.
MOST_CONNECTIONS = 64
# An empty message tells something too: that it came, and when.
_PRICE_OF_A_MESSAGE = 16
_HEARTBEAT = 30.0  # seconds
# Keys of a terminal wait for one that may run them: any control key but the tabulator and escape.
_RUNS = re.compile(r"[\x00-\x08\x0a-\x1a\x1c-\x1f]")
_TYPED_AT_MOST = 4096  # characters

_KERNEL = re.compile(r"/api/kernels/[^/]+/channels$")
_TERMINAL = re.compile(r"/terminals/websocket/[^/]+$")


class Cut(Exception):  # noqa: N818 - an answer, not a fault
    """The connection ends here; `code` names why, in hub_config/locales."""

    def __init__(self, code: str, status: int = WSCloseCode.POLICY_VIOLATION) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Channel:
    """One websocket, from its browser to its workspace and back."""

    def __init__(self, path: str, allowance: Allowance, ledger: DisplayLedger) -> None:
        self._is_kernel = _KERNEL.search(path) is not None
        self._is_terminal = _TERMINAL.search(path) is not None
        self._allowance = allowance
        self._ledger = ledger
        self._protocol: str | None = None
        self._last_cell: Mapping[str, Any] | None = None
        self._typed = ""

    async def relay(self, request: web.Request, client: ClientSession, upstream: str) -> web.StreamResponse:
        if self._allowance.spent:
            return refusal(request, 429, "display-spent")
        headers = passed_on(request.headers)
        for name in [name for name in headers if name.lower().startswith("sec-websocket-")]:
            del headers[name]
        offered = [
            one.strip() for one in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if one.strip()
        ]
        try:
            workspace = await client.ws_connect(
                URL(upstream + request.raw_path, encoded=True),
                protocols=offered,
                headers=headers,
                compress=0,
                max_msg_size=LARGEST_MESSAGE,
            )
        except WSServerHandshakeError as refused:
            status = refused.status if 400 <= refused.status < 600 else 502
            return await refusal_paid(request, self._allowance, status, "workspace-unreachable")
        except (ClientError, TimeoutError):
            return await refusal_paid(request, self._allowance, 502, "workspace-unreachable")
        try:
            # Only those that the workspace accepted: strangers must not take the places of its researcher.
            if self._allowance.connections >= MOST_CONNECTIONS:
                return await refusal_paid(request, self._allowance, 429, "too-many-connections")
            self._allowance.connections += 1
            try:
                return await self._relay(request, workspace, offered)
            finally:
                self._allowance.connections -= 1
        finally:
            await workspace.close()

    async def _relay(
        self, request: web.Request, workspace: ClientWebSocketResponse, offered: Sequence[str]
    ) -> web.StreamResponse:
        if not await self._allowance.spend(PRICE_OF_AN_ANSWER):
            return refusal(request, 429, "display-spent")
        self._protocol = workspace.protocol if workspace.protocol in offered else None
        browser = web.WebSocketResponse(
            protocols=[self._protocol] if self._protocol else (),
            compress=False,
            max_msg_size=LARGEST_MESSAGE,
            heartbeat=_HEARTBEAT,
        )
        await browser.prepare(request)
        await self._both_ways(browser, workspace)
        return browser

    async def _both_ways(self, browser: web.WebSocketResponse, workspace: ClientWebSocketResponse) -> None:
        ways = [
            asyncio.create_task(self._to_workspace(browser, workspace)),
            asyncio.create_task(self._to_browser(workspace, browser)),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
            await browser.close()
        except Cut as cut:
            await self._tell(browser, cut)
        except SQLAlchemyError:
            await self._tell(browser, Cut("display-unrecorded", WSCloseCode.TRY_AGAIN_LATER))
        except ConnectionError:
            pass  # the browser has gone
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            with suppress(SQLAlchemyError):
                await self._record_rest()

    async def _to_browser(self, workspace: ClientWebSocketResponse, browser: web.WebSocketResponse) -> None:
        async for message in workspace:
            content = _content(message)
            size = len(content.encode() if isinstance(content, str) else content)
            if not await self._allowance.spend(size + _PRICE_OF_A_MESSAGE):
                raise Cut("display-spent")
            await _send(browser, content)

    async def _to_workspace(self, browser: web.WebSocketResponse, workspace: ClientWebSocketResponse) -> None:
        async for message in browser:
            content = _content(message)
            if self._is_kernel:
                await self._record_asked(content)
            elif self._is_terminal:
                await self._record_typed(content)
            await _send(workspace, content)

    async def _record_asked(self, content: str | bytes) -> None:
        try:
            asked = read_asked(content, self._protocol)
        except NotUnderstood as refused:
            raise Cut("message-not-understood") from refused
        if asked.is_cell:
            self._last_cell = asked.header
        if asked.kind is not None and asked.code:
            await self._record(asked.kind, asked.code)

    async def _record_typed(self, content: str | bytes) -> None:
        """Keys as they are typed; recorded at every end of a line, before the workspace gets it."""
        try:
            kind, *keys = json.loads(content)
        except (ValueError, TypeError, RecursionError) as refused:
            raise Cut("message-not-understood") from refused
        if kind != "stdin":
            return
        self._typed += "".join(map(str, keys))
        if len(self._typed) > _TYPED_AT_MOST or _RUNS.search(self._typed):
            await self._record_rest()

    async def _record_rest(self) -> None:
        typed, self._typed = self._typed, ""
        if typed:
            await self._record("terminal", typed)

    async def _record(self, kind: Kind, code: str) -> None:
        await self._ledger.record(Executed(self._allowance.user, self._allowance.project, kind, code))

    async def _tell(self, browser: web.WebSocketResponse, cut: Cut) -> None:
        """Below the cell that ran last, or as the last line of a terminal; then the connection closes."""
        if browser.closed:
            return
        words = both(cut.code)
        try:
            if self._is_kernel and self._last_cell is not None:
                for answer in answers_of_the_meter(self._last_cell, words, self._protocol):
                    await _send(browser, answer)
            elif self._is_terminal:
                await browser.send_str(json.dumps(["stdout", f"\r\n{words}\r\n"]))
            await browser.close(code=cut.status, message=close_reason(cut.code))
        except ConnectionError:
            pass


def _content(message: WSMessage) -> str | bytes:
    """Raises Cut for a message too large, ConnectionError at another end than a close."""
    if message.type is WSMsgType.ERROR:
        fault = message.data
        if isinstance(fault, WebSocketError) and fault.code == WSCloseCode.MESSAGE_TOO_BIG:
            raise Cut("message-too-large", WSCloseCode.MESSAGE_TOO_BIG)
        raise ConnectionResetError
    content: str | bytes = message.data
    return content


async def _send(to: web.WebSocketResponse | ClientWebSocketResponse, content: str | bytes) -> None:
    await (to.send_str(content) if isinstance(content, str) else to.send_bytes(content))
