"""From a plan to one engine query, and from its answer to exact cells with their sketches.

The engine adds up per group and person, then per group and bucket of persons: two GROUP BYs and no list.
Of persons alone in few groups DuckDB keeps a set of bits per group instead: see `person_sets`.
Everything about a cell follows from its buckets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data_gateway.aggregates.differencing import BUCKETS, Vector
from data_gateway.aggregates.request import QUANTILE, SUM, VARIANCE, Plan
from data_gateway.catalogue.dataset import NUMBER
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.person_sets import holds, set_of
from data_gateway.engines.policy_view import PERSON
from data_gateway.engines.view_names import map_name, view_name
from data_gateway.queries.conditions import quoted
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine, cast, identifier, quotient

# A pseudonym is 63 bits of a keyed hash: its lowest bits choose the bucket, the next ones sign and weight.
# Values of which a million million can be squared and added up; others, and what is no number, are missing.
_REACH = "1e140"
_TINY = "1e-140"  # its square is nothing beside any other, and PostgreSQL would refuse to count it


@dataclass(frozen=True)
class ColumnOfCell:
    """One measured column in one cell: `persons` with a value, `values`, their sum and sum of squares.

    `contributions`: the absolute sums of the persons, those of one bucket together.
    """

    persons: int
    values: int
    sum: float
    squares: float
    contributions: npt.NDArray[np.float64]

    @property
    def mean(self) -> float:
        return self.sum / self.values

    @property
    def variance(self) -> float:
        """Sample variance; the cell holds at least two values."""
        return max(0.0, self.squares - self.sum * self.mean) / (self.values - 1)


@dataclass(frozen=True)
class Cell:
    """`key`: the values of the grouping columns. `rows`: of the persons, those of one bucket together; None
    unless the plan asks for them. `sketches`: of every number that the answer would tell."""

    key: tuple[Any, ...]
    persons: int
    rows: npt.NDArray[np.float64] | None
    columns: dict[str, ColumnOfCell]
    sketches: dict[str, Vector]


def measured(engine: Engine, column: str) -> str:
    """SQL of a measured column as a number that can be added and squared, or NULL."""
    value = cast(engine, identifier(engine, column), NUMBER)
    return f"CASE WHEN abs({value}) < {_REACH} THEN {value} END"


def _bucket(pseudonym: str) -> str:
    return f"{pseudonym} % {BUCKETS}"


def _weight(engine: Engine, pseudonym: str) -> str:
    ones, rest = quotient(engine, pseudonym, BUCKETS), quotient(engine, pseudonym, 2 * BUCKETS)
    fraction = cast(engine, f"({rest} % 65536)", NUMBER)
    sign = f"CASE WHEN {ones} % 2 = 0 THEN 1.0 ELSE -1.0 END"
    return f"({cast(engine, sign, NUMBER)} * (1.0 + {fraction} / 131072.0))"


def cells_query(plan: Plan) -> Query:
    """Rows of its answer: one per group and bucket; columns `g…` the group, then the partial sums."""
    groups = [f"g{at}" for at in range(len(plan.dimensions))]
    inner = [f"{dimension.sql} AS {name}" for dimension, name in zip(plan.dimensions, groups, strict=True)]
    engine = plan.engine
    inner += [f"{identifier(engine, PERSON)} AS person", "count(*) AS n"]
    outer = [*groups, "bucket", "count(*) AS persons", "sum(weight) AS persons_sketch"]
    if plan.with_rows:
        outer += [f"{cast(engine, 'sum(n)', NUMBER)} AS row_count", "sum(n * weight) AS rows_sketch"]
    for at, column in enumerate(plan.columns):
        value = measured(engine, column)
        inner += [
            f"count({value}) AS n{at}",
            f"coalesce(sum({value}), 0.0) AS s{at}",
            f"coalesce(sum(CASE WHEN abs({value}) >= {_TINY} THEN {value} * {value} END), 0.0) AS q{at}",
        ]
        outer += [f"sum(CASE WHEN n{at} > 0 THEN 1 ELSE 0 END) AS persons{at}", f"sum(abs(s{at})) AS a{at}"]
        outer += [f"{cast(engine, f'sum({part}{at})', NUMBER)} AS {part}{at}" for part in "nsq"]
        outer += [f"sum({part}{at} * weight) AS {part}{at}_sketch" for part in "nsq"]
    # Positions, because a name in GROUP BY would mean the view's own column of that name first.
    first = ", ".join(str(at + 1) for at in range(len(groups) + 1))
    facts = (
        f"SELECT {', '.join(inner)} FROM {view_of_persons(plan)}"  # noqa: S608
        f" WHERE {plan.where} GROUP BY {first}"
    )
    return Query(
        kind="aggregate",
        dataset=plan.dataset,
        table=plan.table,
        columns=plan.names,
        sql=f"SELECT {', '.join(outer)} FROM ({weighted(plan, facts)}) AS weighted GROUP BY {first}",  # noqa: S608
        parameters=list(plan.parameters),
        compared=plan.compared,
        engine=engine,
        sql_of_sets=_by_sets(plan)
        if engine is Engine.DUCKDB and not (plan.with_rows or plan.columns)
        else "",
        groups=plan.groups,
    )


def weighted(plan: Plan, facts: str) -> str:
    """SQL of the rows of `facts`, a query with the column `person`, with the bucket and weight of each."""
    pseudonym, known = "person", ""
    if plan.engine is Engine.DUCKDB:  # whose view tells ids: what is added up has fewer of them to look up
        pseudonym = "pseudonym"
        known = f" JOIN {map_name(plan.dataset, ColumnRole.PERSON)} AS map ON facts.person = map.id"
    return (
        f"SELECT *, {_bucket(pseudonym)} AS bucket, {_weight(plan.engine, pseudonym)} AS weight"  # noqa: S608
        f" FROM ({facts}) AS facts{known}"
    )


def _by_sets(plan: Plan) -> str:
    """The same answer of persons alone, without an entry for each group and person."""
    groups = [f"g{at}" for at in range(len(plan.dimensions))]
    inner = [f"{dimension.sql} AS {name}" for dimension, name in zip(plan.dimensions, groups, strict=True)]
    inner.append(f"{set_of(plan.dataset, quoted(PERSON))} AS persons")
    first = ", ".join(str(at + 1) for at in range(len(groups) + 1))
    grouped = f" GROUP BY {', '.join(str(at + 1) for at in range(len(groups)))}" if groups else ""
    sets = f"SELECT {', '.join(inner)} FROM {view_of_persons(plan)} WHERE {plan.where}{grouped}"  # noqa: S608
    weighted = (
        f"SELECT {', '.join([*groups, ''])}{_bucket('pseudonym')} AS bucket,"  # noqa: S608
        f" {_weight(Engine.DUCKDB, 'pseudonym')} AS weight"
        f" FROM ({sets}) AS sets, {map_name(plan.dataset, ColumnRole.PERSON)} AS map"
        f" WHERE {holds(plan.dataset, 'sets.persons', 'map.id')}"
    )
    outer = [*groups, "bucket", "count(*) AS persons", "sum(weight) AS persons_sketch"]
    return f"SELECT {', '.join(outer)} FROM ({weighted}) AS weighted GROUP BY {first}"  # noqa: S608


def view_of_persons(plan: Plan) -> str:
    """Where persons are told apart, by their ids where the engine has them, else by pseudonyms."""
    return view_name(plan.engine, plan.dataset, plan.table, ids=plan.engine is Engine.DUCKDB)


def read_cells(plan: Plan, answer: pa.Table) -> list[Cell]:
    """The cells of `cells_query`'s answer, in the order of their keys, missing values last."""
    if not answer.num_rows:
        return []
    numbers = {
        name: answer[name].cast(pa.float64()).to_numpy()
        for name in answer.column_names
        if not name.startswith("g")
    }
    keys, cell_of = _keys(plan, answer)
    order = np.argsort(cell_of, kind="stable")
    bounds = np.searchsorted(cell_of[order], np.arange(len(keys) + 1))
    cells = []
    for at, key in enumerate(keys):
        rows = order[bounds[at] : bounds[at + 1]]
        cells.append(_cell(plan, key, {name: values[rows] for name, values in numbers.items()}))
    return sorted(cells, key=lambda cell: [(value is None, value) for value in cell.key])


def _keys(plan: Plan, answer: pa.Table) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """The distinct groups, and for each row the position of its group."""
    codes = np.zeros(answer.num_rows, dtype=np.int64)
    levels: list[list[Any]] = []
    for at in range(len(plan.dimensions)):
        encoded = answer[f"g{at}"].combine_chunks().dictionary_encode(null_encoding="encode")
        levels.append(encoded.dictionary.to_pylist())
        codes = codes * len(levels[-1]) + encoded.indices.to_numpy(zero_copy_only=False)
    distinct, cell_of = np.unique(codes, return_inverse=True)
    keys = []
    for code in distinct.tolist():
        key: list[Any] = []
        for values in reversed(levels):
            code, position = divmod(code, len(values))
            key.append(values[position])
        keys.append(tuple(reversed(key)))
    return keys, cell_of


def sketched(buckets: npt.NDArray[np.float64], sums: npt.NDArray[np.float64]) -> Vector:
    """`sums`: of weighted contributions, one per bucket of `buckets`."""
    vector = np.zeros(BUCKETS)
    vector[buckets.astype(np.int64)] = sums
    return vector


def _cell(plan: Plan, key: tuple[Any, ...], parts: dict[str, npt.NDArray[np.float64]]) -> Cell:
    def sketch(name: str) -> Vector:
        return sketched(parts["bucket"], parts[f"{name}_sketch"])

    columns, sketches = {}, {"persons": sketch("persons")}
    rows = parts["row_count"] if plan.with_rows else None
    if plan.with_rows:
        sketches["rows"] = sketch("rows")
    for at, column in enumerate(plan.columns):
        columns[column] = ColumnOfCell(
            persons=int(parts[f"persons{at}"].sum()),
            values=int(parts[f"n{at}"].sum()),
            sum=float(parts[f"s{at}"].sum()),
            squares=float(parts[f"q{at}"].sum()),
            contributions=parts[f"a{at}"],
        )
        asked = plan.asked(column)
        if asked - {QUANTILE}:
            sketches[f"sum {column}"] = sketch(f"s{at}")
        if VARIANCE in asked:
            sketches[f"squares {column}"] = sketch(f"q{at}")
        if asked - {SUM}:
            sketches[plan.values_of(column)] = sketch(f"n{at}")
    return Cell(key, int(parts["persons"].sum()), rows, columns, sketches)
