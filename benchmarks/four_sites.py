"""Four sites read at once, against the same four read one at a time: how much sooner, and does a site starve?

Each site has its own data, keys, permit and gateway process. A site starves when it waits much longer for its
next batch than it does alone: of each site the longest wait between two of its batches is told, and when its
last batch came.

With `--megabits` each site stands at the end of a line of its own, as hospitals do, which bounds it; without,
the processors of this one machine bound all of them together.

    python benchmarks/four_sites.py [--rows 2500000] [--repeats 5]
    unshare --net python benchmarks/four_sites.py --megabits 1000
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import COLUMNS, access_service, enter_workspace, gateway, make_site, sign_a_permit
from reading_peers import Cpu
from site_lines import lines, open_loopback

SITES = ("lyon", "grenoble", "saint-etienne", "clermont-ferrand")


@dataclass
class Arrivals:
    """Of one site within one read: rows, when its last batch came and its longest wait, in seconds."""

    rows: int = 0
    last: float = 0.0
    longest_wait: float = 0.0


@dataclass
class Reading:
    seconds: float
    processor: float
    sites: dict[str, Arrivals] = field(default_factory=dict)


def read(sites: tuple[str, ...], pids: list[int]) -> Reading:
    import d2h_sdk as d2h

    cpu, start = Cpu(pids), time.perf_counter()
    arrived = {site: Arrivals() for site in sites}
    for batch in d2h.scan("measurement", COLUMNS, sites=sites, dataset="omop", as_="arrow", progress=False):
        now = time.perf_counter() - start
        site = arrived[batch.column("site")[0].as_py()]
        site.longest_wait = max(site.longest_wait, now - site.last)
        site.rows, site.last = site.rows + batch.num_rows, now
    return Reading(time.perf_counter() - start, sum(cpu.spent().values()), arrived)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_500_000, help="rows held by each site")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--megabits", type=int, default=0, help="a second, of each site's own line")
    arguments = parser.parse_args()
    if arguments.megabits:
        open_loopback()
    with tempfile.TemporaryDirectory(prefix="d2h-four-sites-") as scratch:
        measure(Path(scratch), arguments.rows, arguments.repeats, arguments.megabits)


def measure(scratch: Path, rows: int, repeats: int, megabits: int) -> None:
    key = Ed25519PrivateKey.generate()
    folders = []
    for site in SITES:
        (scratch / "made" / site).mkdir(parents=True)
        folders.append(make_site(scratch / "made" / site, rows, key, site))
    permits = [sign_a_permit(folder) for folder in folders]
    with ExitStack() as stack:
        running = [stack.enter_context(gateway(folder)) for folder in folders]
        access_url = stack.enter_context(access_service(key, *permits))
        enter_workspace(
            scratch,
            access_url,
            *((folder, served.port) for folder, served in zip(folders, running, strict=True)),
        )
        if megabits:
            lines([served.port for served in running], megabits)
        pids = [served.pid for served in running]
        read(SITES, pids)  # opens the permits
        together, apart = [], []
        for _ in range(repeats):
            apart.append([read((site,), pids) for site in SITES])
            together.append(read(SITES, pids))
    report(together, apart)


def report(together: list[Reading], apart: list[list[Reading]]) -> None:
    rows = sum(site.rows for site in together[0].sites.values())
    in_turn = statistics.median(sum(each.seconds for each in turn) for turn in apart)
    at_once = statistics.median(each.seconds for each in together)
    print(
        f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}; medians of {len(together)};"
        f" {rows:,} rows"
    )
    times = in_turn / at_once
    print(f"one site at a time   {in_turn:6.2f} s  {rows / in_turn / 1e6:6.2f} Mrow/s")
    print(f"four sites at once   {at_once:6.2f} s  {rows / at_once / 1e6:6.2f} Mrow/s  {times:5.2f} ×")
    spent = [sum(each.processor for each in turn) for turn in apart]
    print(
        f"processor seconds    in turn {statistics.median(spent):.2f},"
        f" at once {statistics.median(each.processor for each in together):.2f};"
        f" processors busy in turn {statistics.median(spent) / in_turn:.2f}"
    )
    for at, site in enumerate(SITES):
        alone = statistics.median(turn[at].sites[site].longest_wait for turn in apart)
        among = statistics.median(each.sites[site].longest_wait for each in together)
        last = statistics.median(each.sites[site].last for each in together)
        waits = f"longest wait {among * 1e3:5.0f} ms (alone {alone * 1e3:.0f} ms)"
        print(f"{site:20} last batch {last:5.2f} s, {waits}")


if __name__ == "__main__":
    main()
