"""Quantiles that are nobody's value: the mean of the values around the quantile, of enough persons.

An exact quantile is some patient's value (measured: in half of medians, a quarter of quartiles). Here the
band of ranks around `q`, as wide on one side as on the other, is widened until it is worth as many persons as
the smallest group may have, and the mean of its values leaves if they really come from so many. The band
narrows as persons grow: at 10 000 persons the median's is a fifth of a per cent of them wide.

Two bands may differ by one value, and two means with them by one patient: what a band adds up is therefore
kept among the told numbers as the sum of any other group is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data_gateway.aggregates.cells import Cell, measured, sketched, view_of_persons, weighted
from data_gateway.aggregates.differencing import Vector
from data_gateway.aggregates.request import QUANTILE, Measure, Plan
from data_gateway.aggregates.rules import persons_for_quantile
from data_gateway.catalogue.dataset import NUMBER
from data_gateway.engines.policy_view import PERSON
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine, cast, constant, identifier, type_name

Run = Callable[[Query], pa.Table]
Key = tuple[Any, ...]
Bands = list[tuple[Key, Measure, float, float]]  # group, quantile, lowest and highest value taken
_NARROWEST = 12  # halvings


@dataclass(frozen=True)
class Band:
    """What stands for a quantile: the mean of values of `persons` persons. `contributions`: how many
    values each person has there, those of one bucket together; `sketches`: of the sum and of its values."""

    value: float
    persons: int
    contributions: npt.NDArray[np.float64]
    sketches: dict[str, Vector]


Quantiles = dict[Key, dict[str, Band]]  # group -> name of the quantile


def quantiles(plan: Plan, cells: list[Cell], run: Run) -> Quantiles:
    """The quantiles that `plan` asks of `cells`, of those with persons enough."""
    found: Quantiles = {}
    for column in plan.columns:
        wanted = {
            cell.key: [(measure, half) for measure, half in _halves(plan, cell, column)] for cell in cells
        }
        fractions = sorted(
            {measure.q + way * half for each in wanted.values() for measure, half in each for way in (-1, 1)}
        )
        if not fractions:
            continue
        at = {fraction: position for position, fraction in enumerate(fractions)}
        bands: Bands = []
        for row in run(_ranks_query(plan, column, fractions)).to_pylist():
            key = tuple(row[f"g{position}"] for position in range(len(plan.dimensions)))
            for measure, half in wanted.get(key, []):
                low, high = row["ranks"][at[measure.q - half]], row["ranks"][at[measure.q + half]]
                bands.append((key, measure, low, high))
        if bands:
            _read_bands(plan, column, bands, run(_bands_query(plan, column, bands)), found)
    return found


def _read_bands(plan: Plan, column: str, bands: Bands, answer: pa.Table, found: Quantiles) -> None:
    parts = {name: answer[name].cast(pa.float64()).to_numpy() for name in answer.column_names}
    for at, (key, measure, _, _) in enumerate(bands):
        own = {name: numbers[parts["band"] == at] for name, numbers in parts.items()}
        found.setdefault(key, {})[measure.name] = Band(
            value=float(own["s"].sum() / own["n"].sum()),
            persons=int(own["persons"].sum()),
            contributions=own["n"],
            sketches={
                f"band {measure.name}": sketched(own["bucket"], own["s_sketch"]),
                f"{plan.values_of(column)} {measure.name}": sketched(own["bucket"], own["n_sketch"]),
            },
        )


def _halves(plan: Plan, cell: Cell, column: str) -> list[tuple[Measure, float]]:
    """Each quantile asked of the column that the cell has persons for, with half the width of its band."""
    persons = cell.columns[column].persons
    halves = []
    for measure in plan.measures:
        asked = measure.kind == QUANTILE and measure.column == column
        if asked and persons >= persons_for_quantile(measure.q, plan.minimum):
            side = min(measure.q, 1 - measure.q)
            narrowed = math.floor(math.log2(max(1.0, persons * side / plan.minimum)))
            halves.append((measure, side / 2 ** (1 + min(_NARROWEST, narrowed))))
    return halves


def _ranks_query(plan: Plan, column: str, fractions: list[float]) -> Query:
    groups = [f"g{at}" for at in range(len(plan.dimensions))]
    selected = ", ".join([*groups, f"{_values_at(plan.engine, fractions)} AS ranks"])
    by = f" GROUP BY {', '.join(groups)}" if groups else ""
    return _query(plan, f"SELECT {selected} FROM ({_facts(plan, column)}) AS facts WHERE x IS NOT NULL{by}")  # noqa: S608


def _values_at(engine: Engine, fractions: list[float]) -> str:
    """SQL of the list of the values of `x` at these ranks, each the value of one row."""
    if engine is Engine.DUCKDB:
        return f"quantile_disc(x, {fractions})"
    if engine is Engine.POSTGRES:
        return f"percentile_disc(CAST(ARRAY{fractions} AS DOUBLE PRECISION[])) WITHIN GROUP (ORDER BY x)"
    ranks = [f"percentile_disc({fraction!r}) WITHIN GROUP (ORDER BY x)" for fraction in fractions]
    return f"array({', '.join(ranks)})"


def _bands_query(plan: Plan, column: str, bands: Bands) -> Query:
    groups = [f"g{at}" for at in range(len(plan.dimensions))]
    rows = []
    for at, (key, _, low, high) in enumerate(bands):
        values = ["NULL" if value is None else constant(plan.engine, value) for value in key]
        typed = [
            f"CAST({value} AS {type_name(plan.engine, dimension.type)})"
            for value, dimension in zip(values, plan.dimensions, strict=True)
        ]
        ends = [constant(plan.engine, end) for end in (low, high)]
        rows.append(f"({', '.join([str(at), '1', *typed, *ends])})")
    names = ", ".join(["band", "one", *groups, "low", "high"])
    # Equal keys first, so that no engine compares every value with every band.
    same = [f"facts.{group} IS NOT DISTINCT FROM bands.{group}" for group in groups]
    matched = " AND ".join(["facts.one = bands.one", *same, "x BETWEEN low AND high"])
    inside = (
        "SELECT band, person, count(*) AS n, sum(x) AS s"  # noqa: S608
        f" FROM ({_facts(plan, column)}) AS facts JOIN (VALUES {', '.join(rows)}) AS bands({names})"
        f" ON {matched} GROUP BY band, person"
    )
    added = ["count(*) AS persons", f"{cast(plan.engine, 'sum(n)', NUMBER)} AS n", "sum(s) AS s"]
    added += [f"sum({part} * weight) AS {part}_sketch" for part in "ns"]
    return _query(
        plan,
        f"SELECT band, bucket, {', '.join(added)} FROM ({weighted(plan, inside)}) AS weighted"  # noqa: S608
        " GROUP BY band, bucket",
    )


def _facts(plan: Plan, column: str) -> str:
    grouped = [f"{dimension.sql} AS g{at}" for at, dimension in enumerate(plan.dimensions)]
    person, value = identifier(plan.engine, PERSON), measured(plan.engine, column)
    selected = ", ".join([*grouped, f"{person} AS person", "1 AS one", f"{value} AS x"])
    return f"SELECT {selected} FROM {view_of_persons(plan)} WHERE {plan.where}"  # noqa: S608


def _query(plan: Plan, sql: str) -> Query:
    return Query(
        kind="aggregate",
        dataset=plan.dataset,
        table=plan.table,
        columns=plan.names,
        sql=sql,
        parameters=list(plan.parameters),
        compared=plan.compared,
        engine=plan.engine,
    )
