"""The meter before a workspace whose server is the attacker's own: what it shows is counted all the same."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from aiohttp import WSCloseCode, web
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from governance.display.seen import code_of, seen_in
from governance.storage.tables import ExecutedRow, MemberRow, ProjectRow, SessionRow
from governance.storage.unit_of_work import open_governance
from hub_config.meter.kernel_messages import V1
from tests.integration.hub_config.conftest import REPOSITORY, TODAY, SmallHub, prepared
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


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHub]:
    """Governance's database alone: no container, no hub."""
    sockets = Path("/run/d2h") / f"m{os.getpid()}"
    yield prepared(tmp_path_factory.mktemp("meter"), sockets)
    shutil.rmtree(sockets)


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

    def get(self, **query: str | int) -> httpx.Response:
        address = f"http://127.0.0.1:{self.port}{self.lab}api/contents"
        return httpx.get(address, params=query, trust_env=False, timeout=30)

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


@pytest.fixture(scope="module")
def running(hub: SmallHub) -> Iterator[Metered]:
    metered = Metered(hub, HostileServer(free_port()))
    yield metered
    metered.end(signal.SIGTERM)


@pytest.fixture
def meter(running: Metered) -> Metered:
    """The running meter, with nothing shown yet."""
    running.begin_project()
    for kept in (running.server.got, running.server.asked, running.server.recorded):
        kept.clear()
    return running


def received(channel: ClientConnection) -> tuple[int, ConnectionClosed]:
    """Characters or bytes until the connection was closed, and how it was."""
    number = 0
    while True:
        try:
            number += len(channel.recv(timeout=20))
        except ConnectionClosed as closed:
            return number, closed


def test_an_answer_costs_its_bytes_and_its_headers(meter):
    meter.get(size=10_000)
    meter.get(how="headers", size=40_000)
    meter.end(signal.SIGTERM)  # gives back what it held and did not use

    assert 50_000 < meter.counted() < 53_000
    meter.start()


@pytest.mark.parametrize("how", ["gzip", "chunked"])
def test_an_answer_of_hidden_size_is_not_shown(meter, how):
    answer = meter.get(how=how, size=500_000)

    assert answer.status_code == 403
    assert answer.json()["reason"] == "answer-not-measurable"
    assert len(answer.content) < 1000


def test_parts_of_an_answer_are_counted_like_wholes(meter):
    shown = [meter.get(how="range", size=100_000) for _ in range(15)]

    assert sum(len(answer.content) for answer in shown if answer.status_code == 206) < 1024 * KILOBYTE
    assert shown[-1].status_code == 429


def test_past_the_budget_a_page_says_so_in_both_languages(meter):
    meter.get(size=2_000_000)
    address = f"http://127.0.0.1:{meter.port}{meter.lab}lab"
    page = httpx.get(address, headers={"Accept": "text/html"}, trust_env=False)

    assert page.status_code == 429
    assert "Le budget d'affichage de ce projet est épuisé" in page.text
    assert "The display budget of this project is spent" in page.text


@pytest.mark.parametrize("how", ["flood", "binary"])
def test_a_websocket_never_shows_more_than_the_budget(meter, how):
    with meter.channel(f"?how={how}&size={5_000 if how == 'flood' else 2_000_000}") as channel:
        number, closed = received(channel)

    assert number < 1024 * KILOBYTE
    assert closed.rcvd is not None and closed.rcvd.code == WSCloseCode.POLICY_VIOLATION
    assert "Display budget spent" in closed.rcvd.reason
    assert meter.audited("display.budget-spent") >= 1


def test_many_connections_share_one_budget(meter):
    numbers: list[int] = []

    def look() -> None:
        with meter.channel("?how=flood&size=20000") as channel:
            numbers.append(received(channel)[0])

    watchers = [threading.Thread(target=look) for _ in range(8)]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()

    assert 0 < sum(numbers) < 1024 * KILOBYTE


def test_nothing_is_packed_on_the_way(meter):
    with meter.channel() as channel:
        assert "Sec-WebSocket-Extensions" not in meter.server.asked[-1].headers
        assert "Sec-WebSocket-Extensions" not in channel.response.headers


def test_neither_pings_nor_reasons_of_closing_pass(meter):
    with meter.channel("?how=words") as channel:
        number, closed = received(channel)

    assert number == 0
    assert closed.rcvd is not None and closed.rcvd.reason == ""


def test_a_message_too_large_to_weigh_is_not_shown(meter):
    meter.set_budget(64 * KILOBYTE)
    with meter.channel(f"?how=binary&size={17 * 1024 * KILOBYTE}") as channel:
        number, closed = received(channel)

    assert number == 0
    assert closed.rcvd is not None and closed.rcvd.code == WSCloseCode.MESSAGE_TOO_BIG


def test_a_meter_killed_and_started_again_shows_no_byte_twice(meter):
    number = 0
    for _ in range(3):
        with meter.channel("?how=flood&size=10000") as channel:
            try:
                for _ in range(60):
                    number += len(channel.recv(timeout=20))
            except ConnectionClosed:
                break
            meter.end(signal.SIGKILL)
        meter.start()

    assert number < 1024 * KILOBYTE
    assert meter.get(size=500_000).status_code == 429


def cell(code: str, kind: str = "execute_request") -> dict[str, object]:
    header = {"msg_id": "1", "session": "s", "msg_type": kind, "username": "", "date": "", "version": "5.4"}
    content = {"code": code, "silent": False, "user_expressions": {}}
    return {
        "channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content
    }  # fmt: skip


def in_v1(message: dict[str, object]) -> bytes:
    parts = [b"shell", *(json.dumps(message[part]).encode() for part in list(message)[1:])]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join([*(n.to_bytes(8, "little") for n in (len(offsets), *offsets)), *parts])


def with_buffers(message: dict[str, object]) -> bytes:
    text = json.dumps(message).encode()
    starts = (12, 12 + len(text))
    return b"".join([*(n.to_bytes(4, "big") for n in (2, *starts)), text, b"buffer"])


@pytest.mark.parametrize("form", ["text", "buffers", "v1"])
def test_a_cell_is_recorded_before_the_server_gets_it(meter, form):
    message = cell("print('secret study')")
    whole = {"text": json.dumps, "buffers": with_buffers, "v1": in_v1}[form](message)
    with meter.channel(subprotocols=[V1] if form == "v1" else None) as channel:
        channel.send(whole)
        _until(lambda: meter.server.got)

    assert meter.server.got == [whole]
    assert meter.server.recorded == [1]
    assert meter.executed() == [("cell", "print('secret study')")]


@pytest.mark.parametrize(
    "message",
    [
        json.dumps(cell("x", kind="run_this_please")),
        "not JSON",
        json.dumps([1]),
        b"\x00" * 7,
        b"\xff" * 64,
        in_v1(cell("x")),  # another form than was agreed
    ],
)
def test_what_is_no_message_of_jupyter_never_reaches_the_server(meter, message):
    with meter.channel() as channel:
        channel.send(message)
        _, closed = received(channel)

    assert closed.rcvd is not None and "not understood" in closed.rcvd.reason
    assert meter.server.got == []
    assert meter.executed() == []


def test_lines_of_a_terminal_are_recorded_as_they_are_typed(meter):
    with meter.channel(path=f"{meter.lab}terminals/websocket/1") as channel:
        for keys in ("l", "s", " patients", "\r", "rest"):
            channel.send(json.dumps(["stdin", keys]))
        channel.send(json.dumps(["set_size", 24, 80]))
        _until(lambda: len(meter.server.got) == 6)
    _until(lambda: len(meter.executed()) == 2)

    assert meter.executed() == [("terminal", "ls patients\r"), ("terminal", "rest")]


def test_a_notebook_is_told_below_the_cell_that_went_too_far(meter):
    with meter.channel("?how=flood&size=9000") as channel:
        channel.send(json.dumps(cell("show_all()")))
        told = []
        try:
            while True:
                message = channel.recv(timeout=20)
                if message[:1] == "{":
                    told.append(json.loads(message))
        except ConnectionClosed:
            pass

    assert [message["msg_type"] for message in told] == ["error", "execute_reply", "status"]
    assert told[0]["parent_header"]["msg_id"] == "1"
    assert "budget d'affichage" in told[0]["content"]["evalue"]


def test_an_address_of_no_workspace_is_refused(meter):
    assert httpx.get(f"http://127.0.0.1:{meter.port}/hub/home", trust_env=False).status_code == 403
    assert meter.server.asked == []


def test_where_no_workspace_is_open_the_hub_answers_and_nothing_is_counted(meter):
    answer = httpx.get(
        f"http://127.0.0.1:{meter.port}/user/nobody/{meter.project}/lab?size=3000000", trust_env=False
    )

    assert len(answer.content) == 3_000_000
    assert meter.counted() == 0


def _until(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
