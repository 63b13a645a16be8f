"""SQL over Flight against a real gateway: what research needs comes, what attacks want does not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from benchmarks.hostile_queries import FORBIDDEN_COLUMNS, FORBIDDEN_TABLES, HOSTILE_CALLS, STATEMENTS
from d2h_sdk.wire import SqlRequest
from data_gateway.patients.opposition import replace_opposition

from .conftest import PERSONS, SECRET, RunningSite, refused

ATTACKS = [
    *STATEMENTS,
    *(f"SELECT {column} AS x FROM person" for column in FORBIDDEN_COLUMNS),
    *(f"SELECT * FROM {table}" for table in FORBIDDEN_TABLES),
    *(f"SELECT {call} AS x FROM measurement JOIN person USING (person_id)" for call in HOSTILE_CALLS),
    "SELECT value_source_value FROM measurement UNION SELECT person_source_value FROM person",
    'SELECT * FROM (SELECT * FROM (SELECT * FROM "data set omop"."person pseudonyms") a) b',
    "WITH person AS (SELECT * FROM duckdb_tables()) SELECT * FROM person",
    "SELECT (SELECT max(person_source_value) FROM person) AS x FROM measurement",
    "SELECT * FROM measurement ORDER BY person_source_value",
    "SELECT count(*) AS n FROM measurement GROUP BY person_source_value",
    "SELECT lag(measurement_id) OVER (ORDER BY value_as_number) AS x FROM measurement",
    "SELECT measurement_concept_id FROM measurement JOIN person ON person.person_source_value = 'IPP0000001'",
    'SELECT year_of_birth FROM person WHERE person_id IN (SELECT id FROM "person pseudonyms")',
    "SELECT year_of_birth FROM person;--\nDROP VIEW person",
    "SELECT year_of_birth FROM person WHERE '\\' = ' OR 1=1 UNION SELECT person_source_value FROM person --'",
]


def sql(site: RunningSite, token: str | None, text: str) -> pa.Table:
    return site.get(token, SqlRequest(sql=text or " ").model_dump_json().encode())


@pytest.fixture
def token(site: RunningSite) -> str:
    return site.token(site.permit())


def test_a_query_gives_the_rows_that_reading_gives(site: RunningSite, token: str) -> None:
    read = site.read(token, "measurement").to_pandas()
    asked = sql(
        site,
        token,
        "SELECT measurement_concept_id AS concept, count(*) AS n, avg(value_as_number) AS mean,"
        " count(DISTINCT person_id) AS persons FROM measurement GROUP BY 1 ORDER BY concept",
    ).to_pylist()
    assert [row["concept"] for row in asked] == [1, 2]
    for row in asked:
        mine = read[read["measurement_concept_id"] == row["concept"]]
        assert (row["n"], row["persons"]) == (len(mine), mine["person_id"].nunique())
        assert row["mean"] == pytest.approx(mine["value_as_number"].mean())
    joined = sql(
        site, token, "SELECT p.person_id FROM person p JOIN visit_occurrence v ON v.person_id = p.person_id"
    )
    assert set(joined["person_id"].to_pylist()) == set(site.read(token, "person")["person_id"].to_pylist())


def test_no_attack_gets_anything_but_a_code(site: RunningSite, token: str) -> None:
    answered = []
    for attack in ATTACKS:
        try:
            answer = sql(site, token, attack)
        except pa.ArrowException:
            told = refused(lambda text=attack: sql(site, token, text))  # type: ignore[misc]
            assert told.code.startswith("sql-"), f"{attack}: {told.code}"
            assert SECRET not in told.model_dump_json() and "IPP" not in told.model_dump_json()
        else:
            answered.append(attack)
            shown = str(answer.to_pylist())
            assert SECRET not in shown and "IPP" not in shown, attack
    assert len(answered) < len(ATTACKS) / 5, answered
    assert all("/etc" not in attack and "duckdb_" not in attack for attack in answered), answered
    assert len(site.read(token, "person")) == PERSONS, "no attack changed what others read"


@pytest.mark.parametrize(
    "condition",
    [
        "CASE WHEN value_source_value <> 'ok' THEN CAST(value_source_value AS BIGINT) > -1 ELSE true END",
        "1 / (measurement_concept_id - 3) < 1000",
        "measurement_concept_id % (measurement_concept_id - 3) IS NOT NULL",
        "length(replace(value_source_value, 'HIV', '" + "x" * 100 + "')) < 90",
        "sqrt(2 - measurement_concept_id) IS NOT NULL OR true",
        "9223372036854775807 - 2 + measurement_concept_id > 0",
        "make_date(2026, 10 + measurement_concept_id, 1) > '2000-01-01'",
        "measurement_datetime + (measurement_concept_id - 2) * 100000000000 * INTERVAL '1' YEAR IS NULL"
        " OR true",
    ],
)
def test_no_condition_fails_or_counts_on_a_row_outside_the_permit(
    site: RunningSite, token: str, condition: str
) -> None:
    """Concept 3 holds SECRET, and these would fail or hold on it alone."""
    answer = sql(site, token, f"SELECT count(*) AS n FROM measurement WHERE {condition}")
    assert answer["n"].to_pylist() == [2 * PERSONS]


def test_statistics_of_a_column_do_not_show_rows_outside_the_permit(site: RunningSite, token: str) -> None:
    answer = sql(
        site,
        token,
        "SELECT max(value_source_value) AS a, min(value_source_value) AS b,"
        " max(length(value_source_value)) AS c, max(measurement_concept_id) AS d FROM measurement",
    )
    assert answer.to_pylist() == [{"a": "9", "b": "1", "c": 2, "d": 2}]


def test_an_opposed_patient_is_in_no_count_of_the_next_query(site: RunningSite, token: str) -> None:
    count = "SELECT count(*) AS n, count(DISTINCT person_id) AS persons FROM measurement"
    assert sql(site, token, count).to_pylist() == [{"n": 2 * PERSONS, "persons": PERSONS}]
    replace_opposition(site.folder.opposition, frozenset({"1", "2", "3"}))
    assert sql(site, token, count).to_pylist() == [{"n": 2 * PERSONS - 6, "persons": PERSONS - 3}]


def test_a_permit_for_aggregates_answers_no_sql(site: RunningSite) -> None:
    token = site.token(site.permit(mode="aggregates"))
    told = refused(lambda: sql(site, token, "SELECT count(*) AS n FROM person"))
    assert (told.code, told.params["table"]) == ("aggregates-only", "person")


def test_no_token_no_query(site: RunningSite) -> None:
    assert refused(lambda: sql(site, None, "SELECT count(*) AS n FROM person")).code == "access-missing"


def test_too_many_rows_are_refused_not_cut(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"sql_rows": 100})
    token = site.token(site.permit())
    assert len(sql(site, token, "SELECT person_id FROM person")) == PERSONS
    told = refused(lambda: sql(site, token, "SELECT person_id FROM measurement"))
    assert (told.code, told.params["limit"]) == ("query-too-many-rows", 100)


def test_a_bomb_of_joins_is_stopped(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"batch_seconds": 1})
    token = site.token(site.permit())
    joins = " ".join(
        f"JOIN measurement m{place} ON m{place}.unit_source_value = m0.unit_source_value"
        for place in range(1, 8)
    )
    start = time.monotonic()
    told = refused(lambda: sql(site, token, f"SELECT count(*) AS n FROM measurement m0 {joins}"))
    assert told.code in ("query-too-long", "query-too-large")
    assert time.monotonic() - start < 20
    assert len(sql(site, token, "SELECT person_id FROM person")) == PERSONS


def test_the_audit_holds_names_and_shape_of_a_query_and_no_value(site: RunningSite, token: str) -> None:
    sql(
        site,
        token,
        "SELECT lower(unit_source_value) AS u FROM measurement WHERE value_source_value = 'HIV-42'",
    )
    refused(lambda: sql(site, token, "SELECT getenv('HIV-43') AS u FROM measurement"))
    records = {record.event: record for record in site.audit()}
    details: dict[str, Any] = records["sql.finished"].details
    assert details["table"] == "measurement" and details["functions"] == ["lower"]
    assert set(details["columns"]) == {
        "omop.measurement.unit_source_value",
        "omop.measurement.value_source_value",
    }
    assert details["sql"].endswith("WHERE value_source_value = ?") and len(details["digest"]) == 64
    assert records["sql.started"].details["digest"] == details["digest"]
    assert records["read.refused"].details["code"] == "sql-function"
    assert not any("HIV-4" in str(record) for record in site.audit())
