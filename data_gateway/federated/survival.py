"""A life table that may leave: intervals merged until none is about a few persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from d2h_sdk.wire import SurvivalRequest
from data_gateway.aggregates.answering import rounded
from data_gateway.aggregates.differencing import BUCKETS, Vector
from data_gateway.federated.request import FederatedPlan
from data_gateway.federated.rules import Figures
from governance.refusal import Refusal

_OUTCOMES = ("events", "censored")


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
        cells = range(group * width, (group + 1) * width)
        by_outcome = {kind: _sketches(figures, kind, cells) for kind in _OUTCOMES}
        steps = _merged(figures, cells, by_outcome, plan.minimum)
        if not steps:
            raise Refusal("federated-too-few-events")
        for step in steps:
            rows.append(
                (group, request.edges[step.last], step.at_risk, step.events, step.censored, step.surviving)
            )
            for kind, own in by_outcome.items():
                sketches[f"{kind} {group} {step.last}"] = own[step.first : step.last + 1].sum(axis=0)
        for kind, own in by_outcome.items():  # of the whole group: the log-rank test tells the first
            sketches[f"all {kind} {group}"] = own.sum(axis=0)
    told = {name: sketch for name, sketch in sketches.items() if sketch.any()}
    return Shown(_table(rows, figures, groups), told)


def _sketches(figures: Figures, outcome: str, cells: range) -> Vector:
    """One row per interval, of shape (intervals, BUCKETS)."""
    nobody = np.zeros(BUCKETS)
    return np.stack([figures.get(f"sketch {outcome} {at}", nobody) for at in cells])


def _merged(figures: Figures, cells: range, sketches: Mapping[str, Vector], minimum: int) -> list[_Step]:
    """A step ends where those in it and those after it are, by outcome, nobody or enough.

    The last of `cells` are those who stay longer than the last edge. Persons are counted as the ledger
    counts them, two of one bucket as one: an interval of just the minimum would at times be refused there.
    """
    events, censored, factors = (
        figures[name][cells.start : cells.stop] for name in ("events", "censored", "log surviving")
    )
    own = [sketches[outcome] for outcome in _OUTCOMES]
    onwards = [np.cumsum(each[::-1], axis=0)[::-1] for each in own]
    at_risk = float(events.sum() + censored.sum())
    steps, first = list[_Step](), 0
    for at in range(len(events) - 1):
        inside = [each[first : at + 1].sum(axis=0) for each in own]
        met, *others = (_persons(sketch) for sketch in (*inside, *(after[at + 1] for after in onwards)))
        if met >= minimum and all(count == 0 or count >= minimum for count in others):
            part = slice(first, at + 1)
            died, left = float(events[part].sum()), float(censored[part].sum())
            surviving = rounded(float(np.exp(factors[part].sum())))
            steps.append(_Step(first, at, at_risk, died, left, surviving))
            at_risk, first = at_risk - died - left, at + 1
    return steps


def _persons(sketch: Vector) -> int:
    """Weights are 1 to 1.5, of either sign: what is left of two that cancel is no person."""
    return int((np.abs(sketch) >= 1).sum())


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
