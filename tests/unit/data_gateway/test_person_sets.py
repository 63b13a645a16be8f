"""Persons counted by sets of bits: the same cells as by an entry for each group and person."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from data_gateway.aggregates.cells import cells_query, read_cells
from data_gateway.aggregates.request import Dimension, Plan
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.person_sets import MOST_BITS, make_sets, worth_sets
from data_gateway.engines.policy_view import PERSON
from data_gateway.engines.pseudonyms_in_place import PseudonymTable
from data_gateway.engines.view_names import map_name, schema_name, view_name
from data_gateway.queries.sql_engines import Engine

LOWEST, HIGHEST = -70, 900


def table(tmp_path: Path, ids: list[int]) -> PseudonymTable:
    told = {"id": ids, "pseudonym": [random.Random(each).getrandbits(63) for each in ids]}
    parquet.write_table(pa.table(told), tmp_path / "map.parquet")
    made = PseudonymTable.of(tmp_path / "map.parquet")
    assert made is not None
    return made


@pytest.mark.parametrize("by", [(), ("ward",), ("ward", "sex")])
@pytest.mark.parametrize("asked", ["true", '"sex" = ?', "false"])
def test_cells_are_those_of_adding_up_by_person(tmp_path: Path, by: tuple[str, ...], asked: str) -> None:
    chance = random.Random(1)
    known = [LOWEST, HIGHEST, *chance.sample(range(LOWEST + 1, HIGHEST), 600)]
    # Some persons have no pseudonym, within the reach of those who have one and beyond; some rows no id.
    persons = [chance.choice([*known, None, HIGHEST + 9, LOWEST - 9]) for _ in range(2_000)]
    persons += range(LOWEST, LOWEST + 200)
    rows = {
        PERSON: persons,
        "ward": [chance.choice(["A", "it's", None]) for _ in persons],
        "sex": [chance.choice(["f", "m"]) for _ in persons],
    }
    plan = Plan(
        dataset="clinic",
        table="stay",
        minimum=10,
        dimensions=tuple(Dimension(column, f'"{column}"', "VARCHAR") for column in by),
        measures=(),
        with_rows=False,
        where=asked,
        parameters=("f",) if "?" in asked else (),
    )
    query = cells_query(plan)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE SCHEMA {schema_name('clinic')}")
        make_sets(connection, "clinic", table(tmp_path, known))
        connection.register("held", pa.table(rows))
        connection.register("map", parquet.read_table(tmp_path / "map.parquet"))
        view = view_name(Engine.DUCKDB, "clinic", "stay", ids=True)
        connection.execute(
            f'CREATE TABLE {view} AS SELECT * REPLACE ("{PERSON}"::SMALLINT AS "{PERSON}") FROM held'
        )
        connection.execute(f"CREATE TABLE {map_name('clinic', ColumnRole.PERSON)} AS FROM map")
        told = []
        for sql in (query.sql, query.sql_of_sets):
            answer = connection.sql(sql, params=query.parameters or None).to_arrow_table()
            told.append(
                [
                    (cell.key, cell.persons, cell.rows, cell.sketches["persons"].round(9).tolist())
                    for cell in read_cells(plan, answer)
                ]
            )
    assert told[0] == told[1]
    assert bool(told[0]) == (asked != "false")


def test_sets_are_taken_where_they_are_small_beside_the_rows(tmp_path: Path) -> None:
    dense = table(tmp_path, [LOWEST, HIGHEST])
    bits = HIGHEST - LOWEST + 1
    assert worth_sets(10, 10 * bits, dense)
    assert not worth_sets(10, 10 * bits - 1, dense)
    assert not worth_sets(MOST_BITS // bits + 1, 10**12, dense)
