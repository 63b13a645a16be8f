"""The SELECTs of the first hours of a stay give the same on DuckDB and on a real PostgreSQL."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg

import d2h_sdk as d2h
from d2h_sdk.catalogue import Datasets
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.features.statement import select, together
from d2h_sdk.features.stays import of_admissions, of_index
from d2h_sdk.features.variables import checked as variables
from d2h_sdk.wire import ColumnMessage, DatasetMessage, TableMessage
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_postgres import PRELUDE
from data_gateway.queries.sql_written import View

SERVED = {
    "visit_occurrence": {
        **{"person_id": "BIGINT", "visit_occurrence_id": "BIGINT"},
        **{"visit_start_datetime": "TIMESTAMP", "visit_end_datetime": "TIMESTAMP"},
    },
    "measurement": {
        **{"person_id": "BIGINT", "measurement_concept_id": "BIGINT", "measurement_datetime": "TIMESTAMP"},
        **{"value_as_number": "DOUBLE", "unit_concept_id": "BIGINT"},
    },
    "drug_exposure": {"person_id": "BIGINT", "drug_concept_id": "BIGINT", "drug_exposure_start_date": "DATE"},
}
VIEWS = [View("omop", table, columns) for table, columns in SERVED.items()]
PULSE = d2h.concepts("measurement", 1, name="pulse")
HEPARIN = d2h.concepts("drug_exposure", 2, name="heparin")
BEGIN = datetime(2024, 1, 1, 7, 30)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Two hundred stays; values of both units, of one moment, missing, NaN and infinite among them."""
    chance = random.Random(4)
    visits: list[tuple[Any, ...]] = []
    measured: list[tuple[Any, ...]] = []
    drugs: list[tuple[Any, ...]] = []
    for person in range(1, 201):
        start = BEGIN + timedelta(days=chance.randrange(300))
        visits.append(
            (person, person + 1000, start, chance.choice([None, start + timedelta(hours=person % 100)]))
        )
        for _ in range(chance.randrange(10)):
            at = start + timedelta(hours=chance.choice([-3, 0, 5, 5, 30.25, 47.99, 48, 60]))
            value = chance.choice([None, math.nan, math.inf, 70.0, 81.5, chance.gauss(80, 9)])
            measured.append((person, chance.choice([1, 3]), at, value, chance.choice([None, 8541, 8541])))
        drugs.append((person, 2, (start + timedelta(days=chance.randrange(4))).date()))
    return {"visit_occurrence": visits, "measurement": measured, "drug_exposure": drugs}


def permitted() -> Permitted:
    tables = tuple(
        TableMessage(name=table, columns=tuple(ColumnMessage(name=n, type=t) for n, t in columns.items()))
        for table, columns in SERVED.items()
    )
    dataset = DatasetMessage(site="lyon", dataset="omop", title={}, mode="records", tables=tables)
    return Permitted(Datasets((dataset,), {}, {}))


def test_features_are_the_same_on_both_engines(postgresql_socket: Path) -> None:
    late = d2h.features.variable(d2h.concepts("measurement", 3, name="late"), hours=(5, 40), known=1.5)
    asked = variables([PULSE, HEPARIN, late], 48, None)
    cohort = d2h.cohort.first(HEPARIN).follow_up(90, death=False)
    origins = [
        of_admissions(48, False, None, permitted()),
        of_admissions(48, True, cohort, permitted()),
        of_index(48, cohort, permitted()),
    ]
    texts = [stays.select for stays in origins]
    texts += [select(members, stays, permitted()) for stays in origins for members in together(asked)]
    local = duckdb.connect()
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        for statement in PRELUDE:
            server.execute(statement)
        for table, data in rows().items():
            columns = ", ".join(f"{name} {type_}" for name, type_ in SERVED[table].items())
            local.execute(f"CREATE TABLE {table} ({columns})")
            server.execute(f"CREATE TEMP TABLE {table} ({columns.replace('DOUBLE', 'DOUBLE PRECISION')})")
            marks = len(SERVED[table])
            local.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * marks)})", data)
            with server.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * marks)})", data)
        for text in texts:
            query = checked(text, VIEWS)
            mine = local.execute(render(query, Engine.DUCKDB, lambda _, table: table)).fetchall()
            theirs = server.execute(render(query, Engine.POSTGRES, lambda _, table: table)).fetchall()
            assert len(mine) == len(theirs) > 5
            assert all(map(alike, sorted(mine, key=_keys), sorted(theirs, key=_keys))), text
    local.close()


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
