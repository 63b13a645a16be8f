"""Milliseconds of the airlock's first page with many past requests and many people at once.

A real airlock on SQLite served by uvicorn in a process of its own: 20 projects, 10,000 requests that are over
and 40 under review, each with two files, turns and votes. Twenty browsers, half of them of output checkers,
half of members, turn lists. `paced`: each waits a second between two pages, as fast readers do; `unpaced`:
each asks again at once, so that every answer waits for nineteen others. Beside it the same for `/health`,
which does nothing but one SELECT: what the machine itself costs at that moment.

    python benchmarks/queue_page.py [--requests 10000] [--people 20] [--seconds 20]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import Request

from governance.actor import Actor
from governance.migrate import migrate
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.unit_of_work import open_governance
from governance.web.hub_login import Session, current_session
from output_checking.airlock import Airlock, open_airlock
from output_checking.migrate import prepare
from output_checking.model import (
    Choice,
    Comment,
    FileRole,
    Finding,
    Package,
    ReleaseRequest,
    RequestFile,
    Severity,
    Turn,
    Vote,
)
from output_checking.settings import AirlockSettings
from output_checking.states import State
from output_checking.web.app import create_app

PROJECTS, OPEN = 20, 40
WHO = "x-benchmark-person"
PATHS = (
    "/",
    "/?show=all",
    "/?show=released",
    "/?show=all&page_number=40",
    "/?show=all&project=project-07",
    "/?show=released&text=deaths+ward",
    "/?show=mine",
    "/?show=returned",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=10_000, help="requests that are over")
    parser.add_argument("--people", type=int, default=20, help="browsers at once")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-queue-page-") as scratch:
        governance, settings = make_house(Path(scratch), arguments.people)
        fill(open_airlock(settings, governance), arguments.requests, arguments.people)
        port: multiprocessing.Queue[int] = multiprocessing.Queue()
        server = multiprocessing.Process(target=serve, args=(settings, governance, port), daemon=True)
        server.start()
        try:
            measure(f"http://127.0.0.1:{port.get(timeout=60)}", arguments.people, arguments.seconds)
        finally:
            server.terminate()
            server.join()


def make_house(scratch: Path, people: int) -> tuple[GovernanceSettings, AirlockSettings]:
    governance = GovernanceSettings(
        database_url=f"sqlite:///{scratch}/governance.sqlite",
        key_file=scratch / "governance.pem",
        audit_anchor=scratch / "governance.anchor",
    )
    migrate(governance)
    names = [f"person{number}" for number in range(people)]
    roles = ["output_checker" if number % 2 else "researcher" for number in range(people)]
    listed = [
        f"  - {{user: {who}, name: {who}, roles: [{role}]}}" for who, role in zip(names, roles, strict=True)
    ]
    (scratch / "people.yaml").write_text("people:\n" + "\n".join(listed) + "\n")
    members = "\n".join(f"  - {{user: {who}, role: researcher}}" for who in names[0::2][1:])
    files = []
    for number in range(PROJECTS):
        files.append(scratch / f"project-{number:02}.yaml")
        files[-1].write_text(
            f"project:\n  id: project-{number:02}\n  title: {{fr: Étude {number}, en: Study {number}}}\n"
            "  purpose: To know.\n  starts: 2026-01-01\n  ends: 2027-12-31\n"
            f"members:\n  - {{user: person0, role: lead}}\n{members}\n"
        )
    with open_governance(governance)() as uow:
        register_people(uow, read_people_file(scratch / "people.yaml"), Actor("benchmark", {}))
        apply_projects(uow, read_project_files(files), Actor("benchmark", {}))
        uow.commit()
    (scratch / "access.pub").write_text(public_pem(Ed25519PrivateKey.generate()), encoding="ascii")
    settings = AirlockSettings(
        database_url=f"sqlite:///{scratch}/airlock.sqlite",
        store=scratch / "store",
        key_file=scratch / "airlock.pem",
        audit_anchor=scratch / "airlock.anchor",
        access_public_key_file=scratch / "access.pub",
        hub_token="a-token",  # noqa: S106 - of no hub
    )
    prepare(settings)
    return governance, settings


def fill(airlock: Airlock, past: int, people: int) -> None:
    chance = random.Random(4)
    begun = datetime.now(UTC) - timedelta(days=900)
    over = (State.RELEASED, State.RELEASED, State.RELEASED, State.REJECTED, State.WITHDRAWN, State.RETURNED)
    for start in range(0, past + OPEN, 1_000):
        with airlock.open_unit() as unit:
            for number in range(start, min(start + 1_000, past + OPEN)):
                state = chance.choice(over) if number < past else State.SUBMITTED
                unit.requests.add(
                    one_request(number, state, begun + timedelta(hours=2 * number), chance, people)
                )
            unit.commit()


def one_request(
    number: int, state: State, at: datetime, chance: random.Random, people: int
) -> ReleaseRequest:
    found = (
        Finding("file.type", Severity.PASS, "file-type-known", {"extension": "csv"}, {"file": "a.csv"}),
        Finding("suppression.holds", Severity.PASS, "suppression-holds", {"cells": 4}, {"file": "a.csv"}),
    )
    files = tuple(
        RequestFile(name, "deaths", FileRole.OUTPUT, f"{number:064x}", 900, findings=found)
        for name in ("deaths.csv", "ages.csv")
    )
    decided = None if state is State.SUBMITTED else at + timedelta(hours=20)
    turn = Turn(
        1, at, {one.name: one.sha256 for one in files}, {"lyon": "0" * 64}, decided and state, decided
    )
    votes = tuple(
        Vote(f"person{who}", 1, Choice.APPROVE, at + timedelta(hours=who), (Comment("Read.", "deaths.csv"),))
        for who in (1, 3)
        if decided
    )
    made = ReleaseRequest(
        id=f"r{number:012x}",
        project=f"project-{chance.randrange(PROJECTS):02}",
        author=f"person{2 * chance.randrange(people // 2)}",
        title=f"Deaths by ward and age, part {number}",
        context="For table 2 of the report to the committee, with totals by hospital. " * 3,
        votes_required=2,
        threshold=10,
        created_at=at,
        state=state,
        turn=1,
        files=files,
        turns=(turn,),
        votes=votes,
    )
    return replace(made, package=Package("0" * 64, 4_000, at)) if state is State.RELEASED else made


def serve(
    settings: AirlockSettings, governance: GovernanceSettings, port: multiprocessing.Queue[int]
) -> None:
    app = create_app(open_airlock(settings, governance), settings)

    def told_by_header(request: Request) -> Session:
        return Session(request.headers[WHO], "", "a-token-of-this-session", float("inf"))

    app.dependency_overrides[current_session] = told_by_header
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))

    def tell() -> None:
        while not server.started:
            time.sleep(0.02)
        port.put(server.servers[0].sockets[0].getsockname()[1])

    threading.Thread(target=tell, daemon=True).start()
    server.run()


def measure(address: str, people: int, seconds: float) -> None:
    for name, pause, paths in (
        ("paced", 1.0, PATHS),
        ("unpaced", 0.0, PATHS),
        ("unpaced /health", 0.0, ("/health",)),
    ):
        times = asked_by_many(address, people, seconds, pause, paths)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name}: {len(times)} pages, median {statistics.median(times) * 1000:.0f} ms, "
            f"p95 {p95 * 1000:.0f} ms ({p95 / 0.15:.2f} of the bar of 150 ms); load {os.getloadavg()[0]:.1f}"
        )


def asked_by_many(
    address: str, people: int, seconds: float, pause: float, paths: tuple[str, ...]
) -> list[float]:
    times: list[float] = []
    end = time.monotonic() + seconds

    def one(number: int) -> Callable[[], None]:
        def ask() -> None:
            chance = random.Random(number)
            with httpx.Client(base_url=address, headers={WHO: f"person{number}"}, timeout=60) as client:
                time.sleep(chance.random() * pause)
                while time.monotonic() < end:
                    started = time.perf_counter()
                    answer = client.get(chance.choice(paths))
                    times.append(time.perf_counter() - started)
                    assert answer.status_code == 200, answer.text[:500]
                    time.sleep(pause)

        return ask

    threads = [threading.Thread(target=one(number)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


if __name__ == "__main__":
    main()
