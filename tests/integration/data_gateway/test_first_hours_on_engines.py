"""The SELECTs of cohorts and of first hours give the same on DuckDB, a real PostgreSQL and a real Spark."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pytest

import d2h_sdk as d2h
from d2h_sdk.catalogue import Datasets
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.features.statement import select, together
from d2h_sdk.features.stays import of_admissions, of_index
from d2h_sdk.features.variables import checked as variables
from d2h_sdk.wire import ColumnMessage, DatasetMessage, TableMessage
from data_gateway.catalogue.spark_session import opened, rows
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_postgres import PRELUDE
from data_gateway.queries.sql_written import View
from tests.integration.data_gateway.spark_cluster import SparkCluster

SERVED = {
    "person": {"person_id": "BIGINT", "gender_concept_id": "BIGINT", "year_of_birth": "BIGINT"},
    "visit_occurrence": {
        **{"person_id": "BIGINT", "visit_occurrence_id": "BIGINT"},
        **{"visit_start_datetime": "TIMESTAMP", "visit_end_datetime": "TIMESTAMP"},
    },
    "measurement": {
        **{"person_id": "BIGINT", "measurement_concept_id": "BIGINT", "measurement_datetime": "TIMESTAMP"},
        **{"value_as_number": "DOUBLE", "unit_concept_id": "BIGINT"},
    },
    "drug_exposure": {"person_id": "BIGINT", "drug_concept_id": "BIGINT", "drug_exposure_start_date": "DATE"},
    "condition_occurrence": {
        **{"person_id": "BIGINT", "condition_concept_id": "BIGINT"},
        "condition_start_datetime": "TIMESTAMP",
    },
    "observation_period": {
        **{"person_id": "BIGINT", "observation_period_start_date": "DATE"},
        "observation_period_end_date": "DATE",
    },
    "death": {"person_id": "BIGINT", "death_date": "DATE"},
}
VIEWS = [View("omop", table, columns) for table, columns in SERVED.items()]
PULSE = d2h.concepts("measurement", 1, name="pulse")
HEPARIN = d2h.concepts("drug_exposure", 2, name="heparin")
FALL = d2h.concepts("condition_occurrence", 4, name="fall")
FRACTURE = d2h.concepts("condition_occurrence", 5, 6, name="fracture")
BEGIN = datetime(2024, 1, 1, 7, 30)
Ask = Callable[[str], list[tuple[Any, ...]]]


def held() -> dict[str, list[tuple[Any, ...]]]:
    """Two hundred stays; values of both units, of one moment, missing, NaN and infinite among them."""
    chance = random.Random(4)
    found: dict[str, list[tuple[Any, ...]]] = {table: [] for table in SERVED}
    for person in range(1, 201):
        start = BEGIN + timedelta(days=chance.randrange(300))
        end = chance.choice([None, start + timedelta(hours=person % 100)])
        found["visit_occurrence"].append((person, person + 1000, start, end))
        for _ in range(chance.randrange(10)):
            at = start + timedelta(hours=chance.choice([-3, 0, 5, 5, 30.25, 47.99, 48, 60]))
            value = chance.choice([None, math.nan, math.inf, 70.0, 81.5, chance.gauss(80, 9)])
            unit = chance.choice([None, 8541, 8541])
            found["measurement"].append((person, chance.choice([1, 3]), at, value, unit))
        given = (start + timedelta(days=chance.randrange(4))).date()
        found["drug_exposure"].append((person, 2, given))
        born = chance.choice([None, 1930 + chance.randrange(70)])
        found["person"].append((person, chance.choice([8507, 8532, 0]), born))
        for _ in range(chance.randrange(5)):
            fell = start + timedelta(days=chance.randrange(-400, 400), hours=chance.randrange(24))
            found["condition_occurrence"].append((person, chance.choice([4, 5, 6, 7]), fell))
        since = date(2023, 1, 1) + timedelta(days=chance.randrange(500))
        found["observation_period"].append((person, since, since + timedelta(days=chance.randrange(900))))
        if person % 5 == 0:
            found["death"].append((person, given + timedelta(days=chance.randrange(300))))
    return found


def permitted() -> Permitted:
    tables = tuple(
        TableMessage(name=table, columns=tuple(ColumnMessage(name=n, type=t) for n, t in columns.items()))
        for table, columns in SERVED.items()
    )
    dataset = DatasetMessage(site="lyon", dataset="omop", title={}, mode="records", tables=tables)
    return Permitted(Datasets((dataset,), {}, {}))


def rendered(text: str, engine: Engine) -> str:
    return render(checked(text, VIEWS), engine, lambda _, table: table)


@pytest.fixture(scope="module")
def ours() -> Iterator[Ask]:
    local = duckdb.connect()
    for table, data in held().items():
        columns = ", ".join(f"{name} {type_}" for name, type_ in SERVED[table].items())
        local.execute(f"CREATE TABLE {table} ({columns})")
        local.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(SERVED[table]))})", data)
    yield lambda text: local.execute(rendered(text, Engine.DUCKDB)).fetchall()
    local.close()


@pytest.fixture(scope="module")
def postgres(postgresql_socket: Path) -> Iterator[Ask]:
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        for statement in PRELUDE:
            server.execute(statement)
        for table, data in held().items():
            columns = ", ".join(f"{name} {type_}" for name, type_ in SERVED[table].items())
            server.execute(f"CREATE TEMP TABLE {table} ({columns.replace('DOUBLE', 'DOUBLE PRECISION')})")
            with server.cursor() as cursor:
                marks = ", ".join(["%s"] * len(SERVED[table]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", data)
        yield lambda text: server.execute(rendered(text, Engine.POSTGRES)).fetchall()


ARROW = {"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us")}


@pytest.fixture(scope="module")
def spark(spark_cluster: SparkCluster) -> Iterator[Ask]:
    session = opened(spark_cluster.address, "omop")
    for table, data in held().items():
        columns = SERVED[table]
        arrow = {
            name: pa.array([row[at] for row in data], ARROW[type_], from_pandas=False)
            for at, (name, type_) in enumerate(columns.items())
        }
        types = ", ".join(f"{n} {t.replace('TIMESTAMP', 'TIMESTAMP_NTZ')}" for n, t in columns.items())
        session.createDataFrame(pa.table(arrow), types).createOrReplaceTempView(table)
    yield lambda text: rows(session, rendered(text, Engine.SPARK))
    session.stop()


@pytest.fixture(params=["postgres", "spark"])
def other(request: pytest.FixtureRequest) -> Ask:
    asked: Ask = request.getfixturevalue(request.param)
    return asked


def same(ours: Ask, other: Ask, text: str) -> int:
    mine, theirs = ours(text), other(text)
    assert len(mine) == len(theirs), text
    assert all(map(alike, sorted(mine, key=_keys), sorted(theirs, key=_keys))), text
    return len(mine)


def test_features_of_the_first_hours_are_the_same_on_every_engine(ours: Ask, other: Ask) -> None:
    late = d2h.features.variable(d2h.concepts("measurement", 3, name="late"), hours=(5, 40), known=1.5)
    asked = variables([PULSE, HEPARIN, late], 48, None)
    cohort = d2h.cohort.first(HEPARIN).follow_up(90, death=False)
    origins = [
        of_admissions(48, False, None, permitted()),
        of_admissions(48, True, cohort, permitted()),
        of_index(48, cohort, permitted()),
    ]
    for stays in origins:
        for members in together(asked):
            assert same(ours, other, select(members, stays, permitted())) > 5


COHORTS = {
    "every step": d2h.cohort.first(FALL, since="2023-06-01", until="2025-06-30")
    .washout(200)
    .age(25, 95)
    .sex(8507, 8532)
    .exclude(FRACTURE, days=(-30, 0))
    .require(HEPARIN, days=(None, 300))
    .observed(10)
    .follow_up(300, until="2025-03-01", outcome=FRACTURE, censor=HEPARIN),
    "last event": d2h.cohort.last(FRACTURE).exclude(FALL).follow_up(until="2024-12-31"),
}


@pytest.mark.parametrize("name", COHORTS)
def test_persons_and_flow_of_a_cohort_are_the_same_on_every_engine(ours: Ask, other: Ask, name: str) -> None:
    statement = COHORTS[name].statement(permitted())
    assert same(ours, other, statement.rows()) > 3
    assert same(ours, other, statement.counts(everybody=True)) == 1


def _keys(row: tuple[Any, ...]) -> str:
    """Persons, stays, variables and units are whole numbers: they tell the rows apart."""
    return repr([value for value in row if type(value) is int])


def alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )
