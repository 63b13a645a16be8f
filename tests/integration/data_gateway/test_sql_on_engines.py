"""Every function of the SQL door gives the same on DuckDB and on a real PostgreSQL, edge values included."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from data_gateway.engines.duckdb_parser_check import check_statement
from data_gateway.queries.sql_aggregates import AGGREGATES, WINDOW_FUNCTIONS
from data_gateway.queries.sql_dates import DATES
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_functions import SCALARS
from data_gateway.queries.sql_postgres import PRELUDE
from data_gateway.queries.sql_written import View

VALUES: dict[str, tuple[str, list[Any]]] = {
    "n": ("BIGINT", [None, 0, 1, -1, 7, 12, 30, 2024, 2**63 - 1, -(2**63)]),
    "m": ("BIGINT", [None, 0, 1, -1, 2, 3, 5, 60, 400_000_000, 2**62]),
    "x": (
        "DOUBLE",
        [None, 0.0, 1.5, 2.5, -2.5, 3.7, 0.1, 100.0, 1e300, -1e300, 1e-300, math.inf, -math.inf, math.nan],
    ),
    "y": ("DOUBLE", [None, 0.0, -1.0, 2.0, 0.5, 3.0, 1e10, 1e200, 1e-200, math.inf, math.nan]),
    "s": (
        "VARCHAR",
        [
            *(
                None,
                "",
                " ",
                "abc",
                "ABC",
                "a%b",
                "Éa",
                "straße",
                "it's",
                "a\\b",
                " 12 ",
                "-7",
                "1.5",
                "+.5e2",
            ),
            *("1e400", "1e-400", "99999999999999999999", "2026-02-28", "2026-02-30", "0000-01-01", "NaN"),
            *("2024-02-29 10:00:00.5", "2026-01-01T25:00", "2026-01-01T23:59", "true"),
        ],
    ),
    "r": ("VARCHAR", [None, "", "a", "b", "ABC", "é", "Z", "_"]),
    "d": ("DATE", [None, *map(date.fromisoformat, ("1000-01-01", "2024-02-29", "2026-01-31", "8000-12-31"))]),
    "e": ("DATE", [None, *map(date.fromisoformat, ("1970-01-01", "2025-12-28", "2026-08-01"))]),
    "t": (
        "TIMESTAMP",
        [
            None,
            *map(datetime.fromisoformat, ("1000-01-01T00:00", "2026-01-31T23:59:59.999", "2024-02-29T12:30")),
        ],
    ),
    "u": ("TIMESTAMP", [None, *map(datetime.fromisoformat, ("1969-12-31T23:00", "2026-02-01T00:00"))]),
    "b": ("BOOLEAN", [None, True, False]),
}
UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
ROWS_TESTED = 150

SCALAR = [
    *("n + m", "n - m", "n * m", "n % m", "mod(n, m)", "-n", "abs(n)", "n / m", "x + y", "x - y", "x * y"),
    *(
        "x / y",
        "-x",
        "abs(x)",
        "round(x)",
        "round(x, 2)",
        "floor(x)",
        "ceil(x)",
        "sqrt(x)",
        "ln(x)",
        "log10(x)",
    ),
    *("log2(x)", "exp(x)", "power(x, y)", "power(x, 2)", "isnan(x)", "x + n", "n > x", "x = y", "n = 7"),
    *("lower(s)", "upper(s)", "trim(s)", "ltrim(s)", "rtrim(s)", "length(s)", "left(s, 2)", "right(s, 2)"),
    *("substring(s, 2)", "substring(s, 2, 3)", "substring(s, n, m)", "left(s, n)", "strpos(s, r)", "s || r"),
    *("replace(s, 'a', 'xy')", "concat(s, r, 'é')", "contains(s, r)", "starts_with(s, r)", "ends_with(s, r)"),
    *(
        "regexp_matches(s, '^[a-z]{2,3}')",
        r"regexp_matches(s, '\.5|(ab|B)c')",
        "s LIKE 'a%b'",
        "s ILIKE '%A_'",
    ),
    *("s NOT LIKE '%1%'", "coalesce(s, r, 'none')", "coalesce(n, x)", "greatest(n, m, 3)", "least(s, r)"),
    *("greatest(d, e)", "nullif(n, m)", "if(b, n, m)", "s < r", "s BETWEEN 'A' AND 'b'", "s IN ('abc', 'é')"),
    *(
        "n IN (1, 2.5)",
        "b AND n > 1",
        "b OR n > 1",
        "NOT b",
        "b IS TRUE",
        "s IS NULL",
        "n IS DISTINCT FROM m",
    ),
    *(
        "x IS NOT DISTINCT FROM y",
        "CASE WHEN n > 1 THEN 'hi' WHEN b THEN s END",
        "CASE n WHEN 1 THEN 2.5 ELSE m END",
    ),
    *(
        "CAST(s AS BIGINT)",
        "CAST(s AS DOUBLE)",
        "CAST(s AS DATE)",
        "CAST(s AS TIMESTAMP)",
        "CAST(x AS BIGINT)",
    ),
    *(
        "CAST(n AS DOUBLE)",
        "CAST(b AS BIGINT)",
        "CAST(d AS TIMESTAMP)",
        "CAST(t AS DATE)",
        "CAST(n AS VARCHAR)",
    ),
    *("CAST(d AS VARCHAR)", "CAST(t AS VARCHAR)", "CAST(b AS VARCHAR)", "d > '2025-01-01'", "d <= t"),
    *("d - e", "d + m", "d - m", "d + INTERVAL 1 MONTH", "d - INTERVAL '3' DAY", "t + n * INTERVAL '1' HOUR"),
    *(f"t + m * INTERVAL '1' {unit}" for unit in UNITS),
    *(f"t - 5 * INTERVAL '1' {unit}" for unit in UNITS),
    *(f"date_trunc('{unit}', t)" for unit in UNITS),
    *(f"{unit}(t)" for unit in (*UNITS, "dayofweek", "isodow", "dayofyear")),
    *(f"date_diff('{unit}', t, u)" for unit in UNITS if unit != "week"),
    *("date_trunc('month', d)", "extract(year FROM d)", "date_part('doy', t)", "make_date(n, m, 29)"),
    "make_date(year(t), month(u), day(t))",
]
AGGREGATE = [
    *(
        "count(*)",
        "count(s)",
        "count(DISTINCT s)",
        "count_if(b)",
        "sum(n)",
        "sum(x)",
        "avg(n % 100)",
        "avg(x)",
    ),
    *("min(s)", "max(s)", "min(d)", "max(x)", "bool_or(b)", "bool_and(b)", "stddev_samp(y)", "stddev_pop(y)"),
    *("var_samp(y)", "var_pop(y)", "median(y)", "quantile_cont(y, 0.9)", "sum(m) FILTER (WHERE n > 0)"),
]
OVER = "OVER (PARTITION BY b ORDER BY id)"
WINDOW = [
    *(f"{name}() {OVER}" for name in ("row_number", "rank", "dense_rank", "percent_rank", "cume_dist")),
    *(f"ntile(4) {OVER}", f"lag(n) {OVER}", f"lead(s, 2) {OVER}", f"lag(m, 1, 0) {OVER}"),
    *(f"first_value(s) {OVER}", f"last_value(n) {OVER}", f"sum(m) {OVER}", f"avg(y) {OVER}"),
    f"min(s) {OVER}",
    "count(*) OVER (ORDER BY s, id ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)",
    "rank() OVER (ORDER BY s DESC NULLS FIRST)",
    "sum(count(*)) OVER (ORDER BY b)",
]
WHOLE = [
    "SELECT a.id, c.s FROM facts a JOIN facts c ON a.id = c.n AND a.n > c.m",
    "SELECT a.id, c.id AS other FROM facts a LEFT JOIN facts c USING (n) WHERE a.b",
    "SELECT n, count(*) AS k FROM facts a FULL JOIN (SELECT m AS n FROM facts) c USING (n) GROUP BY n",
    "SELECT id FROM facts a WHERE EXISTS (SELECT 1 FROM facts c WHERE c.m = a.n AND c.b)",
    "SELECT id FROM facts a SEMI JOIN facts c ON a.n = c.m",
    "SELECT id FROM facts a ANTI JOIN facts c ON a.n = c.m",
    "SELECT id FROM facts WHERE n IN (SELECT m FROM facts WHERE b) OR s NOT IN (SELECT 'abc' FROM facts)",
    "SELECT id, (SELECT max(c.m) FROM facts c WHERE c.n = a.n) AS top FROM facts a",
    "WITH p AS (SELECT b, avg(y) AS v FROM facts GROUP BY b)"
    " SELECT f.id, p.v FROM facts f JOIN p ON f.b = p.b",
    "SELECT s FROM facts UNION SELECT r FROM facts",
    "SELECT s FROM facts INTERSECT SELECT r FROM facts ORDER BY s DESC LIMIT 2",
    "(SELECT n FROM facts EXCEPT SELECT m FROM facts) UNION ALL SELECT m FROM facts WHERE b",
    "SELECT DISTINCT s, b FROM facts ORDER BY s DESC, b LIMIT 7 OFFSET 2",
    "SELECT id, s FROM facts QUALIFY row_number() OVER (PARTITION BY s ORDER BY id) = 1 ORDER BY s",
    "SELECT date_trunc('year', t) AS year, count(*) AS k FROM facts GROUP BY 1 HAVING count(*) > 2"
    " ORDER BY k, 1",
    "SELECT upper(s) AS big, sum(n % 10) + count(*) AS k FROM facts GROUP BY upper(s)"
    " ORDER BY big NULLS FIRST",
    "SELECT * FROM (SELECT id, n FROM facts ORDER BY id LIMIT 5) q WHERE n > 0",
]

Run = Callable[[str], tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]


def rows() -> list[tuple[Any, ...]]:
    chance = random.Random(7)
    longest = max(len(values) for _, values in VALUES.values())
    cycles = [itertools.cycle(values) for _, values in VALUES.values()]
    every = [tuple(next(cycle) for cycle in cycles) for _ in range(longest)]
    more = [tuple(chance.choice(values) for _, values in VALUES.values()) for _ in range(ROWS_TESTED)]
    return [(place, *row) for place, row in enumerate(every + more)]


VIEW = View("omop", "facts", {"id": "BIGINT", **{name: type_ for name, (type_, _) in VALUES.items()}})


@pytest.fixture(scope="module")
def run(postgresql_socket: Path) -> Iterator[Run]:
    """The rows of one statement from both engines."""
    names = ["id", *VALUES]
    types = ["BIGINT", *(type_ for type_, _ in VALUES.values())]
    columns = ", ".join(f"{name} {type_}" for name, type_ in zip(names, types, strict=True))
    local = duckdb.connect()
    local.execute(f"CREATE TABLE facts ({columns})")
    local.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * len(names))})", rows())
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute("SET datestyle = 'ISO'")
        for statement in PRELUDE:
            server.execute(statement)
        server.execute(f"CREATE TEMP TABLE facts ({columns.replace('DOUBLE', 'DOUBLE PRECISION')})")
        with server.cursor() as cursor:
            cursor.executemany(f"INSERT INTO facts VALUES ({', '.join(['%s'] * len(names))})", rows())

        def both(sql: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
            query = checked(sql, [VIEW])
            written = render(query, Engine.DUCKDB, lambda dataset, table: table)
            check_statement(local, written, {"facts"} | {'"facts"'})
            theirs = render(query, Engine.POSTGRES, lambda dataset, table: table)
            return local.execute(written).fetchall(), server.execute(theirs).fetchall()

        yield both
    local.close()


def alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-290)
    return type(one) is type(other) and one == other


def same(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> list[tuple[Any, Any]]:
    assert len(one) == len(other)
    pairs = zip(sorted(one, key=repr), sorted(other, key=repr), strict=True)
    return [(a, b) for a, b in pairs if not all(alike(x, y) for x, y in zip(a, b, strict=True))]


@pytest.mark.parametrize("expression", SCALAR)
def test_an_expression_gives_the_same_on_both_engines(run: Run, expression: str) -> None:
    mine, theirs = run(f"SELECT id, {expression} AS value FROM facts")
    assert len(mine) > ROWS_TESTED
    assert same(mine, theirs) == []
    assert any(value is not None for _, value in mine), "a test that never sees a value proves nothing"


@pytest.mark.parametrize("expression", AGGREGATE)
def test_an_aggregate_gives_the_same_on_both_engines(run: Run, expression: str) -> None:
    mine, theirs = run(f"SELECT b, {expression} AS value FROM facts GROUP BY b")
    assert len(mine) == 3
    assert same(mine, theirs) == []


@pytest.mark.parametrize("expression", WINDOW)
def test_a_window_function_gives_the_same_on_both_engines(run: Run, expression: str) -> None:
    grouped = " GROUP BY b" if "count(*))" in expression else ""
    mine, theirs = run(f"SELECT {'b' if grouped else 'id'}, {expression} AS value FROM facts{grouped}")
    assert same(mine, theirs) == []


@pytest.mark.parametrize("statement", WHOLE)
def test_a_statement_gives_the_same_on_both_engines(run: Run, statement: str) -> None:
    mine, theirs = run(statement)
    assert mine
    if "ORDER BY s" in statement or "ORDER BY big" in statement:
        assert mine == theirs, "texts are ordered by their bytes on both"
    assert same(mine, theirs) == []


def test_every_function_of_the_whitelist_is_tested_here() -> None:
    text = " ".join([*SCALAR, *AGGREGATE, *WINDOW]).lower()
    known = {*SCALARS, *DATES, *AGGREGATES, *WINDOW_FUNCTIONS}
    spelled = {name: name.split(" ")[0] + "(" for name in known}
    units = {name: f"'{name.split(' ')[1]}'" for name in DATES if " " in name}
    missing = {name for name in known if spelled[name] not in text or units.get(name, "") not in text}
    assert missing == set()
