"""The same permit and the same query give the same rows, whichever engine holds the data."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from benchmarks.query_grammar import Grammar
from d2h_sdk.wire import AggregateRequest, Condition, ReadRequest, SqlRequest
from data_gateway.aggregates.answering import with_quantiles
from data_gateway.aggregates.cells import Cell, ColumnOfCell, cells_query, read_cells
from data_gateway.aggregates.quantiles import Band, quantiles
from data_gateway.aggregates.request import aggregate_plan
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.statements import statement_query
from governance.permits.document import PermitDocument
from governance.refusal import Refusal
from tests.integration.data_gateway.spark_cluster import SparkCluster
from tests.integration.data_gateway.test_sql_on_engines import AGGREGATE, SCALAR, WHOLE, WINDOW, rows
from tests.integration.data_gateway.warehouse import (
    COLUMNS,
    LIMITS,
    SECRET,
    Backend,
    alike,
    fill_postgresql,
    in_order,
    in_postgresql,
    in_spark,
    local,
    permit,
)

DATES = ("exact", "shifted", "month")


def asked(name: str, cases: Sequence[Any]) -> pytest.MarkDecorator:
    """Every case, of each of the two engines beside ours."""
    listed = [(engine, case) for engine in ("postgres", "spark") for case in cases]
    ids = [f"{engine}-{case}" for engine, case in listed]
    return pytest.mark.parametrize(("other", name), listed, indirect=["other"], ids=ids)


on_both = pytest.mark.parametrize("other", ["postgres", "spark"], indirect=True)


@pytest.fixture(scope="module")
def address(postgresql_socket: Path) -> str:
    name = f"clinic_{os.urandom(6).hex()}"
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name} LC_COLLATE 'C.UTF-8' TEMPLATE template0")
    fill_postgresql(f"postgresql://d2h@/{name}?host={postgresql_socket}")
    return f"postgresql://reader@/{name}?host={postgresql_socket}"


@pytest.fixture(scope="module")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    return local(tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="module")
def postgres(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with closing(in_postgresql(address, tmp_path_factory.mktemp("postgres"))) as backend:
        yield backend


@pytest.fixture(scope="module")
def spark(spark_cluster: SparkCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with closing(in_spark(spark_cluster.address, tmp_path_factory.mktemp("spark"))) as backend:
        yield backend


@pytest.fixture
def other(request: pytest.FixtureRequest) -> Backend:
    backend: Backend = request.getfixturevalue(request.param)
    return backend


PERMITS: dict[str, PermitDocument] = {dates: permit(dates=dates) for dates in DATES}
Ask = Callable[[Backend, PermitDocument], Query]


def both(duckdb: Backend, other: Backend, document: PermitDocument, ask: Ask) -> list[list[Any]]:
    """The rows that both engines answer."""
    mine, theirs = (backend.answer(document, ask(backend, document)) for backend in (duckdb, other))
    assert plain(mine.schema) == plain(theirs.schema)
    rows, others = in_order(mine), in_order(theirs)
    assert len(rows) == len(others)
    assert [(one, two) for one, two in zip(rows, others, strict=True) if not alike(one, two)] == []
    return others


def plain(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    return [(entry.name, entry.type) for entry in schema]


def read(table: str, columns: list[str] | None = None, where: list[Any] | None = None) -> Ask:
    conditions = tuple(Condition(column=c, op=op, value=value) for c, op, value in where or ())
    wanted = None if columns is None else tuple(columns)

    def ask(backend: Backend, document: PermitDocument) -> Query:
        request = ReadRequest(dataset="clinic", table=table, columns=wanted, where=conditions)
        return record_query(request, backend.scope(document), LIMITS)

    return ask


def sql(text: str) -> Ask:
    return lambda backend, document: statement_query(SqlRequest(sql=text), backend.scope(document), LIMITS)


@asked("place", [(table, dates) for table in COLUMNS for dates in DATES])
def test_a_table_is_read_alike(duckdb: Backend, other: Backend, place: tuple[str, str]) -> None:
    table, dates = place
    rows = both(duckdb, other, PERMITS[dates], read(table))
    assert len(rows) > 2
    assert SECRET not in repr(rows)


CONDITIONS: list[tuple[str, str, Any]] = [
    ("ward", "=", "it's"),
    ("ward", "=", "back\\slash"),
    ("ward", "in", ["A", "É", ""]),
    ("ward", ">=", "a"),
    ("urgent", "is null", None),
    ("urgent", "=", True),
    ("urgent", "!=", False),
    ("start", "<", "2024-12-01"),
    ("seen", ">=", "2024-03-02T10:00:00.5"),
    ("weight", ">", 70),
    ("weight", "<=", 1e-300),
    ("exams", "in", [0, 40]),
    ("exams", "is not null", None),
    ("note_text", "=", "seen on it's"),
]


@asked("condition", CONDITIONS)
def test_a_condition_keeps_the_same_rows(
    duckdb: Backend, other: Backend, condition: tuple[str, str, Any]
) -> None:
    rows = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id", "ward", "seen"], [condition]))
    assert rows


@on_both
def test_a_pseudonym_finds_its_rows(duckdb: Backend, other: Backend) -> None:
    (person, *_) = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id"]))[0]
    rows = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id"], [("person_id", "=", person)]))
    assert {row[0] for row in rows} == {person}


def numbered(text: str) -> str:
    return re.sub(r"\bid\b", "nr", text)


@on_both
def test_every_expression_gives_the_same(duckdb: Backend, other: Backend) -> None:
    for start in range(0, len(SCALAR), 12):
        listed = ", ".join(f"{text} AS c{at}" for at, text in enumerate(SCALAR[start : start + 12]))
        assert both(duckdb, other, PERMITS["exact"], sql(numbered(f"SELECT id, {listed} FROM facts")))


@on_both
def test_every_aggregate_gives_the_same(duckdb: Backend, other: Backend) -> None:
    listed = ", ".join(f"{text} AS c{at}" for at, text in enumerate(AGGREGATE))
    assert len(both(duckdb, other, PERMITS["exact"], sql(f"SELECT b, {listed} FROM facts GROUP BY b"))) == 3


@on_both
def test_every_window_function_gives_the_same(duckdb: Backend, other: Backend) -> None:
    listed = [text for text in WINDOW if "count(*))" not in text]
    texts = ", ".join(f"{numbered(text)} AS c{at}" for at, text in enumerate(listed))
    assert both(duckdb, other, PERMITS["exact"], sql(f"SELECT nr, {texts} FROM facts"))


@asked("text", WHOLE)
def test_a_statement_gives_the_same(duckdb: Backend, other: Backend, text: str) -> None:
    assert both(duckdb, other, PERMITS["exact"], sql(numbered(text)))


JOINS = [
    "SELECT p.sex, count(DISTINCT s.person_id) AS n, avg(s.weight) AS w FROM stay s JOIN patient p"
    " ON s.person_id = p.person_id GROUP BY p.sex",
    "SELECT w.beds, s.ward, count(*) AS n FROM stay s LEFT JOIN ward w ON s.ward = w.ward GROUP BY 1, 2",
    "SELECT date_trunc('month', start) AS month, min(seen) AS first, count(*) AS n FROM stay GROUP BY 1",
]


@asked("text", JOINS)
@pytest.mark.parametrize("dates", ["exact", "shifted"])
def test_tables_of_a_permit_are_joined_alike(duckdb: Backend, other: Backend, text: str, dates: str) -> None:
    assert both(duckdb, other, PERMITS[dates], sql(text))


def numbers_of(column: ColumnOfCell) -> dict[str, Any]:
    return vars(column) | {"contributions": sorted(column.contributions)}  # of buckets, in any order


def rows_of(cell: Cell) -> list[float] | None:
    return None if cell.rows is None else sorted(cell.rows)


def banded(band: Band) -> tuple[Any, ...]:
    return band.value, band.persons, sorted(band.contributions)


AGGREGATES: list[dict[str, Any]] = [
    {"table": "stay"},
    {"table": "stay", "by": ["ward"], "rows": True, "sum": ["exams", "weight"], "variance": ["weight"]},
    {"table": "stay", "by": ["ward", "urgent"], "mean": ["weight"], "quantiles": {"weight": [0.25, 0.5]}},
    {"table": "stay", "by": ["start:year"], "quantiles": {"exams": [0.5]}},
    {"table": "stay", "by": ["start:month"], "where": [("ward", "in", ["É", "it's", "back\\slash"])]},
    {"table": "patient", "by": ["sex"], "mean": ["year_of_birth"], "where": [("year_of_birth", ">", 1950)]},
]


@asked("wanted", AGGREGATES)
@pytest.mark.parametrize("dates", ["month", "shifted"])
def test_an_aggregate_has_the_same_cells(
    duckdb: Backend, other: Backend, wanted: dict[str, Any], dates: str
) -> None:
    document = permit(mode="aggregates", dates=dates)
    content = {
        **wanted,
        "dataset": "clinic",
        "by": [
            dict(zip(("column", "period"), each.split(":"), strict=False)) for each in wanted.get("by", [])
        ],
        "where": [{"column": c, "op": op, "value": value} for c, op, value in wanted.get("where", [])],
    }
    request = AggregateRequest.model_validate(content)
    told = []
    for backend in (duckdb, other):
        plan = aggregate_plan(request, backend.scope(document), LIMITS)
        cells = read_cells(plan, backend.answer(document, cells_query(plan)))
        found = quantiles(plan, cells, lambda query, at=backend: at.answer(document, query))
        numbers = [
            (cell.key, cell.persons, rows_of(cell), [numbers_of(column) for column in cell.columns.values()])
            for cell in cells
        ]
        # Signs take part in the sums of a sketch: they are as close as the largest of their parts.
        cells = [with_quantiles(cell, found) for cell in cells]
        sketches = [{name: list(sketch.round(6)) for name, sketch in cell.sketches.items()} for cell in cells]
        bands = {key: {name: banded(band) for name, band in named.items()} for key, named in found.items()}
        told.append([numbers, sketches, bands])
        assert cells
    for mine, theirs in zip(*told, strict=True):
        assert alike(mine, theirs), f"{mine}\n{theirs}"


@on_both
def test_no_expression_of_the_grammar_fails_on_any_row(duckdb: Backend, other: Backend) -> None:
    """Spark's views keep nothing off hidden rows: what fails there would tell of them."""
    kinds = {**dict.fromkeys("nm", "W"), **dict.fromkeys("xy", "N"), **dict.fromkeys("sr", "T")}
    kinds |= {**dict.fromkeys("de", "D"), **dict.fromkeys("tu", "M"), "b": "B"}
    for seed in range(3):
        grammar = Grammar(random.Random(seed), {"facts": kinds})
        written = (grammar.expression(kind, kinds, 3) for kind in "WNTDMB" for _ in range(4))
        texts = [text for text in written if allowed(other, text)]
        assert len(texts) > 20
        listed = ", ".join(f"{text} AS c{at}" for at, text in enumerate(texts))
        answer = other.answer(
            PERMITS["exact"], sql(f"SELECT nr, {listed} FROM facts")(other, PERMITS["exact"])
        )
        assert answer.num_rows > 100


def allowed(backend: Backend, text: str) -> bool:
    try:
        sql(f"SELECT {text} AS value FROM facts")(backend, PERMITS["exact"])
    except Refusal:
        return False
    return True


HOSTILE = [
    "CAST(s AS BIGINT) > 0 OR s IS NOT NULL",
    "1 / (nr - {hidden}) < 2",
    "1 % (nr - {hidden}) < 2 OR nr > 0",
    "nr * 9223372036854775807 > 0 OR nr >= 0",
    "sqrt(150.5 - nr) >= 0 OR ln(150.5 - nr) < 9 OR nr >= 0",
    "CASE WHEN s = '{secret}' THEN CAST(s AS DATE) > d ELSE true END",
    "d + nr * 100000 > d OR nr >= 0",
    "floor(x * 1e300) > 0 OR nr >= 0",
    "regexp_matches(s, 'HIV-[0-9]{{5}}') OR nr >= 0",
]


@on_both
def test_hostile_conditions_neither_fail_nor_find_a_hidden_row(duckdb: Backend, other: Backend) -> None:
    hidden = len(rows()) - 17
    for condition in HOSTILE:
        text = f"SELECT s, nr FROM facts WHERE {condition.format(hidden=hidden, secret=SECRET)}"
        found = both(duckdb, other, PERMITS["exact"], sql(text))
        assert SECRET not in repr(found)
        assert all(nr < len(rows()) - 20 for _, nr in found)
