"""The reader in a sealed workspace container, which reaches the gateway through its relay and its door."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub_config.session import ACCESS_PORT, FIRST_SITE_PORT, replay_relays

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGE = "d2h-workspace:latest"
PACKAGES = "/opt/venv/lib/python3.11/site-packages"
START_SECONDS = 60
FRONT = """\
global
    tune.pipesize 524288
    tune.sndbuf.client 425984
defaults
    mode tcp
    option splice-response
    timeout connect 5s
    timeout client 1h
    timeout server 1h
"""
READER = """
import json, os, sys, time
import d2h_sdk as d2h

def pandas(columns):
    return len(d2h.read("measurement", columns, progress=False)), None

def stream(columns):
    start, rows, first = time.perf_counter(), 0, None
    for batch in d2h.scan("measurement", columns, as_="arrow", progress=False):
        first = first or time.perf_counter() - start
        rows += batch.num_rows
    return rows, first

for line in sys.stdin:
    kind, columns = json.loads(line)
    before = os.times()
    rows, first = {"pandas": pandas, "stream": stream}[kind](columns)
    after = os.times()
    spent = after.user + after.system - before.user - before.system
    print(json.dumps({"rows": rows, "first": first, "cpu": spent}), flush=True)
"""


class Workspace:
    """A program in the container that reads when told to."""

    def __init__(self, process: subprocess.Popen[str], columns: list[str]) -> None:
        self._process = process
        self._columns = columns
        self.first_batches: list[float] = []
        self.cpu = 0.0  # processor seconds of the last read

    def pandas(self) -> int:
        return self._ask("pandas")

    def stream(self) -> int:
        return self._ask("stream")

    def _ask(self, kind: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([kind, self._columns]), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        if answer["first"] is not None:
            self.first_batches.append(answer["first"])
        self.cpu = answer["cpu"]
        return int(answer["rows"])


@contextmanager
def workspace(
    scratch: Path, site: str, gateway_port: int, access_url: str, columns: list[str]
) -> Iterator[Workspace]:
    """A container without a network, started as the hub starts one, with the SDK of this working tree.

    `scratch` holds the session file that names the gateway's own port.
    """
    folder = scratch / "workspace"
    doors, session = folder / "doors", folder / "session"
    for door in (*(doors / name for name in ("access", site)), session):
        door.mkdir(parents=True)
    server = folder / "server"
    server.mkdir()
    server.chmod(0o777)  # the researcher's, whatever number she has
    told = json.loads((scratch / "session.json").read_text())
    told["access_url"] = f"http://127.0.0.1:{ACCESS_PORT}"
    told["sites"][0]["uri"] = f"grpc+tls://127.0.0.1:{FIRST_SITE_PORT}"
    (session / "session.json").write_text(json.dumps(told))
    (session / "relays.cfg").write_text(replay_relays([site]))
    (session / "reader.py").write_text(READER)
    access_port = int(access_url.rsplit(":", 1)[1])
    with _front(folder, {doors / "access": access_port, doors / site: gateway_port}):
        name = f"d2h-read-speed-{os.getpid()}"
        mounts = {doors: "/run/d2h/doors", session: "/run/d2h/session", server: "/run/d2h/server"}
        volumes = [f"--volume={here}:{there}" for here, there in mounts.items()]
        command = ["docker", "run", "--rm", "--interactive", f"--name={name}", "--network=none", *volumes]
        command += [f"--volume={REPOSITORY / 'd2h_sdk'}:{PACKAGES}/d2h_sdk:ro"]
        command += [
            "--env=D2H_SESSION_FILE=/run/d2h/session/session.json",
        ]
        command += [IMAGE, "python", "/run/d2h/session/reader.py"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Workspace(process, columns)
            finally:
                subprocess.run(["docker", "rm", "--force", name], capture_output=True)


@contextmanager
def _front(folder: Path, doors: dict[Path, int]) -> Iterator[None]:
    """The host's half of each door."""
    listeners = "".join(
        f"listen {door.name}\n    bind unix@{door}/door.sock mode 666\n    server it 127.0.0.1:{port}\n"
        for door, port in doors.items()
    )
    (folder / "front.cfg").write_text(FRONT + listeners)
    haproxy = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if haproxy is None:
        raise SystemExit("HAProxy is not installed (Debian: haproxy)")
    with subprocess.Popen([haproxy, "-db", "-q", "-f", folder / "front.cfg"]) as process:
        try:
            end = time.monotonic() + START_SECONDS
            while not all((door / "door.sock").exists() for door in doors):
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit("HAProxy did not start")
                threading.Event().wait(0.05)
            yield
        finally:
            process.terminate()
