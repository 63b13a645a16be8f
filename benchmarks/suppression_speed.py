"""Seconds of the joint audit and of secondary suppression on tables of the sizes that peers were measured on.

Counts are drawn at random (a gamma mixture of Poisson counts, as small areas have), cells of 1 to 9 persons
are sensitive. The peers' figures are those of GaussSuppression 1.2.3, and of an audit by two linear programs
per cell and a cutting plane without further inequalities, both on HiGHS.

Published problems, where a file of them is given, are solved to the optimum; their published patterns are
audited too, and the best safe one is what ours is compared with.

    python benchmarks/suppression_speed.py [--only NAME…] [--repeats 3] [--reference FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from output_checking.protection import Problem, audit, parse_problem, suppress
from output_checking.protection.problem import Protection

Groups = Sequence[int] | None  # sizes of the groups that a dimension's categories fall into


@dataclass(frozen=True)
class Measured:
    """One figure; `safe` and `told` say what came out. On a busy machine `processor` is the fairer time."""

    seconds: float
    processor: float
    safe: bool
    told: str


def table_of_counts(
    shape: Sequence[int],
    mean: float,
    *,
    groups: Sequence[Groups] = (),
    spread: float = 1.2,
    share: float = 0.0,
    seed: int = 1,
) -> Problem:
    """A table with subtotals per group and a total along each dimension; counts from 1 to 9 are sensitive."""
    random = np.random.default_rng(seed)
    counts = random.poisson(random.gamma(spread, mean / spread, size=shape)).astype(float)
    lines_of: list[list[tuple[int, list[int]]]] = []
    for axis, size in enumerate(shape):
        sizes = groups[axis] if axis < len(groups) else None
        starts = np.cumsum([0, *(sizes or [])])
        lines = [(size + at, list(range(start, end))) for at, (start, end) in enumerate(pairwise(starts))]
        parts = [total for total, _ in lines] or list(range(size))
        lines.append((size + len(lines), parts))
        lines_of.append(lines)
        sums = []
        for _, members in lines[:-1]:
            sums.append(counts.take(members, axis=axis).sum(axis=axis, keepdims=True))
        counts = np.concatenate([counts, *sums, counts.sum(axis=axis, keepdims=True)], axis=axis)
    ids = np.arange(counts.size).reshape(counts.shape)
    rows, columns, coefficients = [], [], []
    equation = 0
    for axis, lines in enumerate(lines_of):
        by_axis = np.moveaxis(ids, axis, 0).reshape(counts.shape[axis], -1)
        for total, members in lines:
            for column in range(by_axis.shape[1]):
                cells = by_axis[[total, *members], column]
                rows += [equation] * len(cells)
                columns += cells.tolist()
                coefficients += [-1.0] + [1.0] * len(members)
                equation += 1
    values = counts.ravel()
    return Problem(
        ids=tuple(range(len(values))),
        labels=((),) * len(values),
        values=values,
        equations=sparse.csr_matrix((coefficients, (rows, columns)), shape=(equation, len(values))),
        primary=(values > 0) & (values < 10),
        lower=np.zeros(len(values)),
        upper=np.full(len(values), values.max()),
        protection=Protection.shares(values, share, share),
    )


def hierarchical() -> Problem:
    return table_of_counts((17, 14, 7), 6.5, groups=((4, 5, 4, 4), (4, 4, 6), None), spread=0.4)


def plane() -> Problem:
    return table_of_counts((200, 50), 37)


def audited(problem: Problem, suppressed: bool) -> Measured:
    """The audit alone, of the sensitive cells or of a suppressed table."""
    if suppressed:
        problem = suppress(problem, "fast").problem
    start = time.perf_counter(), time.process_time()
    result = audit(problem)
    return Measured(
        *_since(start), result.safe and result.complete, f"{int(problem.pattern.sum()):,} hidden cells"
    )


def _since(start: tuple[float, float]) -> tuple[float, float]:
    return time.perf_counter() - start[0], time.process_time() - start[1]


def suppressed(problem: Problem, method: str, cost: str) -> Measured:
    """The pattern and its audit; the pattern is then audited once more, outside the clock."""
    start = time.perf_counter(), time.process_time()
    found = suppress(problem, method, cost)  # type: ignore[arg-type]
    seconds = _since(start)
    again = audit(replace(problem, suppressed=found.problem.pattern))
    primary = int(problem.primary.sum())
    gap = "" if found.gap is None else f", gap {100 * found.gap:.1f} %"
    return Measured(
        *seconds,
        again.safe and found.audit.complete,
        f"{primary:,} sensitive, {len(found.secondary):,} further cells{gap}",
    )


@dataclass(frozen=True)
class Work:
    """What is measured, the most it may take, and what the peer took (seconds, as text)."""

    name: str
    run: Callable[[], Measured]
    bar: float
    peer: str


WORK = {
    "audit-hierarchical": Work(
        "audit of 3,168 cells in hierarchies", lambda: audited(hierarchical(), True), 1.5, "3.6"
    ),
    "audit-plane": Work("audit of 200 × 50 (10,251 cells)", lambda: audited(plane(), True), 10, "67"),
    "fast-plane": Work(
        "fast suppression of 200 × 50", lambda: suppressed(plane(), "fast", "unit"), 5, "24.7"
    ),
    "fast-cube": Work(
        "fast suppression of 20 × 20 × 20 (9,261 cells)",
        lambda: suppressed(table_of_counts((20, 20, 20), 30), "fast", "unit"),
        15,
        "87.4",
    ),
    "fast-large": Work(
        "fast suppression of 500 × 100 (50,601 cells)",
        lambda: suppressed(table_of_counts((500, 100), 37), "fast", "unit"),
        60,
        "> 500",
    ),
    "optimal-value": Work(
        "optimum of 396 cells in hierarchies, ±10 %, by value",
        lambda: suppressed(small(), "optimal", "value"),
        10,
        "1.1",
    ),
    "optimal-unit": Work(
        "optimum of 396 cells in hierarchies, ±10 %, by number of cells",
        lambda: suppressed(small(), "optimal", "unit"),
        10,
        "9.0",
    ),
}


def small() -> Problem:
    return table_of_counts((17, 14), 25, groups=((4, 5, 4, 4), (4, 4, 6)), share=0.1, seed=3)


def published(path: Path) -> bool:
    """Prints a line per published problem and cost; whether all are solved at most at the published cost."""
    held = True
    for name, data in json.loads(path.read_text("utf-8")).items():
        wide = {"bounds": {"lower": 0, "upper": 1e4}} if "1e4" in data["bounds_assumed"] else {}
        problem = parse_problem({**data, **wide})
        for cost in ("unit", "value"):
            best = best_published(problem, data["patterns"].values(), cost)
            found = suppress(problem, "optimal", cost)  # type: ignore[arg-type]
            certified = audit(found.problem).safe and found.gap == 0
            held &= certified and found.cost <= best
            told = f"{found.cost:g}, published {best:g}" if np.isfinite(best) else f"{found.cost:g}"
            verdict = "safe, proven" if certified else "NOT PROVEN"
            print(f"| {name}, {len(problem.ids)} cells, by {cost}: {told} | {verdict} |", flush=True)
    return held


def best_published(problem: Problem, patterns: Any, cost: str) -> float:
    """What the cheapest of the published patterns costs that our audit finds safe."""
    costs, found = problem.costs(cost), np.inf
    for pattern in patterns:
        hidden = problem.primary.copy()
        hidden[[problem.position[cell] for cell in pattern["suppressed"]]] = True
        if audit(replace(problem, suppressed=hidden)).safe:
            found = min(found, float(costs[hidden].sum()))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reference", type=Path, help="published problems, one JSON object by name")
    parser.add_argument(
        "--only", nargs="*", choices=list(WORK), default=list(WORK), help="some of the figures"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs of each figure; the median is told")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    failed = False
    for name in arguments.only:
        work = WORK[name]
        runs = [work.run() for _ in range(arguments.repeats)]
        seconds = statistics.median(run.seconds for run in runs)
        processor = statistics.median(run.processor for run in runs)
        held = all(run.safe for run in runs) and seconds <= work.bar
        failed |= not held
        verdict = ("safe" if all(run.safe for run in runs) else "NOT SAFE") + ("" if held else ", MISSED")
        took = f"{seconds:.2f} s ({processor:.2f} s of a processor)"
        bars = f"at most {work.bar:g} s | peer {work.peer} s"
        print(f"| {work.name}: {runs[0].told} | {took} | {bars} | {verdict} |", flush=True)
    if arguments.reference:
        failed |= not published(arguments.reference)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
