"""Rows per second of `d2h.read` and `d2h.scan` under a policy, against what a researcher would use instead.

A site is made for the occasion; its gateway runs as its own process, over TLS, as in production: signed
permit, row filter, opposed patients, pseudonyms, audit. The peers, read in turn with it:

- `pandas.read_parquet` of the raw file, the same six columns, texts as texts;
- `pandas.read_parquet` of the very rows delivered, whose units come as categories;
- the same columns streamed by Flight and DuckDB without policy, confinement or audit, beside which
  `d2h.scan` is also asked what it was never asked before, and cannot send what it kept;
- the answer itself, as it is sent, held in memory and sent by Flight over TLS: nothing of ours, the least
  that sending it takes;
- `pandas.read_sql` of the same policy as a view in PostgreSQL (`--postgres ROWS`).

Besides: processor seconds of each side, memory of gateway and worker, and what the loopback itself carries.

With `--in-workspace` our side reads in a sealed workspace container, through its relays and its door.

    python benchmarks/read_speed.py [--rows 10000000] [--repeats 5] [--postgres 1000000] [--in-workspace]
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import (
    COLUMNS,
    CONCEPTS,
    SITE,
    access_service,
    enter_workspace,
    gateway,
    make_site,
    opposed,
    sign_a_permit,
)
from measured_workspace import Workspace, workspace
from reading_peers import (
    Cpu,
    Peak,
    find_memory,
    in_postgresql,
    loopback,
    read_sql,
    stream_from_memory,
    stream_without_policy,
)

from d2h_sdk.wire import ReadRequest
from data_gateway.engines.answer_batches import GROWING_LISTS
from data_gateway.engines.worker.spare import PAUSE
from data_gateway.patients.opposition import replace_opposition
from data_gateway.serving.opening_ahead import EVERY

RAW = "read_parquet, raw file"
SETTLED = 6.0  # seconds in which a process has loaded its program, or opened a permit


@dataclass
class Case:
    """`call` gives the rows it delivered."""

    name: str
    call: Callable[[], int]
    pid: int = 0  # of the server that works for it
    reader: Workspace | None = None  # that reads in place of this process
    rows: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu: list[dict[str, float]] = field(default_factory=list)

    def run(self) -> None:
        find_memory()
        cpu, start = Cpu([self.pid] if self.pid else []), time.perf_counter()
        self.rows = self.call()
        self.seconds.append(time.perf_counter() - start)
        spent = cpu.spent()
        if self.reader is not None:
            spent["client"] = self.reader.cpu
        self.cpu.append(spent)

    @property
    def speed(self) -> float:
        """Rows per second."""
        return self.rows / statistics.median(self.seconds)

    def line(self, peer: float) -> str:
        spent = {side: statistics.median(each[side] for each in self.cpu) for side in self.cpu[0]}
        cores = ", ".join(f"{side} {seconds:.2f}" for side, seconds in spent.items() if seconds)
        return (
            f"{self.name:28} {statistics.median(self.seconds):7.2f} s  ({min(self.seconds):.2f} –"
            f" {max(self.seconds):.2f})  {self.speed / 1e6:6.2f} Mrow/s  {self.speed / peer:6.2f} ×"
            f"   {self.rows / sum(spent.values()) / 1e6:5.2f} Mrow per processor second ({cores})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows held by the site")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--postgres", type=int, default=0, metavar="ROWS", help="rows held by PostgreSQL")
    parser.add_argument("--in-workspace", action="store_true", help="read in a sealed container")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-read-speed-") as scratch:
        measure(Path(scratch), arguments.rows, arguments.repeats, arguments.postgres, arguments.in_workspace)


def measure(scratch: Path, rows: int, repeats: int, in_server: int, sealed: bool) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_site(scratch, rows, key)
    permit = sign_a_permit(folder)
    raw = scratch / "source" / "measurement.parquet"
    loaded = str(folder.datasets / "omop" / "current" / "measurement*.parquet")
    with (
        gateway(folder) as served,
        access_service(key, permit) as access_url,
        stream_without_policy(folder, loaded, COLUMNS) as plain,
        ExitStack() as stack,
    ):
        enter_workspace(scratch, access_url, (folder, served.port))
        import d2h_sdk as d2h

        first_batches: list[float] = []

        def streamed() -> int:
            start, count = time.perf_counter(), 0
            for batch in d2h.scan("measurement", COLUMNS, as_="arrow", progress=False):
                if not count:
                    first_batches.append(time.perf_counter() - start)
                count += batch.num_rows
            return count

        asked = itertools.count(1)
        first_anew: list[float] = []

        def anew() -> int:
            """All rows, in answer to a question that was never asked: the lowest code is above a million."""
            where = [("measurement_concept_id", ">=", next(asked))]
            start, count = time.perf_counter(), 0
            for batch in d2h.scan("measurement", COLUMNS, where, as_="arrow", progress=False):
                if not count:
                    first_anew.append(time.perf_counter() - start)
                count += batch.num_rows
            return count

        def reopened(at_once: bool) -> float:
            """Seconds until the first batch after a change of what the permit opens, in a gateway at rest."""
            time.sleep(PAUSE + SETTLED)
            replace_opposition(folder.opposition, frozenset(map(str, opposed(rows))))
            if not at_once:
                time.sleep(EVERY + SETTLED)
            streamed()
            return first_batches.pop()

        opening = Case("a permit's first stream", streamed, served.pid)
        time.sleep(EVERY + SETTLED)
        opening.run()  # of this program too, which loads and connects
        first_batches.clear()
        waits = [reopened(at_once=False) for _ in range(repeats)]
        waits_at_once = [reopened(at_once=True) for _ in range(repeats)]
        table = d2h.read("measurement", COLUMNS, as_="arrow", progress=False)
        same = scratch / "same-rows.parquet"
        parquet.write_table(table, same, compression="zstd")
        del table
        held = stack.enter_context(stream_from_memory(folder, as_sent(scratch)))
        read = Case(
            "d2h.read → pandas", lambda: len(d2h.read("measurement", COLUMNS, progress=False)), served.pid
        )
        scan = Case("d2h.scan → Arrow batches", streamed, served.pid)
        if sealed:
            inside = stack.enter_context(workspace(scratch, SITE, served.port, access_url, COLUMNS))
            read = Case(read.name, inside.pandas, served.pid, inside)
            scan = Case(scan.name, inside.stream, served.pid, inside)
            first_batches = inside.first_batches
            inside.stream()  # imports, connects
            first_batches.clear()
        cases = [
            read,
            Case(RAW, lambda: len(pd.read_parquet(raw, columns=COLUMNS))),
            scan,
            Case("read_parquet, delivered rows", lambda: len(pd.read_parquet(same))),
            Case("the same bytes from memory", held.rows, held.pid),
            Case("stream without policy", plain.rows, plain.pid),
            Case("d2h.scan, asked anew", anew, served.pid),
        ]
        with Peak(served.pid) as peak:
            for _ in range(repeats):
                for case in cases:
                    case.run()
        limits = loopback(None), loopback(folder)
    waited = tuple(map(statistics.median, (waits, waits_at_once, first_anew)))
    report(rows, opening, waited, cases, first_batches, peak, limits)
    if in_server:
        compare_with_postgresql(raw, rows, in_server, cases[0])


def as_sent(scratch: Path) -> Path:
    """The whole answer in a file, as the gateway sends it."""
    from d2h_sdk.connection import connection

    request = ReadRequest(dataset="omop", table="measurement", columns=tuple(COLUMNS))
    stream = connection.gateway(SITE).stream(request, as_sent=True)
    file = scratch / "answer.arrows"
    with pa.ipc.new_stream(file, stream.schema, options=GROWING_LISTS) as writer:
        for batch in stream:
            writer.write_batch(batch)
    return file


def report(
    held: int,
    opening: Case,
    waits: tuple[float, ...],
    cases: list[Case],
    first_batches: list[float],
    peak: Peak,
    limits: tuple[float, float],
) -> None:
    peer = next(case.speed for case in cases if case.name == RAW)
    print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}; medians of {len(first_batches)}")
    print(f"rows held / delivered {held:,} / {cases[0].rows:,}, {len(COLUMNS)} columns; × of {RAW}")
    for case in (opening, *cases):
        print(case.line(peer))
    first = statistics.median(first_batches)
    print(
        f"first batch                  {first * 1e3:7.0f} ms  (asked anew {waits[2] * 1e3:.0f} ms;"
        f" of a permit's first stream {waits[0] * 1e3:.0f} ms, of one asked as soon as its data, keys or"
        f" opposition changed {waits[1] * 1e3:.0f} ms)"
    )
    print(f"memory at most               gateway {peak.gateway:.0f} MB, worker {peak.workers:.0f} MB")
    print(f"loopback                     TCP {limits[0] / 1e6:,.0f} MB/s, TLS {limits[1] / 1e6:,.0f} MB/s")


def compare_with_postgresql(raw: Path, rows: int, in_server: int, ours: Case) -> None:
    with in_postgresql(raw, opposed(rows), CONCEPTS, COLUMNS, in_server) as address:
        peer = Case("pandas.read_sql, PostgreSQL", lambda: read_sql(address))
        for _ in range(min(3, len(ours.seconds))):
            peer.run()
    print(f"{in_server:,} rows held by PostgreSQL; × of its rows per second")
    for case in (peer, ours):
        print(case.line(peer.speed))


if __name__ == "__main__":
    main()
