"""An airlock made for a measurement: many people and projects, years of requests, its real program, its hub.

A request of every state lives its life through the use cases; the years behind it are copies of these, with
other authors, projects and times, written by the airlock's own storage. Only the hub is a stand-in: it
answers who holds a token, as JupyterHub does.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from governance.actor import Actor
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.storage.unit_of_work import open_governance
from output_checking.model import ReleaseRequest
from output_checking.states import OVER, State
from tests.integration.output_checking.conftest import make_house
from tests.integration.output_checking.furnished import resubmitted
from tests.integration.output_checking.house import House

PROJECTS, AUTHORS, CHECKERS = 40, 160, 12
OPEN = 60  # requests that wait today
DAYS = 3 * 365
_AT_ONCE = 500


def researcher(number: int) -> str:
    return f"researcher-{number:03}"


def checker(number: int) -> str:
    return f"checker-{number:02}"


def make_airlock(folder: Path, database_url: str, past: int) -> House:
    house = make_house(folder, database_url)
    _people_and_projects(house, folder)
    patterns = [*house.in_every_state().values(), resubmitted(house)]
    _years(house, patterns, past)
    return house


def _people_and_projects(house: House, folder: Path) -> None:
    """Each author belongs to one or two projects."""
    people = [_person(checker(number), "output_checker") for number in range(CHECKERS)]
    people += [_person(researcher(number), "researcher") for number in range(AUTHORS)]
    listed = folder / "many-people.yaml"
    listed.write_text(json.dumps({"people": people}))
    files = []
    for number in range(PROJECTS):
        members = [researcher(one) for one in range(AUTHORS) if number in (one % PROJECTS, one // 4)]
        roles = ["lead", *["researcher"] * (len(members) - 1)]
        content = {
            "project": {
                "id": _project(number),
                "title": {"fr": f"Étude {number}", "en": f"Study {number}"},
                "purpose": "To measure.",
                "starts": "2026-01-01",
                "ends": "2099-12-31",
            },
            "members": [{"user": user, "role": role} for user, role in zip(members, roles, strict=True)],
            "outputs": {"threshold": 10, "votes": 2},
        }
        files.append(folder / f"{_project(number)}.yaml")
        files[-1].write_text(json.dumps(content))
    with open_governance(house.governance)() as unit:
        register_people(unit, read_people_file(listed), Actor("measure", {}))
        apply_projects(unit, read_project_files(files), Actor("measure", {}))
        unit.commit()


def _person(user: str, role: str) -> dict[str, object]:
    return {
        "user": user,
        "name": user.replace("-", " ").title(),
        "roles": [role],
        "site": random.Random(user).choice(("lyon", "grenoble")),
        "language": "fr",
    }


def _project(number: int) -> str:
    return f"study-{number:02}"


def _years(house: House, patterns: list[ReleaseRequest], past: int) -> None:
    over = [one for one in patterns if one.state in OVER]
    over += [one for one in over if one.state is State.RELEASED] * 6  # most of what was asked has left
    waiting = [one for one in patterns if one.state not in (*OVER, State.CHECKING, State.APPROVED)]
    chance = random.Random(1)
    now = datetime.now(UTC)
    made = [
        _copy(chance, chance.choice(over), now - timedelta(days=chance.random() * DAYS)) for _ in range(past)
    ]
    made += [
        _copy(chance, chance.choice(waiting), now - timedelta(hours=chance.random() * 200))
        for _ in range(OPEN)
    ]
    for start in range(0, len(made), _AT_ONCE):
        with house.airlock.open_unit() as unit:
            for one in made[start : start + _AT_ONCE]:
                unit.requests.add(one)
            unit.commit()


def _copy(chance: random.Random, pattern: ReleaseRequest, at: datetime) -> ReleaseRequest:
    author = chance.randrange(AUTHORS)
    project = chance.choice((author % PROJECTS, author // 4))
    later = at - pattern.created_at
    return replace(
        pattern,
        id=f"r{secrets.token_hex(6)}",
        project=_project(project),
        author=researcher(author),
        title=f"Table {chance.randrange(1, 40)} of chapter {chance.randrange(1, 12)}",
        created_at=at,
        turns=tuple(
            replace(
                turn,
                submitted_at=turn.submitted_at + later,
                decided_at=turn.decided_at
                and turn.decided_at + later + timedelta(hours=chance.random() * 90),
            )
            for turn in pattern.turns
        ),
        votes=tuple(replace(vote, cast_at=vote.cast_at + later) for vote in pattern.votes),
        replays=(),
    )


@dataclass(frozen=True)
class Served:
    port: int
    process: int
    hub: StandInHub

    def log_in(self, name: str) -> Window:
        return self.hub.log_in(self.port, name)

    def processor_seconds(self) -> float:
        """What the program has taken so far, all its threads together."""
        spent = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(house: House, log: Path) -> Iterator[Served]:
    """The airlock's own program on a port of its own, and the hub that lets people in."""
    hub = StandInHub()
    port = _free_port()
    environment = {
        **os.environ,
        **_environment("D2H_AIRLOCK_", house.settings),
        **_environment("D2H_GOVERNANCE_", house.governance),
        "D2H_AIRLOCK_PORT": str(port),
        "D2H_AIRLOCK_HUB_API_URL": f"{hub.url}/hub/api",
        "D2H_AIRLOCK_HUB_PUBLIC_URL": hub.url,
    }
    with log.open("wb") as written:
        program = subprocess.Popen(
            [sys.executable, "-m", "output_checking"], env=environment, stdout=written, stderr=written
        )
    try:
        _wait_for(port, program, log)
        yield Served(port, program.pid, hub)
    finally:
        program.terminate()
        program.wait(20)
        hub.close()


def _environment(prefix: str, settings: object) -> dict[str, str]:
    names = (
        "database_url",
        "store",
        "imports",
        "key_file",
        "audit_anchor",
        "access_public_key_file",
        "hub_token",
    )
    return {
        f"{prefix}{name.upper()}": str(getattr(settings, name)) for name in names if hasattr(settings, name)
    }


def _free_port() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return server.server_port


def _wait_for(port: int, program: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if program.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/health")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the airlock does not answer")


class StandInHub:
    """Lets in whoever `log_in` names, by the hub's own OAuth."""

    def __init__(self) -> None:
        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                name = self.headers.get("authorization", "").split(" ")[-1]
                self.answer({"name": name, "kind": "user", "scopes": ["access:services!service=airlock"]})

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                self.answer({"access_token": sent["code"][0]})

            def answer(self, body: dict[str, object]) -> None:
                content = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def log_in(self, port: int, name: str) -> Window:
        window = Window(port)
        window.get("/login?next=/")
        (state,) = parse_qs(urlsplit(window.headers["location"]).query)["state"]
        window.get(f"/oauth_callback?code={name}&state={state}")
        return window

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Window:
    """One person's browser, as far as a server notices it: one connection, kept, and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def get(self, address: str) -> bytes:
        """Raises RuntimeError for an answer that is neither a page nor a redirect."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request("GET", address, headers={"cookie": cookies} if cookies else {})
        answer = self._connection.getresponse()
        content = answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        for value in answer.headers.get_all("set-cookie") or ():
            if found := re.match(r"([^=;]+)=([^;]*)", value):
                self._cookies[found[1]] = found[2]
        if answer.status not in (200, 302):
            raise RuntimeError(f"{address}: {answer.status} {content[:300]!r}")
        return content
