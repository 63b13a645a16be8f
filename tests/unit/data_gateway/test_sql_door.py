"""What d2h.sql takes, what it refuses and why, and what it makes of a query."""

from __future__ import annotations

import pytest

from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_postgres import PRELUDE
from data_gateway.queries.sql_written import View
from governance.refusal import Refusal

VIEWS = (
    View(
        "omop",
        "measurement",
        {
            **{"person_id": "BIGINT", "value": "DOUBLE", "unit": "VARCHAR", "taken": "TIMESTAMP"},
            **{"day": "DATE", "fasting": "BOOLEAN"},
        },
    ),
    View("omop", "person", {"person_id": "BIGINT", "year_of_birth": "BIGINT"}),
    View("labs", "person", {"person_id": "BIGINT", "site_code": "VARCHAR"}),
)


def refused(sql: str) -> Refusal:
    with pytest.raises(Refusal) as told:
        checked(sql, VIEWS)
    return told.value


def written(sql: str, engine: Engine = Engine.DUCKDB) -> str:
    return render(checked(sql, VIEWS), engine, lambda dataset, table: f"<{dataset}.{table}>")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM measurement",
        "select Unit, VALUE from Measurement m where M.value > 3;",
        "SELECT unit, count(*) FROM measurement GROUP BY unit HAVING count(*) > 5 ORDER BY 2 DESC LIMIT 3",
        "SELECT m.*, p.year_of_birth FROM measurement m JOIN omop.person p USING (person_id)",
        "SELECT a.unit FROM measurement a LEFT JOIN omop.person b ON a.person_id = b.person_id"
        " AND a.value > 2",
        "WITH big AS (SELECT person_id, max(value) AS v FROM measurement GROUP BY person_id)"
        " SELECT v FROM big",
        "SELECT unit FROM measurement UNION SELECT site_code FROM labs.person",
        "SELECT person_id FROM measurement QUALIFY rank() OVER (ORDER BY value) = 1",
        "SELECT person_id FROM omop.person p WHERE EXISTS"
        " (SELECT 1 FROM measurement m WHERE m.person_id = p.person_id AND m.value > 3)",
        "SELECT value FROM measurement WHERE taken BETWEEN '2026-01-01' AND '2026-01-31 12:00'",
        'SELECT value AS "the mean, mg/dL" FROM measurement',
        "SELECT value AS année FROM measurement -- a comment",
        "SELECT taken + INTERVAL 1 DAY - INTERVAL '2' HOURS AS t FROM measurement",
        "SELECT CASE unit WHEN 'mg/dL' THEN value / 18 ELSE value END AS v FROM measurement",
    ],
)
def test_ordinary_research_queries_are_taken(sql: str) -> None:
    assert written(sql).startswith(("SELECT", "WITH", "(SELECT"))


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        *(
            (sql, "sql-not-one-select")
            for sql in ("", ";", "SELECT 1; SELECT 2", "DROP TABLE person", "COPY x TO 'y'")
        ),
        *((sql, "sql-not-one-select") for sql in ("ATTACH 'x'", "PRAGMA x", "SET a = 1", "EXPLAIN SELECT 1")),
        ("SELECT 1 AS one", "sql-without-table"),
        ("SELECT unit FROM measurement WHERE (", "sql-unparsable"),
        ("SELECT 'open FROM measurement", "sql-unparsable"),
        ("SELECT x FROM nowhere", "sql-table"),
        ("SELECT unit FROM secret.measurement", "sql-table"),
        ('SELECT unit FROM "data set omop"."measurement"', "sql-table"),
        ('SELECT unit FROM "data set omop"."person pseudonyms"', "sql-table"),
        ("SELECT name FROM sqlite_master", "sql-table"),
        ("SELECT x FROM 'file.csv'", "sql-table"),
        ("SELECT person_id FROM person", "sql-table-ambiguous"),
        ("SELECT name FROM measurement", "sql-column"),
        ('SELECT "the person" FROM measurement', "sql-column"),
        ('SELECT count(DISTINCT "the person") AS n FROM measurement', "sql-column"),
        ("SELECT rowid FROM measurement", "sql-column"),
        ("SELECT m FROM measurement AS m", "sql-column"),
        ("SELECT value AS v FROM measurement WHERE v > 1", "sql-column"),
        (
            "SELECT person_id FROM measurement m JOIN omop.person p ON m.person_id = p.person_id",
            "sql-column-ambiguous",
        ),
        ("SELECT unit, UNIT FROM measurement", "sql-column-twice"),
        ("SELECT 1 AS a FROM measurement, omop.person", "sql-join-without-equality"),
        ("SELECT 1 AS a FROM measurement m JOIN omop.person p ON true", "sql-join-without-equality"),
        (
            "SELECT 1 AS a FROM measurement m JOIN omop.person p ON m.person_id > p.person_id",
            "sql-join-without-equality",
        ),
        (
            "SELECT 1 AS a FROM measurement m JOIN omop.person p ON m.person_id = 3",
            "sql-join-without-equality",
        ),
        ("SELECT 1 AS a FROM measurement CROSS JOIN omop.person", "sql-construct"),
        ("SELECT 1 AS a FROM measurement NATURAL JOIN omop.person", "sql-construct"),
        (
            "SELECT 1 AS a FROM measurement m ASOF JOIN omop.person p ON m.person_id = p.person_id",
            "sql-construct",
        ),
        ("SELECT 1 AS a FROM measurement m, LATERAL (SELECT m.unit) x", "sql-construct"),
        ("SELECT unit FROM measurement TABLESAMPLE 1%", "sql-construct"),
        ("WITH RECURSIVE r AS (SELECT 1 AS n) SELECT n FROM r", "sql-construct"),
        ("SELECT * EXCLUDE (unit) FROM measurement", "sql-construct"),
        ("SELECT * REPLACE (1 AS unit) FROM measurement", "sql-construct"),
        ("SELECT COLUMNS(*) FROM measurement", "sql-construct"),
        ("SELECT #1 FROM measurement", "sql-construct"),
        ("SELECT $1 AS a FROM measurement", "sql-construct"),
        ("SELECT ? AS a FROM measurement", "sql-construct"),
        ("SELECT [1, 2] AS a FROM measurement", "sql-construct"),
        ("SELECT {'a': 1} AS a FROM measurement", "sql-construct"),
        ("SELECT unit COLLATE nocase AS a FROM measurement", "sql-construct"),
        ("SELECT $$x$$ AS a FROM measurement", "sql-construct"),
        ("SELECT value FROM measurement WHERE value > ALL (SELECT 1)", "sql-construct"),
        ("SELECT sum(value) OVER w AS s FROM measurement WINDOW w AS ()", "sql-construct"),
        ("SELECT unit FROM measurement GROUP BY ROLLUP (unit)", "sql-construct"),
        ("SELECT unit FROM measurement GROUP BY ALL", "sql-construct"),
        ("SELECT DISTINCT ON (unit) unit FROM measurement", "sql-construct"),
        ("SELECT unit FROM measurement FOR UPDATE", "sql-construct"),
        ("SELECT unit FROM measurement UNION ALL BY NAME SELECT unit FROM measurement", "sql-construct"),
        ("SELECT unit FROM measurement EXCEPT ALL SELECT unit FROM measurement", "sql-construct"),
        ("SELECT x FROM (SELECT 1 AS y) AS t(x), measurement", "sql-construct"),
        ("SELECT x FROM read_csv('/etc/passwd')", "sql-construct"),
        ("SELECT x FROM range(10)", "sql-construct"),
        ("SELECT x FROM (VALUES (1)) AS v", "sql-construct"),
        ("SELECT getenv('HOME') AS a FROM measurement", "sql-function"),
        ("SELECT repeat(unit, 9) AS a FROM measurement", "sql-function"),
        ("SELECT now() AS a FROM measurement", "sql-function"),
        ("SELECT random() AS a FROM measurement", "sql-function"),
        ("SELECT error('x') AS a FROM measurement", "sql-function"),
        ('SELECT "lower"(unit) AS a FROM measurement', "sql-construct"),
        ("SELECT main.lower(unit) AS a FROM measurement", "sql-construct"),
        ("SELECT list_transform([1], x -> x) AS a FROM measurement", "sql-construct"),
        ("SELECT median(value) OVER () AS a FROM measurement", "sql-function"),
        ("SELECT row_number() AS a FROM measurement", "sql-window-alone"),
        ("SELECT row_number() OVER () AS a FROM measurement", "sql-window-order"),
        ("SELECT unit + 1 AS a FROM measurement", "sql-argument"),
        ("SELECT lower(value) AS a FROM measurement", "sql-argument"),
        ("SELECT substring(unit, 'a') AS a FROM measurement", "sql-argument"),
        ("SELECT quantile_cont(value, 2) AS a FROM measurement", "sql-argument"),
        ("SELECT value FROM measurement WHERE unit = 3", "sql-types"),
        ("SELECT value FROM measurement WHERE unit", "sql-types"),
        ("SELECT coalesce(unit, value) AS a FROM measurement", "sql-argument"),
        ("SELECT CAST(value AS VARCHAR) AS a FROM measurement", "sql-types"),
        ("SELECT CAST(unit AS INTEGER[]) AS a FROM measurement", "sql-cast-type"),
        ("SELECT CAST(unit AS DECIMAL(3, 1)) AS a FROM measurement", "sql-cast-type"),
        ("SELECT CAST(taken AS TIMESTAMPTZ) AS a FROM measurement", "sql-cast-type"),
        ("SELECT value FROM measurement WHERE taken > 'yesterday'", "sql-date-text"),
        ("SELECT value FROM measurement WHERE unit LIKE unit", "sql-pattern"),
        ("SELECT value FROM measurement WHERE unit LIKE 'a\\%'", "sql-pattern"),
        ("SELECT value FROM measurement WHERE unit LIKE '" + "%a" * 11 + "'", "sql-pattern"),
        ("SELECT value FROM measurement WHERE regexp_matches(unit, '(a+)+$')", "sql-pattern"),
        ("SELECT value FROM measurement WHERE regexp_matches(unit, '(')", "sql-pattern"),
        ("SELECT value FROM measurement WHERE regexp_matches(unit, '[z-a]')", "sql-pattern"),
        ("SELECT value FROM measurement WHERE regexp_matches(unit, '[a--]')", "sql-pattern"),
        ("SELECT unit, value FROM measurement GROUP BY unit", "sql-not-grouped"),
        ("SELECT * FROM measurement HAVING count(*) > 1", "sql-not-grouped"),
        ("SELECT count(*) AS n FROM measurement ORDER BY unit", "sql-not-grouped"),
        ("SELECT value FROM measurement WHERE count(*) > 1", "sql-aggregate-place"),
        ("SELECT sum(count(*)) AS a FROM measurement", "sql-aggregate-place"),
        ("SELECT value FROM measurement WHERE rank() OVER (ORDER BY value) = 1", "sql-aggregate-place"),
        ("SELECT unit FROM measurement GROUP BY 3", "sql-position"),
        ("SELECT DISTINCT unit FROM measurement ORDER BY value", "sql-order-column"),
        ("SELECT value FROM measurement WHERE value = (SELECT value FROM measurement)", "sql-subquery-rows"),
        (
            "SELECT value FROM measurement WHERE value IN (SELECT unit, value FROM measurement)",
            "sql-subquery-columns",
        ),
        ("SELECT unit FROM measurement UNION SELECT unit, value FROM measurement", "sql-union-columns"),
        ("SELECT unit FROM measurement UNION SELECT value FROM measurement", "sql-union-types"),
        ("SELECT NULL AS a FROM measurement", "sql-null-without-type"),
        ("SELECT unit FROM measurement LIMIT (SELECT 1)", "sql-limit"),
        ("SELECT unit FROM measurement LIMIT 10 PERCENT", "sql-construct"),
        ("SELECT 99999999999999999999 AS a FROM measurement", "sql-number"),
        ("SELECT date_trunc('decade', taken) AS a FROM measurement", "sql-unit"),
        ("SELECT unit FROM measurement JOIN measurement USING (person_id)", "sql-table-twice"),
        (f'SELECT unit AS "{"a" * 64}" FROM measurement', "sql-name"),
        ('SELECT unit AS "a""b" FROM measurement', "sql-name"),
        ("SELECT '" + "x" * 20_001 + "' AS a FROM measurement", "sql-too-long"),
        ("SELECT " + "(" * 60 + "value" + ")" * 60 + " AS a FROM measurement", "sql-too-complex"),
        ("SELECT " + "- " * 900 + "value AS a FROM measurement", "sql-too-complex"),
        ("SELECT " + "NOT " * 900 + "fasting AS a FROM measurement", "sql-too-complex"),
        ("SELECT value FROM measurement WHERE value IN (" + "1," * 2_000 + "1)", "sql-too-complex"),
        (" UNION ALL ".join(["SELECT unit FROM measurement"] * 61), "sql-too-many-tables"),
        ("SELECT " + " || ".join(["unit"] * 60) + " AS a FROM measurement", "sql-too-complex"),
        (
            "SELECT replace(replace(unit, 'a', 'bbbbbbbb'), 'b', 'cccccccc') AS a FROM measurement",
            "sql-too-complex",
        ),
    ],
)
def test_everything_else_is_refused_with_its_reason(sql: str, code: str) -> None:
    assert refused(sql).code == code


def test_a_refusal_names_the_construct_and_never_a_value() -> None:
    told = refused("SELECT getenv('SECRET_42') FROM measurement")
    assert told.params["function"] == "getenv" and "quantile_cont" in str(told.params["known"])
    assert "SECRET" not in str(told)
    assert refused("SELECT * FROM measurement TABLESAMPLE 42%").params == {"construct": "TABLE SAMPLE"}
    for sql in (
        "SELECT value FROM measurement WHERE unit = 42",
        "SELECT 'SECRET_42' + 1 AS a FROM measurement",
    ):
        assert "42" not in str(refused(sql))
    told = refused("SELECT unit\nFROM measurement\nWHERE unit = = 'SECRET_42'")
    assert told.code == "sql-unparsable" and told.params["line"] == 3
    assert "SECRET" not in str(told)


def test_common_tables_cannot_multiply_into_a_bomb() -> None:
    steps = ["a0 AS (SELECT person_id FROM measurement)"]
    for place in range(12):
        steps.append(
            f"a{place + 1} AS (SELECT x.person_id FROM a{place} x JOIN a{place} y USING (person_id))"
        )
    assert refused(f"WITH {', '.join(steps)} SELECT * FROM a12").code == "sql-too-many-tables"


def test_texts_cannot_double_through_subqueries() -> None:
    sql = "SELECT unit AS u FROM measurement"
    for _ in range(8):
        sql = f"SELECT u || u AS u FROM ({sql}) x"
    assert refused(sql).code == "sql-too-complex"


def test_written_text_cannot_explode() -> None:
    divisor = "value"
    for _ in range(20):
        divisor = f"(1 / {divisor})"
    assert refused(f"SELECT {divisor} AS a FROM measurement").code == "sql-too-complex"


def test_what_runs_names_views_and_columns_in_full_and_nothing_as_it_was_typed() -> None:
    sql = written("SELECT Unit, /* x */ 'it''s' AS b FROM MEASUREMENT zz WHERE zz.value>1 -- y")
    assert sql == (
        'SELECT "t1"."unit" AS "Unit", \'it\'\'s\' AS "b" FROM <omop.measurement> AS "t1"'
        ' WHERE ("t1"."value" > CAST(\'1.0\' AS DOUBLE))'
    )


def test_spark_reads_a_text_with_a_backslash_as_the_same_text() -> None:
    sql = written(r"SELECT 'a\b''c' AS b FROM measurement", Engine.SPARK)
    assert r"'a\\b\'c' AS `b`" in sql


def test_each_engine_is_written_in_its_own_words() -> None:
    sql = "SELECT quantile_cont(value, 0.9) AS q, max(unit) AS u FROM measurement WHERE unit > 'a'"
    assert "quantile_cont(" in written(sql)
    postgres, spark = written(sql, Engine.POSTGRES), written(sql, Engine.SPARK)
    assert "WITHIN GROUP (ORDER BY" in postgres and postgres.count('COLLATE "C"') == 2
    assert "percentile(" in spark and "`t1`.`unit`" in spark and '"' not in spark
    assert all("pg_temp.d2h_" in statement for statement in PRELUDE)


def test_the_audit_keeps_names_and_a_text_without_values() -> None:
    asked = (
        "SELECT unit, sum(value) AS s FROM measurement"
        " WHERE unit = 'HIV-12777' /* Mr X */ AND value > 41 GROUP BY 1"
    )
    query = checked(asked, VIEWS)
    assert query.tables == (("omop", "measurement"),)
    assert query.read == (("omop", "measurement", "unit"), ("omop", "measurement", "value"))
    assert query.functions == ("sum",)
    assert (
        query.asked
        == "SELECT unit , sum ( value ) AS s FROM measurement WHERE unit = ? AND value > ? GROUP BY ?"
    )
    assert len(query.digest) == 64 and query.digest != checked(asked + " ", VIEWS).digest
