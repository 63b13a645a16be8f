"""A meter, governance's database behind it, and before it a workspace whose server is the attacker's own."""

from __future__ import annotations

import asyncio
import gzip
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import sqlalchemy as sa
from aiohttp import web
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from governance.display.seen import code_of, seen_in
from governance.storage.tables import MemberRow, ProjectRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import ExecutedRow, SessionRow
from hub_config.meter.answers import LARGEST
from hub_config.meter.kernel_messages import V1
from tests.integration.hub_config.conftest import REPOSITORY, TODAY, SmallHub
from tests.ports import free_port

KILOBYTE = 1024


class HostileServer:
    """Stands where the hub's proxy leads to: answers all that a replaced server could, keeps what it got."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.got: list[str | bytes] = []
        self.recorded: list[int] = []  # pieces of code in the database as each message arrived
        self.look = lambda: 0
        self.asked: list[web.BaseRequest] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        assert self._ready.wait(10)

    def forget(self) -> None:
        for kept in (self.got, self.recorded, self.asked):
            kept.clear()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self) -> None:
        runner = web.ServerRunner(web.Server(self._answer))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        if request.query.get("how") == "door":
            return web.Response(status=int(request.query["status"]))
        if request.headers.get("Upgrade") == "websocket":
            return await self._talk(request)
        size = int(request.query.get("size", 1000))
        match request.query.get("how"):
            case "gzip":
                packed = gzip.compress(b"0" * size)
                return web.Response(body=packed, headers={"Content-Encoding": "gzip"})
            case "chunked":
                answer = web.StreamResponse()
                answer.enable_chunked_encoding()
                await answer.prepare(request)
                await answer.write(b"0" * size)
                return answer
            case "torn":
                torn = web.StreamResponse(headers={"Content-Length": str(size)})
                await torn.prepare(request)
                await torn.write(b"0" * 10)
                assert request.transport is not None
                request.transport.close()
                return torn
            case "letters":
                return web.Response(headers={"X-Letters": "é" * size})
            case "headers":
                return web.Response(headers={f"X-{number}": "0" * 4000 for number in range(size // 4000)})
            case "range":
                return web.Response(status=206, body=b"0" * size, headers={"Content-Range": "bytes 0-9/99"})
        return web.Response(body=b"0" * size)

    async def _talk(self, request: web.BaseRequest) -> web.WebSocketResponse:
        # It would gladly pack what it sends.
        talk = web.WebSocketResponse(protocols=(V1,), compress=True, max_msg_size=0)
        await talk.prepare(request)
        how, size = request.query.get("how"), int(request.query.get("size", 1000))
        if how == "binary":
            await talk.send_bytes(bytes(size))
        elif how == "flood":
            for _ in range(1000):
                await talk.send_str("0" * size)
        elif how == "words":
            await talk.ping(b"patient 17 died")
            await talk.close(message=b"patient 17 died")
        async for message in talk:
            self.recorded.append(self.look())
            self.got.append(message.data)
        return talk


class Metered:
    def __init__(self, hub: SmallHub, server: HostileServer) -> None:
        self.hub = hub
        self.server = server
        self.port = free_port()
        self.number = 0
        self.write = open_governance(hub.governance)
        server.look = self.pieces
        self.start()

    def start(self) -> None:
        env = {
            **self.hub.env,
            "D2H_HUB_METER_PORT": str(self.port),
            "D2H_HUB_PROXY_PORT": str(self.server.port),
        }
        self.process = subprocess.Popen([sys.executable, "-m", "hub_config.meter"], cwd=REPOSITORY, env=env)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the meter does not listen")

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(20)

    def begin_project(self) -> None:
        """Another study of claire's, of which nothing was shown yet."""
        self.number += 1
        self.project = f"study-{self.number}"
        self.lab = f"/user/claire/{self.project}/"
        self.kernel = f"{self.lab}api/kernels/0a1b/channels"
        with self.write() as work:
            work.session.add(
                ProjectRow(
                    id=self.project,
                    state="ACTIVE",
                    title={},
                    purpose="",
                    starts=TODAY,
                    ends=TODAY,
                    memory_bytes=1,
                    cpus=1,
                    outputs={},
                    members=[MemberRow(user="claire", role="lead", position=0)],
                )
            )
            work.commit()
        self.set_budget(1024)

    def set_budget(self, kilobytes: int) -> None:
        with self.write() as work:
            row = work.session.get_one(ProjectRow, self.project)
            row.display_hour_bytes = row.display_day_bytes = kilobytes * KILOBYTE
            work.commit()

    def get(self, *, largest: int = 0, **query: str | int) -> httpx.Response:
        address = f"http://127.0.0.1:{self.port}{self.lab}api/contents"
        return httpx.get(address, params=query, headers={LARGEST: str(largest)}, trust_env=False, timeout=30)

    @contextmanager
    def channel(self, query: str = "", *, path: str = "", **options: object) -> Iterator[ClientConnection]:
        address = f"ws://127.0.0.1:{self.port}{path or self.kernel}{query}"
        with connect(address, proxy=None, max_size=None, **options) as channel:  # type: ignore[arg-type]
            yield channel

    def counted(self) -> int:
        with self.write() as work:
            return sum(session.total for session in seen_in(work, self.project, 0).sessions)

    def pieces(self) -> int:
        with self.write() as work:
            mine = SessionRow.project == self.project
            counted = sa.select(sa.func.count()).select_from(ExecutedRow).join(SessionRow).where(mine)
            return work.session.scalar(counted) or 0

    def executed(self) -> list[tuple[str, str]]:
        with self.write() as work:
            sessions = work.session.scalars(sa.select(SessionRow.id)).all()
            return [
                (one.kind, one.code) for session in sessions for one in code_of(work, self.project, session)
            ]

    def audited(self, event: str) -> int:
        with self.write() as work:
            return sum(record.event == event for record in work.audit.records())


def received(channel: ClientConnection) -> tuple[int, ConnectionClosed]:
    """Characters or bytes until the connection was closed, and how it was."""
    number = 0
    while True:
        try:
            number += len(channel.recv(timeout=20))
        except ConnectionClosed as closed:
            return number, closed


def wait_until(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
