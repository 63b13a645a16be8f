"""Seconds of `d2h.aggregate` under a policy, against plain DuckDB grouping the raw file by itself.

The same site and gateway as `read_speed.py`. Both sides count distinct persons per group; the gateway also
applies the policy (pseudonyms, row filter, opposed patients) and the disclosure rules, compares the answer
with the project's past ones, audits and signs it. Medians, DuckDB with the gateway's threads and limit of
memory; of processor seconds too, which move less than the clock on a machine that others use.

    python benchmarks/aggregate_speed.py [--rows 10000000] [--repeats 5] [--memory 1GB]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import access_service, enter_workspace, gateway, make_site, sign_a_permit, timed
from reading_peers import Cpu

from data_gateway.site.settings import Limits

CONCEPT, VALUE = "measurement_concept_id", "value_as_number"
QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "persons by concept": ({"by": CONCEPT}, "count(DISTINCT person_id)"),
    "persons, rows, mean by concept": (
        {"by": CONCEPT, "rows": True, "mean": VALUE},
        f"count(DISTINCT person_id), count(*), avg({VALUE})",
    ),
    "mean, variance of one group": (
        {"where": {CONCEPT: 3000001}, "mean": VALUE, "variance": VALUE},
        f"count(DISTINCT person_id), avg({VALUE}), var_samp({VALUE})",
    ),
    "median by concept": (
        {"by": CONCEPT, "quantiles": {VALUE: 0.5}},
        f"count(DISTINCT person_id), quantile_cont({VALUE}, 0.5)",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows held by the site")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--memory", default=Limits().memory, help="what a site gives each open permit")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-aggregate-speed-") as scratch:
        measure(Path(scratch), arguments.rows, arguments.repeats, arguments.memory)


def measure(scratch: Path, rows: int, repeats: int, memory: str) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_site(scratch, rows, key)
    with folder.settings.open("a") as settings:
        settings.write(f'\n[limits]\nmemory = "{memory}"\n')
    permit = sign_a_permit(folder)
    raw = scratch / "source" / "measurement.parquet"
    with gateway(folder) as served, access_service(key, permit) as access_url:
        enter_workspace(scratch, access_url, (folder, served.port))
        import d2h_sdk as d2h

        opened, _ = timed(lambda: d2h.aggregate("measurement"))
        print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, rows {rows:,}")
        print(f"first answer, opens the permit {opened:.2f} s")
        for name, (question, columns) in QUESTIONS.items():
            filtered = "" if "by" in question else f" WHERE {CONCEPT} = 3000001"
            grouped = f" GROUP BY {CONCEPT}" if "by" in question else ""
            sql = f"SELECT {columns} FROM read_parquet('{raw}'){filtered}{grouped}"
            governed, plain, peaks = [], [], []
            worked: list[float] = []
            alone: list[float] = []
            for _ in range(repeats):
                cpu = Cpu([served.pid])
                with peak_of(own_children()) as peak:
                    governed.append(timed(lambda asked=question: d2h.aggregate("measurement", **asked))[0])
                spent = cpu.spent()
                worked.append(spent["gateway"] + spent["worker"])
                peaks.append(peak[0])
                cpu = Cpu([])
                plain.append(timed(lambda text=sql: grouped_by_duckdb(text, memory, scratch))[0])
                alone.append(cpu.spent()["client"])
            ours, theirs = statistics.median(governed), statistics.median(plain)
            told = f"{ours:7.2f} s, DuckDB {theirs:7.2f} s: {ours / theirs:5.2f} ×"
            print(f"{name:32} {told}, gateway at most {max(peaks):,} MB")
            ours, theirs = statistics.median(worked), statistics.median(alone)
            print(
                f"{'':32} {ours:7.2f} processor seconds of gateway and worker,"
                f" DuckDB {theirs:7.2f}: {ours / theirs:5.2f} ×"
            )


def grouped_by_duckdb(sql: str, memory: str, scratch: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {Limits().threads}")
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute(f"SET temp_directory = '{scratch / 'spill'}'")
        return connection.execute(sql).fetchall()


def own_children() -> Callable[[], int]:
    """Resident memory of the processes below this one, in MB, whenever called."""

    def below(process: int) -> Iterator[int]:
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that ended meanwhile
                for child in (task / "children").read_text().split():
                    yield int(child)
                    yield from below(int(child))

    def resident() -> int:
        total = 0
        for process in below(os.getpid()):
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
            total += pages * os.sysconf("SC_PAGE_SIZE")
        return total // 1_000_000

    return resident


@contextmanager
def peak_of(resident: Callable[[], int]) -> Iterator[list[int]]:
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        time.sleep(0.1)
        yield peak
    finally:
        done.set()
        watcher.join()


if __name__ == "__main__":
    main()
