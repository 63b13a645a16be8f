"""How long pages of the airlock take when years of requests lie behind it and many people look at once.

10,000 past requests, 20 persons who read the queue: their lists, page by page, with filters. Each opens one
page, then measures: the next page after a second on average, or as soon as the last one is there. Then a
table of 100,000 rows is opened, turned page by page and sorted, and the page of figures is read. Client and
server share the machine.

    python benchmarks/airlock_load.py [--requests 10000] [--users 20] [--seconds 20] [--databases sqlite]
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import psycopg
from measured_airlock import AUTHORS, CHECKERS, Served, Window, checker, make_airlock, researcher, serving

from tests.integration.conftest import running_postgresql
from tests.integration.output_checking.house import House

ROWS, PER_PAGE = 100_000, 200
WORDS = ("chapter 3", "Table 12", "nothing of the kind")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--pause", type=float, nargs="+", default=[1.0, 0.0], help="between two pages, seconds"
    )
    parser.add_argument(
        "--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"]
    )
    asked = parser.parse_args()
    for database in asked.databases:
        server = running_postgresql() if database == "postgresql" else nullcontext()
        with tempfile.TemporaryDirectory(prefix="d2h-airlock-") as scratch, server as postgresql:
            folder = Path(scratch)
            url = f"sqlite:///{folder}/airlock.sqlite"
            if postgresql is not None:
                with psycopg.connect(
                    host=str(postgresql.folder), user="d2h", dbname="postgres", autocommit=True
                ) as one:
                    one.execute("CREATE DATABASE airlock")
                url = f"postgresql+psycopg://d2h@/airlock?host={postgresql.folder}"
            start = time.perf_counter()
            house = make_airlock(folder, url, asked.requests)
            print(
                f"{database}: {asked.requests:,} past requests, made in {time.perf_counter() - start:.0f} s"
            )
            table = long_table(house)
            with serving(house, folder / "log") as served:
                names = [
                    checker(at % CHECKERS) if at % 2 else researcher(at * 7 % AUTHORS)
                    for at in range(asked.users)
                ]
                windows = [served.log_in(name) for name in names]
                for pause in asked.pause:
                    queue(served, windows, asked.seconds, pause)
                preview(served.log_in("claire"), table)
                figures(served.log_in(checker(0)))


def queue(served: Served, windows: list[Window], seconds: float, pause: float) -> None:
    taken: list[list[float]] = [[] for _ in windows]
    faults: list[str] = []
    for window in windows:
        window.get("/")
    spent = served.processor_seconds()
    start = threading.Barrier(len(windows))

    def read(at: int, window: Window) -> None:
        chance = random.Random(at)
        start.wait()
        time.sleep(chance.random() * pause)
        end = time.perf_counter() + seconds
        try:
            while time.perf_counter() < end:
                before = time.perf_counter()
                window.get(address(chance))
                taken[at].append(time.perf_counter() - before)
                time.sleep(pause and chance.uniform(0.5, 1.5) * pause)
        except Exception as fault:
            faults.append(str(fault))

    threads = [threading.Thread(target=read, args=one) for one in enumerate(windows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    spent = served.processor_seconds() - spent
    whole = sorted(one for of_one in taken for one in of_one)
    print(
        f"queue, {len(windows)} persons, pause {pause:g} s: {len(whole)} pages, {len(whole) / seconds:.0f}/s,"
        f" median {statistics.median(whole) * 1e3:.0f} ms, p95 {whole[int(len(whole) * 0.95)] * 1e3:.0f} ms,"
        f" longest {whole[-1] * 1e3:.0f} ms; {spent / len(whole) * 1e3:.0f} ms of the server's processor;"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )


def address(chance: random.Random) -> str:
    """What people do at the queue: mostly its first page, at times another list, a later page, a filter."""
    return chance.choice(
        (
            "/",
            "/",
            "/",
            "/?show=all",
            "/?show=released",
            f"/?show=released&page_number={chance.randrange(2, 30)}",
            f"/?show=all&text={chance.choice(WORDS).replace(' ', '+')}",
            f"/?show=all&project=study-{chance.randrange(40):02}",
            f"/?show=returned&author={researcher(chance.randrange(AUTHORS))}",
        )
    )


def long_table(house: House) -> str:
    """The address of a draft's file of 100,000 rows."""
    request = house.draft("A long table")
    chance = random.Random(2)
    lines = [f"ward {at},{chance.randrange(1000)},{chance.random():.4f},{at % 97}" for at in range(ROWS)]
    house.add(request, "long.csv", "\n".join(["ward,patients,share,code", *lines]) + "\n")
    return f"/requests/{request.id}/files/long.csv"


def preview(window: Window, table: str) -> None:
    last = -(-ROWS // PER_PAGE)
    for what, addresses in {
        "opened for the first time": [table],
        "turned to another page": [f"{table}?number={page}" for page in (2, 100, 250, last, 37, 411)],
        "sorted by a column": [
            f"{table}?sort={column}&number={page}" for column in (1, 2, 3) for page in (1, 400)
        ],
    }.items():
        taken = []
        for one in addresses:
            before = time.perf_counter()
            assert b"<table" in window.get(one), one
            taken.append(time.perf_counter() - before)
        median, longest = statistics.median(taken), max(taken)
        print(f"table of {ROWS:,} rows, {what}: median {median:.2f} s, longest {longest:.2f} s")


def figures(window: Window) -> None:
    """The page of median and ninth decile, of every decision there was."""
    taken = []
    for _ in range(7):
        before = time.perf_counter()
        assert b"<table" in window.get("/figures")
        taken.append(time.perf_counter() - before)
    median, longest = statistics.median(taken), max(taken)
    print(
        f"figures of all projects: median {median * 1e3:.0f} ms, longest {longest * 1e3:.0f} ms;"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )


if __name__ == "__main__":
    main()
