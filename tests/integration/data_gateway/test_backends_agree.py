"""The same permit and the same query give the same rows, whichever engine holds the data."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from d2h_sdk.wire import AggregateRequest, Condition, ReadRequest, SqlRequest
from data_gateway.aggregates.cells import ColumnOfCell, cells_query, read_cells
from data_gateway.aggregates.quantiles import quantiles
from data_gateway.aggregates.request import aggregate_plan
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.statements import statement_query
from governance.permits.document import PermitDocument
from tests.integration.data_gateway.test_sql_on_engines import AGGREGATE, SCALAR, WHOLE, WINDOW
from tests.integration.data_gateway.warehouse import (
    COLUMNS,
    LIMITS,
    SECRET,
    Backend,
    alike,
    closing,
    fill_postgresql,
    in_order,
    in_postgresql,
    local,
    permit,
)

OTHERS = ["postgres"]


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


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    folder = tmp_path_factory.mktemp(request.param)
    backend = in_postgresql(request.getfixturevalue("address"), folder)
    with closing([backend]):
        yield backend


PERMITS: dict[str, PermitDocument] = {dates: permit(dates=dates) for dates in ("exact", "shifted", "month")}
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
        return record_query(request, backend.scope(document))

    return ask


def sql(text: str) -> Ask:
    return lambda backend, document: statement_query(SqlRequest(sql=text), backend.scope(document), LIMITS)


@pytest.mark.parametrize("dates", PERMITS)
@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_is_read_alike(duckdb: Backend, other: Backend, table: str, dates: str) -> None:
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


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_condition_keeps_the_same_rows(
    duckdb: Backend, other: Backend, condition: tuple[str, str, Any]
) -> None:
    rows = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id", "ward", "seen"], [condition]))
    assert rows


def test_a_pseudonym_finds_its_rows(duckdb: Backend, other: Backend) -> None:
    (person, *_) = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id"]))[0]
    rows = both(duckdb, other, PERMITS["exact"], read("stay", ["person_id"], [("person_id", "=", person)]))
    assert {row[0] for row in rows} == {person}


def numbered(text: str) -> str:
    return re.sub(r"\bid\b", "nr", text)


def test_every_expression_gives_the_same(duckdb: Backend, other: Backend) -> None:
    for start in range(0, len(SCALAR), 12):
        listed = ", ".join(f"{text} AS c{at}" for at, text in enumerate(SCALAR[start : start + 12]))
        assert both(duckdb, other, PERMITS["exact"], sql(numbered(f"SELECT id, {listed} FROM facts")))


def test_every_aggregate_gives_the_same(duckdb: Backend, other: Backend) -> None:
    listed = ", ".join(f"{text} AS c{at}" for at, text in enumerate(AGGREGATE))
    assert len(both(duckdb, other, PERMITS["exact"], sql(f"SELECT b, {listed} FROM facts GROUP BY b"))) == 3


def test_every_window_function_gives_the_same(duckdb: Backend, other: Backend) -> None:
    listed = [text for text in WINDOW if "count(*))" not in text]
    texts = ", ".join(f"{numbered(text)} AS c{at}" for at, text in enumerate(listed))
    assert both(duckdb, other, PERMITS["exact"], sql(f"SELECT nr, {texts} FROM facts"))


@pytest.mark.parametrize("text", WHOLE)
def test_a_statement_gives_the_same(duckdb: Backend, other: Backend, text: str) -> None:
    assert both(duckdb, other, PERMITS["exact"], sql(numbered(text)))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT p.sex, count(DISTINCT s.person_id) AS n, avg(s.weight) AS w FROM stay s JOIN patient p"
        " ON s.person_id = p.person_id GROUP BY p.sex",
        "SELECT w.beds, s.ward, count(*) AS n FROM stay s LEFT JOIN ward w ON s.ward = w.ward GROUP BY 1, 2",
        "SELECT date_trunc('month', start) AS month, min(seen) AS first, count(*) AS n FROM stay GROUP BY 1",
    ],
)
@pytest.mark.parametrize("dates", PERMITS)
def test_tables_of_a_permit_are_joined_alike(duckdb: Backend, other: Backend, text: str, dates: str) -> None:
    assert both(duckdb, other, PERMITS[dates], sql(text))


def numbers_of(column: ColumnOfCell) -> dict[str, Any]:
    return vars(column) | {"contributions": sorted(column.contributions)}  # of buckets, in any order


AGGREGATES: list[dict[str, Any]] = [
    {"table": "stay"},
    {"table": "stay", "by": ["ward"], "rows": True, "sum": ["exams", "weight"], "variance": ["weight"]},
    {"table": "stay", "by": ["ward", "urgent"], "mean": ["weight"], "quantiles": {"weight": [0.25, 0.5]}},
    {"table": "stay", "by": ["start:year"], "quantiles": {"exams": [0.5]}},
    {"table": "stay", "by": ["start:month"], "where": [("ward", "in", ["É", "it's", "back\\slash"])]},
    {"table": "patient", "by": ["sex"], "mean": ["year_of_birth"], "where": [("year_of_birth", ">", 1950)]},
]


@pytest.mark.parametrize("dates", PERMITS)
@pytest.mark.parametrize("asked", AGGREGATES, ids=str)
def test_an_aggregate_has_the_same_cells(
    duckdb: Backend, other: Backend, asked: dict[str, Any], dates: str
) -> None:
    document = permit(mode="aggregates", dates=dates)
    content = {
        **asked,
        "dataset": "clinic",
        "by": [
            dict(zip(("column", "period"), each.split(":"), strict=False)) for each in asked.get("by", [])
        ],
        "where": [{"column": c, "op": op, "value": value} for c, op, value in asked.get("where", [])],
    }
    request = AggregateRequest.model_validate(content)
    told = []
    for backend in (duckdb, other):
        plan = aggregate_plan(request, backend.scope(document), LIMITS)
        cells = read_cells(plan, backend.answer(document, cells_query(plan)))
        found = quantiles(plan, cells, lambda query, at=backend: at.answer(document, query))
        numbers = [
            (cell.key, cell.persons, cell.rows, [numbers_of(column) for column in cell.columns.values()])
            for cell in cells
        ]
        # Signs take part in the sums of a sketch: they are as close as the largest of their parts.
        sketches = [{name: list(sketch.round(6)) for name, sketch in cell.sketches.items()} for cell in cells]
        told.append([numbers, sketches, found])
        assert cells
    for mine, theirs in zip(*told, strict=True):
        assert alike(mine, theirs), f"{mine}\n{theirs}"
