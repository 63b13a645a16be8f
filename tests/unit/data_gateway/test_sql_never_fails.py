"""No expression a researcher can write fails, whatever the values: an error would tell one.

Expressions come from the fuzzer's grammar, values from hypothesis, the extremes of each type among them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.query_grammar import TYPE_NAMES, Grammar
from data_gateway.engines.duckdb_parser_check import check_statement
from data_gateway.queries.sql_aggregates import AGGREGATES
from data_gateway.queries.sql_casts import CASTS
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_written import View
from governance.refusal import Refusal

COLUMNS = {
    "w": "W",
    "v": "W",
    "n": "N",
    "m": "N",
    "t": "T",
    "s": "T",
    "d": "D",
    "e": "D",
    "k": "M",
    "l": "M",
    "b": "B",
}
VALUES = {
    "W": st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, -1, 2**63 - 1, -(2**63), 12, 2026]),
    "N": st.floats() | st.sampled_from([0.0, -1.0, 1e308, -1e308, 5e-324, 1e140]),
    "T": st.text(max_size=30).filter(lambda text: "\x00" not in text)
    | st.sampled_from(
        ["", " 12 ", "1e999", "-9223372036854775809", "2026-02-30", "9999-12-31 23:59:60", "NaN"]
    ),
    "D": st.dates() | st.sampled_from([date.min, date.max]),
    "M": st.datetimes() | st.sampled_from([datetime.min, datetime.max]),
    "B": st.booleans(),
}
ROW = st.tuples(*(st.none() | VALUES[kind] for kind in COLUMNS.values()))
ARROW = {
    **{"BIGINT": "int64", "DOUBLE": "double", "VARCHAR": "string", "DATE": "date32[day]"},
    **{"TIMESTAMP": "timestamp[us]", "BOOLEAN": "bool"},
}
VIEW = View("omop", "facts", {name: TYPE_NAMES[kind] for name, kind in COLUMNS.items()})
# What files may hold and Python cannot.
BEYOND = (
    "INSERT INTO facts SELECT 1, -1, 'inf', 'nan', 'x', '', d, e, k, l, true FROM (VALUES"
    " ('5881580-07-10'::DATE, '5877642-06-25 (BC)'::DATE, '294247-01-10 04:00:54'::TIMESTAMP,"
    " '290309-12-22 (BC) 00:00:00'::TIMESTAMP), ('infinity', '-infinity', 'infinity', '-infinity'))"
    " v(d, e, k, l)"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute("SET threads = 1")
        types = ", ".join(f"{name} {type_}" for name, type_ in VIEW.columns.items())
        made.execute(f"CREATE TABLE facts ({types})")
        yield made


def ran(engine: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """False for a query that the door refuses, which it must do before it knows a value."""
    try:
        query = checked(sql, [VIEW])
        written = render(query, Engine.DUCKDB, lambda dataset, table: '"facts"')
    except Refusal:
        return False
    check_statement(engine, written, {'"facts"'})
    schema = engine.sql(written).to_arrow_table().schema
    assert [str(field.type) for field in schema] == [ARROW[column.type] for column in query.columns], sql
    return True


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW, min_size=1, max_size=4),
    seed=st.integers(0, 2**32),
    kind=st.sampled_from(sorted(VALUES)),
)
def test_no_allowed_expression_fails_on_any_values(
    engine: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]], seed: int, kind: str
) -> None:
    engine.execute("DELETE FROM facts")
    engine.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    engine.execute(BEYOND)
    grammar = Grammar(random.Random(seed), {"facts": COLUMNS})
    expression = grammar.expression(kind, COLUMNS, 3)
    aggregate, _ = grammar.aggregate(COLUMNS)
    window, _ = grammar.window(COLUMNS)
    ran(engine, f"SELECT {expression} AS a FROM facts WHERE {grammar.condition(COLUMNS, 2)}")
    ran(engine, f"SELECT {window} AS c FROM facts")
    ran(engine, f"SELECT {aggregate} AS b FROM facts GROUP BY b")


def test_a_part_of_a_constant_moment_that_has_no_value_keeps_its_type(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    before_the_year_one = "date_trunc('minute', TIMESTAMP '0001-01-01 02:30:00' - INTERVAL 269 quarter)"
    for part in ("year", "month", "day", "hour"):
        assert ran(engine, f"SELECT {part}({before_the_year_one}) AS a FROM facts")


@pytest.mark.parametrize("name", sorted(name for name in AGGREGATES if " " not in name))
@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_no_aggregate_fails_on_the_extremes_of_a_type(
    engine: duckdb.DuckDBPyConnection, name: str, column: str
) -> None:
    engine.execute("DELETE FROM facts")
    engine.execute(BEYOND)
    extremes = [1e308, -1e308, 1e139, float("inf"), float("nan")]
    engine.executemany(
        "INSERT INTO facts (w, v, n, m) VALUES (9223372036854775807, -9223372036854775808, ?, ?)",
        [(one, other) for one in extremes for other in extremes],
    )
    extra = ", 0.5" if name == "quantile_cont" else ""
    ran(engine, f"SELECT {name}({column}{extra}) AS a FROM facts")
    ran(engine, f"SELECT {name}({column}{extra}) OVER (ORDER BY w) AS a FROM facts")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="0123456789+-.eE: T", max_size=30))
def test_a_text_becomes_anything_or_nothing(engine: duckdb.DuckDBPyConnection, text: str) -> None:
    engine.execute("DELETE FROM facts")
    engine.execute("INSERT INTO facts (t) VALUES (?)", [text])
    for source, wanted in CASTS:
        if source == "VARCHAR":
            assert ran(engine, f"SELECT CAST(t AS {wanted}) AS a FROM facts")
            assert ran(engine, f"SELECT CAST('{text}' AS {wanted}) AS a FROM facts")


def test_nearly_all_of_the_grammar_is_allowed(engine: duckdb.DuckDBPyConnection) -> None:
    grammar = Grammar(random.Random(1), {"facts": COLUMNS})
    texts = [grammar.expression(kind, COLUMNS, 3) for kind in COLUMNS.values() for _ in range(20)]
    allowed = sum(ran(engine, f"SELECT {text} AS a FROM facts") for text in texts)
    assert allowed > 0.95 * len(texts), "else the tests above prove little"
