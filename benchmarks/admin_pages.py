"""How long the administrators' pages take when many look at once: `--views` pages asked for each second.

500 projects of two sites, 50 persons, an audit of 100,000 records; each second somebody's name changes, so
that no list stays the same for longer. The pages are served by `--processes` of their own; who has logged in
is told by the cookie, since no hub is here. Clients, who write the changes too, and server share the machine.

    python benchmarks/admin_pages.py [--views 100] [--seconds 20] [--processes 2] [--records 100000]
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import psutil
from fastapi import FastAPI
from governance_scale import ADMIN, long_audit, many_projects, project_files

from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.administration.app import create_app
from governance.web.administration.settings import AdministrationSettings
from governance.web.hub_login import HubLogin
from governance.web.hub_pages import serve_pages
from governance.web.logins import Logins, Session
from tests.ports import free_port

START = "/services/administration"
WHO = {"d2h-administration": "nadia"}
WINDOWS = 20
PAGES = {
    "the projects": "/projects",
    "one project": "/projects/study-{n}",
    "the people": "/people",
    "one person": "/people/user{person}",
    "the permits": "/permits",
    "what runs now": "/running",
    "the audit of a project": "/audit?project=study-{n}",
    "the audit of a person": "/audit?actor=user{person}",
}


async def told(_: HubLogin, identifier: str | None) -> Session | None:
    """Her session is her name."""
    return Session(identifier, "", "csrf") if identifier else None


def opened(pages: AdministrationSettings, settings: GovernanceSettings, logins: Logins) -> FastAPI:
    HubLogin.session = told  # type: ignore[method-assign]
    app = create_app(pages, settings, logins)
    settings.key_file.with_name(f"{os.getpid()}.serves").touch()
    return app


def serve(settings: GovernanceSettings, port: int, processes: int) -> None:
    sys.stdin = None  # type: ignore[assignment] # no file of its own, which uvicorn would hand on
    pages = AdministrationSettings(hub_token="-", port=port, processes=processes)  # noqa: S106 - asked by nobody
    serve_pages(pages, partial(opened, pages, settings))


def prepared(folder: Path, projects: int, records: int) -> GovernanceSettings:
    (folder / "projects").mkdir()
    settings = GovernanceSettings(
        database_url=f"sqlite:///{folder}/governance.sqlite",
        key_file=folder / "key.pem",
        audit_anchor=folder / "audit.anchor",
    )
    migrate(settings)
    unit = open_governance(settings)
    many_projects(unit, project_files(folder / "projects", projects))
    long_audit(unit, settings, records)
    with unit() as uow:
        register_people(
            uow, [Person(username="nadia", full_name="Nadia", roles=frozenset({Role.ADMIN}))], ADMIN
        )
        uow.commit()
    return settings


@contextmanager
def a_change_each_second(settings: GovernanceSettings) -> Iterator[None]:
    unit, over = open_governance(settings), threading.Event()

    def change() -> None:
        for turn in itertools.count():
            if over.wait(1):
                return
            name = f"User {turn} of {os.getpid()}"
            user = Person(username="user1", full_name=name, roles=frozenset({Role.RESEARCHER}))
            with unit() as uow:
                register_people(uow, [user], ADMIN)
                uow.commit()

    changing = threading.Thread(target=change)
    changing.start()
    try:
        yield
    finally:
        over.set()
        changing.join()


def processor(server: psutil.Process) -> tuple[float, float]:
    """Seconds that the server's processes have taken, and this one."""
    serving = (server, *server.children(recursive=True))
    return sum(sum(one.cpu_times()[:2]) for one in serving), sum(psutil.Process().cpu_times()[:2])


def asked_together(address: str, views: int, seconds: float, projects: int) -> dict[str, list[float]]:
    """Seconds of each page from the moment it was due, so that a server which falls behind cannot hide it."""
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    faults: list[str] = []
    begin = time.perf_counter() + 1

    def look(at: int) -> None:
        chance = random.Random(at)
        try:
            with httpx.Client(base_url=address, cookies=WHO, timeout=60) as window:
                for turn in range(at, int(views * seconds), WINDOWS):
                    due = begin + turn / views
                    time.sleep(max(0.0, due - time.perf_counter()))
                    name = chance.choice(list(PAGES))
                    page = PAGES[name].format(n=chance.randrange(projects), person=chance.randrange(50))
                    window.get(f"{START}{page}").raise_for_status()
                    taken[name].append(time.perf_counter() - due)
        except Exception as fault:
            faults.append(repr(fault))

    threads = [threading.Thread(target=look, args=(at,)) for at in range(WINDOWS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    return taken


def said(name: str, taken: list[float]) -> str:
    ordered = sorted(taken)
    median, late = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return f"  {name:24} {len(ordered):5} pages, median {median * 1e3:6.0f} ms, p95 {late * 1e3:6.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--views", type=int, nargs="+", default=[20, 50, 100], help="each second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--processes", type=int, default=1, help="that serve the pages")
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--records", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-administration-") as made:
        settings = prepared(Path(made), asked.projects, asked.records)
        port = free_port()
        server = multiprocessing.get_context("spawn").Process(
            target=serve, args=(settings, port, asked.processes)
        )
        server.start()
        try:
            address = f"http://127.0.0.1:{port}"
            while len(list(Path(made).glob("*.serves"))) < asked.processes:
                time.sleep(0.1)
            time.sleep(1)
            asked_together(address, WINDOWS, 2, asked.projects)  # each process makes its templates ready
            process = psutil.Process(server.pid)
            for views in asked.views:
                before = processor(process)
                with a_change_each_second(settings):
                    taken = asked_together(address, views, asked.seconds, asked.projects)
                whole = [one for each in taken.values() for one in each]
                spent = [
                    (now - then) / len(whole) * 1e3
                    for then, now in zip(before, processor(process), strict=True)
                ]
                print(f"{views} views each second, {spent[0]:.1f} ms of the server's processor for one,")
                print(f"{spent[1]:.1f} ms of the clients',")
                print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors:")
                print(said("all", whole))
                for name, each in taken.items():
                    print(said(name, each))
        finally:
            server.terminate()
            server.join()


if __name__ == "__main__":
    main()
