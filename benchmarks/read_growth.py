"""Whether a read of ten times the rows takes more than ten times as long, or more memory.

The site, its policy and its gateway are those of `read_speed.py`. `d2h.scan` streams everything, first from
the data, then again, as a reader who keeps nothing; memory is the most that gateway and worker held.

    python benchmarks/read_growth.py [--rows 1000000 10000000 100000000] [--repeats 3]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import COLUMNS, access_service, enter_workspace, gateway, make_site, sign_a_permit
from reading_peers import Peak


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000, 100_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    print(f"processors {os.cpu_count()}; medians of {arguments.repeats}; seconds per million rows delivered")
    for rows in arguments.rows:  # each by a process of its own: the SDK keeps its connections
        reader = multiprocessing.get_context("spawn").Process(target=measure, args=(rows, arguments.repeats))
        reader.start()
        reader.join()


def measure(rows: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory(prefix="d2h-read-growth-") as scratch:
        _measure(Path(scratch), rows, repeats)


def _measure(scratch: Path, rows: int, repeats: int) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_site(scratch, rows, key)
    permit = sign_a_permit(folder)
    with gateway(folder) as served, access_service(key, permit) as access_url:
        enter_workspace(scratch, access_url, (folder, served.port))
        import d2h_sdk as d2h

        delivered = 0

        def streamed() -> float:
            nonlocal delivered
            start, delivered = time.perf_counter(), 0
            for batch in d2h.scan("measurement", COLUMNS, as_="arrow", progress=False):
                delivered += batch.num_rows
            return time.perf_counter() - start

        with Peak(served.pid) as peak:
            first = streamed()
            again = statistics.median(streamed() for _ in range(repeats))
        millions = delivered / 1e6
        print(
            f"{rows:>11,} rows held, {delivered:>10,} delivered: first {first / millions:.3f} s,"
            f" again {again / millions:.3f} s; gateway {peak.gateway:.0f} MB, worker {peak.workers:.0f} MB;"
            f" load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
