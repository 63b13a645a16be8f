"""What evidence costs: `d2h.outputs.crosstab` against `pandas.crosstab` of the same table.

Tables of counts, means and sums, over keys that are texts or whole numbers. Persons come as the 62-bit
pseudonyms of a site, ten rows each. Both sides run in the same process, in turn; the medians are compared.
Memory is the peak of a process of its own for each side, above what the data take. Beside the seconds that
pass, the processor's are told: of both threads together, and less disturbed by other programs.

With `--peer`, the Python of an environment that has ACRO (`pip install acro==1.0.2`), its crosstab of the
same tables is told beside, against pandas in that environment: it counts rows, not persons.

    python benchmarks/evidence_cost.py [--rows 1000000 10000000] [--repeats 5] [--peer PYTHON]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.evidence.contributions import contributions
from d2h_sdk.outputs.evidence.persons import MANY, Persons

REPOSITORY = Path(__file__).resolve().parents[1]
KEYS, TABLES, PERSONS = ("text", "integer"), ("count", "mean", "sum"), ("pseudonyms", "numbers", "texts")
WARDS, OUTCOMES, ROWS_PER_PERSON = 12, 6, 10
SECONDS_BAR, MEMORY_BAR = 3.0, 1.5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--persons", choices=PERSONS, default="pseudonyms", help="how persons are told")
    parser.add_argument("--peer", type=Path, help="Python of an environment with ACRO 1.0.2")
    parser.add_argument("--one", nargs=3, metavar=("KEYS", "TABLE", "SIDE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(peak(arguments.rows[0], arguments.persons, *arguments.one)))
        return
    for rows in arguments.rows:
        for keys in KEYS:
            frame = made(rows, keys, arguments.persons)
            for table in TABLES:
                print(
                    line(rows, keys, table, arguments.persons, compared(frame, table, arguments.repeats)),
                    flush=True,
                )
                if arguments.peer:
                    print(peer(arguments.peer, frame, table, arguments.repeats), flush=True)


def made(rows: int, keys: str, persons: str) -> pd.DataFrame:
    """`rows` rows: ward, outcome, person, days."""
    random = np.random.default_rng(20)
    wards, outcomes = random.integers(0, WARDS, rows), random.integers(0, OUTCOMES, rows)
    who = random.integers(0, rows // ROWS_PER_PERSON, rows)
    days = random.gamma(2.0, 3.0, rows)
    pseudonyms = random.integers(1 << 61, 1 << 62, rows // ROWS_PER_PERSON)
    told: dict[str, Callable[[], Any]] = {
        "pseudonyms": lambda: pseudonyms[who],
        "numbers": lambda: who,
        "texts": lambda: np.array([f"{one:016x}" for one in pseudonyms], dtype=object)[who],
    }
    texts = keys == "text"
    return pd.DataFrame(
        {
            "ward": named("ward", WARDS)[wards] if texts else wards,
            "outcome": named("outcome", OUTCOMES)[outcomes] if texts else outcomes,
            "person": told[persons](),
            "days": days,
        }
    )


def named(word: str, number: int) -> np.ndarray[Any, Any]:
    return np.array([f"{word} {one}" for one in range(number)], dtype=object)


def sides(frame: pd.DataFrame, table: str) -> dict[str, Callable[[], pd.DataFrame]]:
    given: dict[str, Any] = {} if table == "count" else {"values": frame["days"], "aggfunc": table}
    return {
        "pandas": lambda: pd.crosstab(frame["ward"], frame["outcome"], **given),
        "d2h": lambda: crosstab(frame["ward"], frame["outcome"], persons=frame["person"], **given),
    }


def compared(frame: pd.DataFrame, table: str, repeats: int) -> dict[str, tuple[float, float]]:
    """Median seconds of each side, that passed and of the processor; the first run of each is not counted."""
    seconds: dict[str, list[float]] = {"pandas": [], "d2h": []}
    processor: dict[str, list[float]] = {"pandas": [], "d2h": []}
    for repeat in range(repeats + 1):
        for side, run in sides(frame, table).items():
            began, busy = time.perf_counter(), time.process_time()
            run()
            if repeat:
                seconds[side].append(time.perf_counter() - began)
                processor[side].append(time.process_time() - busy)
    return {side: (statistics.median(seconds[side]), statistics.median(processor[side])) for side in seconds}


def line(rows: int, keys: str, table: str, persons: str, seconds: dict[str, tuple[float, float]]) -> str:
    (mine, busy), (theirs, their_busy) = seconds["d2h"], seconds["pandas"]
    memory = {side: alone(rows, keys, table, persons, side) for side in seconds}
    more = memory["d2h"] / memory["pandas"]
    load = os.getloadavg()[0]
    return (
        f"{rows:>11,} rows, {keys:7} keys, {table:5}: d2h {mine:.3f} s, pandas {theirs:.3f} s, "
        f"ratio {mine / theirs:.2f} (bar {SECONDS_BAR}); processor {busy:.3f} s, {their_busy:.3f} s, "
        f"ratio {busy / their_busy:.2f}; peak {memory['d2h'] / 1e6:.0f} MB, {memory['pandas'] / 1e6:.0f} MB, "
        f"ratio {more:.2f} (bar {MEMORY_BAR}); load {load:.1f}"
    )


# Runs where ACRO is installed, which need not be where D2H is.
_PEER = """
import contextlib, io, json, logging, statistics, sys, time
import pandas as pd
from acro import ACRO
path, table, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
logging.disable(logging.CRITICAL)
frame = pd.read_pickle(path)
given = {} if table == "count" else {"values": frame["days"], "aggfunc": table}
with contextlib.redirect_stdout(io.StringIO()):
    acro = ACRO(suppress=False)
sides = {"pandas": pd.crosstab, "acro": acro.crosstab}
seconds = {side: [] for side in sides}
for repeat in range(repeats + 1):
    for side, made in sides.items():
        with contextlib.redirect_stdout(io.StringIO()):
            began = time.process_time()
            made(frame["ward"], frame["outcome"], **given)
        if repeat:
            seconds[side].append(time.process_time() - began)
print(json.dumps({side: statistics.median(found) for side, found in seconds.items()}))
"""


def peer(python: Path, frame: pd.DataFrame, table: str, repeats: int) -> str:
    """ACRO's seconds of the processor, against those of pandas there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.pkl"
        frame[["ward", "outcome", "days"]].to_pickle(path)
        command = [str(python), "-c", _PEER, str(path), table, str(repeats)]
        run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    seconds = json.loads(run.stdout.splitlines()[-1])
    return (
        f"{'':>12}peer ACRO, processor {seconds['acro']:.3f} s, pandas {seconds['pandas']:.3f} s, "
        f"ratio {seconds['acro'] / seconds['pandas']:.2f}"
    )


def alone(rows: int, keys: str, table: str, persons: str, side: str) -> float:
    """Peak bytes that one table takes, in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--rows",
        str(rows),
        "--persons",
        persons,
        "--one",
        keys,
        table,
        side,
    ]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(json.loads(run.stdout))


def peak(rows: int, persons: str, keys: str, table: str, side: str) -> float:
    """The most memory this process held while it made the table, watched every millisecond."""
    frame = made(rows, keys, persons)
    run = sides(frame, table)[side]
    # Imports, compiled code and first allocations are nobody's cost.
    sides(frame.head(1000), table)[side]()
    one_cell = np.zeros(MANY, np.uint16)
    if side == "d2h":
        contributions(one_cell, 1, Persons(np.arange(MANY)), None if table == "count" else np.ones(MANY))
    page, over = resource.getpagesize(), threading.Event()
    before = most = held(page)

    def watch() -> None:
        nonlocal most
        while not over.wait(0.001):
            most = max(most, held(page))

    watcher = threading.Thread(target=watch)
    watcher.start()
    run()
    over.set()
    watcher.join()
    return float(most - before)


def held(page: int) -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * page


if __name__ == "__main__":
    main()
