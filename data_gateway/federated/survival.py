"""A life table that may leave: intervals merged until none is about a few persons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from d2h_sdk.wire import SurvivalRequest
from data_gateway.aggregates.answering import rounded
from data_gateway.aggregates.differencing import Vector
from data_gateway.federated.request import FederatedPlan
from data_gateway.federated.rules import Figures
from governance.refusal import Refusal


@dataclass(frozen=True)
class Shown:
    table: pa.Table
    sketches: dict[str, Vector]


@dataclass(frozen=True)
class _Step:
    """`first` to `last`, positions of the intervals that were merged."""

    first: int
    last: int
    at_risk: float
    events: float
    censored: float
    surviving: float


def admitted(plan: FederatedPlan, request: SurvivalRequest, figures: Figures) -> Shown:
    """Raises Refusal `federated-too-few-persons`, `…-rows-per-person` or `…-too-few-events`."""
    if not figures["rows"][0] or min(figures["members"]) < plan.minimum:
        raise Refusal("federated-too-few-persons")
    if figures["rows"][0] > figures["persons"][0]:
        raise Refusal("federated-rows-per-person")
    groups, width = len(figures["members"]), len(request.edges) + 1
    rows, sketches = [], dict[str, Vector]()
    for group in range(groups):
        cells = slice(group * width, (group + 1) * width)
        counts, factors = (
            (figures["events"][cells], figures["censored"][cells]),
            figures["log surviving"][cells],
        )
        steps = _merged(*counts, factors, plan.minimum)
        if not steps:
            raise Refusal("federated-too-few-events")
        for step in steps:
            rows.append(
                (group, request.edges[step.last], step.at_risk, step.events, step.censored, step.surviving)
            )
            places = range(cells.start + step.first, cells.start + step.last + 1)
            for kind in ("events", "censored"):
                parts = [f"sketch {kind} {place}" for place in places]
                known = [figures[part] for part in parts if part in figures]
                if known:
                    sketches[f"{kind} {group} {step.last}"] = sum(known[1:], start=known[0])
        for kind in ("events", "censored"):  # of the whole group: the log-rank test tells the first
            parts = [f"sketch {kind} {place}" for place in range(cells.start, cells.stop)]
            known = [figures[part] for part in parts if part in figures]
            if known:
                sketches[f"all {kind} {group}"] = sum(known[1:], start=known[0])
    return Shown(_table(rows, figures, groups), sketches)


def _merged(events: Vector, censored: Vector, factors: Vector, minimum: int) -> list[_Step]:
    """A step ends where those in it and those after it are, by outcome, nobody or enough.

    The last of `events` and `censored` are those who stay longer than the last edge.
    """
    after_events, after_censored = float(events.sum()), float(censored.sum())
    steps, first, met, left = list[_Step](), 0, 0.0, 0.0
    for at in range(len(events) - 1):
        met, left = met + float(events[at]), left + float(censored[at])
        after = (after_events - met, after_censored - left)
        if met >= minimum and all(count == 0 or count >= minimum for count in (left, *after)):
            surviving = float(np.exp(factors[first : at + 1].sum()))
            steps.append(_Step(first, at, after_events + after_censored, met, left, rounded(surviving)))
            after_events, after_censored = after
            first, met, left = at + 1, 0.0, 0.0
    return steps


def _table(
    rows: list[tuple[int, float, float, float, float, float]], figures: Figures, groups: int
) -> pa.Table:
    names = ("group", "until", "at_risk", "events", "censored", "surviving")
    columns: dict[str, list[float | None]] = {
        name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    tests = groups if groups > 1 else 0
    for name in names:
        columns[name] += [float(at) if name == "group" else None for at in range(tests)]
    empty: list[float | None] = [None] * len(rows)
    if tests:
        variance = figures["variance"].reshape(groups, groups)
        for name in ("observed", "expected"):
            columns[name] = empty + [rounded(value) for value in figures[name]]
        for at in range(groups):
            columns[f"v{at}"] = empty + [rounded(value) for value in variance[:, at]]
    return pa.table({name: pa.array(values, pa.float64()) for name, values in columns.items()})
