"""DuckDB's own parser stops what the door would have to have let through by mistake."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from benchmarks.hostile_queries import FORBIDDEN_TABLES, STATEMENTS
from data_gateway.engines.duckdb_parser_check import check_statement
from governance.refusal import Refusal

VIEW = '"data set omop"."person"'
ATTACKS = [
    *(f"SELECT x FROM {table}" for table in FORBIDDEN_TABLES if table != '"data set omop".person'),
    *STATEMENTS,
    "SELECT * FROM 'file.parquet'",
    "SELECT * FROM src.map",
    'SELECT pseudonym FROM "data set omop"."person pseudonyms"',
    f"SELECT * FROM {VIEW}",
    f"SELECT getenv('HOME') FROM {VIEW}",
    f"SELECT error(x) FROM {VIEW}",
    f"SELECT stats(x) FROM {VIEW}",
    f"SELECT repeat('x', 4000000000) FROM {VIEW}",
    f"SELECT sleep_ms(60000) FROM {VIEW}",
    f"SELECT query('SELECT 1') FROM {VIEW}",
    f"SELECT main.lower(x) FROM {VIEW}",
    f"SELECT list_transform([1], lambda y: y) FROM {VIEW}",
    f"SELECT [y FOR y IN [1]] FROM {VIEW}",
    f"SELECT {{'a': 1}} FROM {VIEW}",
    f"SELECT COLUMNS(*) FROM {VIEW}",
    f"SELECT x::INTEGER[] FROM {VIEW}",
    f"SELECT x FROM {VIEW} TABLESAMPLE 10%",
    f"SELECT x FROM {VIEW} POSITIONAL JOIN {VIEW} AS b",
    f"SELECT x FROM {VIEW} QUALIFY true",
    f"SELECT x FROM {VIEW} GROUP BY GROUPING SETS ((x), ())",
    f"SELECT #1 FROM {VIEW}",
    f"SELECT $1 FROM {VIEW}",
    f"SELECT x FROM {VIEW}; SELECT 2",
    f"SELECT x FROM {VIEW}, read_text('/etc/hostname')",
    f"WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r, {VIEW}",
    f"WITH p AS (SELECT x FROM secret_table) SELECT x FROM p, {VIEW}",
    f"SELECT (SELECT max(v) FROM hidden) FROM {VIEW}",
    f"SELECT x COLLATE nocase FROM {VIEW}",
]
ALLOWED = [
    f'SELECT "t1"."x" AS "x" FROM {VIEW} AS "t1"',
    f'SELECT count(*) AS "n", sum("t1"."v") FILTER (WHERE true) AS "s" FROM {VIEW} AS "t1"'
    ' GROUP BY "t1"."x", "t1"."y"',
    f'WITH "q1" AS (SELECT "t1"."x" AS "x" FROM {VIEW} AS "t1") SELECT "t2"."x" AS "x" FROM "q1" AS "t2"',
    f'SELECT row_number() OVER (ORDER BY "t1"."x" ASC NULLS LAST) AS "r" FROM {VIEW} AS "t1" LIMIT 5',
    f'(SELECT "t1"."x" AS "x" FROM {VIEW} AS "t1") UNION ALL (SELECT "t2"."x" AS "x" FROM {VIEW} AS "t2")',
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute("SET enable_external_access = false")
        made.execute("SET lock_configuration = true")
        yield made


@pytest.mark.parametrize("sql", ATTACKS)
def test_what_is_no_select_over_views_with_listed_functions_is_refused(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> None:
    with pytest.raises(Refusal) as told:
        check_statement(connection, sql, {VIEW})
    assert told.value.code == "sql-engine-disagrees"
    assert told.value.params == {}, "nothing of the text goes back"


@pytest.mark.parametrize("sql", ALLOWED)
def test_what_the_door_writes_passes(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    check_statement(connection, sql, {VIEW})
