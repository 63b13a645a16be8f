"""Quantiles that are nobody's value: the mean of the values around the quantile, of enough persons.

An exact quantile is some patient's value (measured: in half of medians, a quarter of quartiles). Here the
band of ranks around `q`, as wide on one side as on the other, is widened until it is worth as many persons as
the smallest group may have, and the mean of its values leaves if they really come from so many. The band
narrows as persons grow: at 10 000 persons the median's is a fifth of a per cent of them wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from data_gateway.aggregates.cells import Cell, measured, view_of_persons
from data_gateway.aggregates.request import QUANTILE, Measure, Plan
from data_gateway.aggregates.rules import persons_for_quantile
from data_gateway.engines.policy_view import PERSON
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine, constant, identifier, type_name

Run = Callable[[Query], pa.Table]
Key = tuple[Any, ...]
Quantiles = dict[Key, dict[str, tuple[float, int]]]  # group -> name -> value, persons behind it
Bands = list[tuple[Key, Measure, float, float]]  # group, quantile, lowest and highest value taken
_NARROWEST = 12  # halvings


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
        for row in run(_bands_query(plan, column, bands)).to_pylist() if bands else ():
            key, measure, _, _ = bands[row["band"]]
            found.setdefault(key, {})[measure.name] = (row["value"], row["persons"])
    return found


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
    return _query(
        plan,
        "SELECT band, avg(x) AS value, count(DISTINCT person) AS persons"  # noqa: S608
        f" FROM ({_facts(plan, column)}) AS facts JOIN (VALUES {', '.join(rows)}) AS bands({names})"
        f" ON {matched} GROUP BY band",
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
