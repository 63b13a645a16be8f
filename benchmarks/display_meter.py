"""What the display meter adds to a message, and how much passes through it.

A websocket server that answers each message is asked directly and through the meter's own process, with
governance on SQLite. Messages go one after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from aiohttp import web
from websockets.sync.client import connect

from governance.migrate import migrate
from governance.settings import GovernanceSettings
from governance.storage.tables import MemberRow, PersonRow, ProjectRow
from governance.storage.unit_of_work import open_governance

REPOSITORY = Path(__file__).resolve().parents[1]
PATH = "/user/claire/study/api/kernels/0a1b/channels"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--megabytes", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _running(Path(folder)) as ports:
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
        for name, port in ports.items():
            for kind in ("comm_msg", "execute_request"):
                waits = _round_trips(port, kind, asked.messages)
                slow = statistics.quantiles(waits, n=20)[-1]
                print(f"{name:8} {kind:16} median {statistics.median(waits):6.2f} ms  p95 {slow:6.2f} ms")
            print(f"{name:8} shown {_throughput(port, asked.megabytes):6.0f} MB/s")


def _round_trips(port: int, kind: str, number: int) -> list[float]:
    """Milliseconds from each message to its answer."""
    waits = []
    with connect(f"ws://127.0.0.1:{port}{PATH}", proxy=None) as channel:
        for place in range(number):
            message = json.dumps(_message(kind, place))
            begun = time.perf_counter()
            channel.send(message)
            channel.recv()
            waits.append((time.perf_counter() - begun) * 1000)
    return waits


def _throughput(port: int, megabytes: int) -> float:
    """MB/s of messages of 256 KiB."""
    number = megabytes * 4
    with connect(f"ws://127.0.0.1:{port}{PATH}?flood={number}", proxy=None, max_size=None) as channel:
        channel.send(json.dumps(_message("comm_msg", 0)))
        begun = time.perf_counter()
        for _ in range(number):
            channel.recv()
        return megabytes * 1.048576 / (time.perf_counter() - begun)


def _message(kind: str, place: int) -> dict[str, object]:
    header = {"msg_id": str(place), "session": "s", "msg_type": kind, "version": "5.4"}
    content = {"code": f"x = {place}", "data": {}}
    return {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}


@contextmanager
def _running(folder: Path) -> Iterator[dict[str, int]]:
    ports = {"direct": _free_port(), "metered": _free_port()}
    settings = GovernanceSettings(
        database_url=f"sqlite:///{folder}/governance.sqlite",
        key_file=folder / "key.pem",
        audit_anchor=folder / "audit.anchor",
    )
    migrate(settings)
    _add_project(settings)
    env = {
        **os.environ,
        "D2H_HOME": str(folder),
        "D2H_GOVERNANCE_DATABASE_URL": settings.database_url,
        "D2H_GOVERNANCE_KEY_FILE": str(settings.key_file),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(settings.audit_anchor),
        "D2H_HUB_PROXY_PORT": str(ports["direct"]),
        "D2H_HUB_METER_PORT": str(ports["metered"]),
    }
    commands = (
        [sys.executable, "-c", f"from benchmarks.display_meter import serve; serve({ports['direct']})"],
        [sys.executable, "-m", "hub_config.meter"],
    )
    processes = [subprocess.Popen(command, cwd=REPOSITORY, env=env) for command in commands]
    try:
        for port in ports.values():
            _wait_for(port)
        yield ports
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def serve(port: int) -> None:
    """Answers each message with itself; with `?flood=N` the first one with N messages of 256 KiB."""

    async def talk(request: web.Request) -> web.WebSocketResponse:
        answers = web.WebSocketResponse(compress=False)
        await answers.prepare(request)
        flood = int(request.query.get("flood", 0))
        async for message in answers:
            if flood:
                for _ in range(flood):
                    await answers.send_bytes(bytes(1 << 18))
            else:
                await answers.send_str(message.data)
        return answers

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", talk)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()

    asyncio.run(run())


def _add_project(settings: GovernanceSettings) -> None:
    with open_governance(settings)() as work:
        work.session.add(PersonRow(username="claire", full_name="Claire", roles=[], language="fr"))
        work.session.flush()
        work.session.add(
            ProjectRow(
                id="study",
                state="ACTIVE",
                title={},
                purpose="",
                starts=date.today(),
                ends=date.today(),
                memory_bytes=1,
                cpus=1,
                outputs={},
                display_hour_bytes=1 << 40,
                display_day_bytes=1 << 40,
                members=[MemberRow(user="claire", role="lead", position=0)],
            )
        )
        work.commit()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("what is measured did not start")


if __name__ == "__main__":
    main()
