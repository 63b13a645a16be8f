"""Tables of a real PostgreSQL server, taken in as a site would from its own warehouse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.loading import ColumnChoices, SiteRules, load
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from governance.refusal import Refusal

REPOSITORY = Path(__file__).resolve().parents[3]
TABLES = """
CREATE SCHEMA clinic;
CREATE TABLE clinic.stay (
    person_id bigint, ward varchar(20), weight numeric(6, 2), urgent boolean, start date, seen timestamp,
    note text, score double precision);
INSERT INTO clinic.stay VALUES
    (1, 'A', 60.25, true, '2026-01-02', '2026-01-02 08:30:00.123456', E'two\\nlines, "quoted"', 0.1),
    (2, '', NULL, false, NULL, NULL, NULL, 1e300),
    (3, 'é', 71, NULL, '1931-12-31', '1999-12-31 23:59:59', '', 'NaN');
CREATE VIEW clinic.urgent AS SELECT person_id, ward FROM clinic.stay WHERE urgent;
CREATE TABLE clinic.empty (person_id bigint, code text);
CREATE TABLE public.other (person_id bigint);
INSERT INTO public.other VALUES (1);
"""


@pytest.fixture
def address(postgresql_socket: Path) -> Iterator[str]:
    name = f"clinic_{os.urandom(6).hex()}"
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}")
    url = f"postgresql://d2h@/{name}?host={postgresql_socket}"
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)
    yield url


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


def take_in(source: PostgresqlSource, datasets: Path, **rules: bool) -> Dataset:
    return load(
        *(source, datasets, "clinic", {}, ColumnChoices()),
        memory="300MB",
        threads=1,
        rules=SiteRules(**rules),
    ).dataset


def test_a_schema_of_tables_and_views_is_taken_in_with_its_types_and_every_value(
    address: str, datasets: Path
) -> None:
    dataset = take_in(PostgresqlSource(address, ("clinic.*",)), datasets)
    assert {name: table.rows for name, table in dataset.tables.items()} == {
        "stay": 3,
        "urgent": 1,
        "empty": 0,
    }
    types = {name: column.type for name, column in dataset.tables["stay"].columns.items()}
    assert types == {
        "person_id": "BIGINT",
        "ward": "VARCHAR",
        "weight": "DOUBLE",
        "urgent": "BOOLEAN",
        "start": "DATE",
        "seen": "TIMESTAMP",
        "note": "VARCHAR",
        "score": "DOUBLE",
    }
    table = parquet.read_table(load_dataset(datasets, "clinic").paths("stay"))
    with psycopg.connect(address) as connection:
        held = connection.execute("SELECT * FROM clinic.stay ORDER BY person_id").fetchall()
    for row, served in zip(held, table.to_pylist(), strict=True):
        for value, (name, got) in zip(row, served.items(), strict=True):
            expected = float(value) if name == "weight" and value is not None else value
            assert got == expected or str(got) == str(expected) == "nan", name


def test_without_a_choice_the_public_tables_are_taken(address: str, datasets: Path) -> None:
    assert set(take_in(PostgresqlSource(address), datasets).tables) == {"other"}


def test_all_tables_are_of_one_state_of_the_data_base(address: str, datasets: Path) -> None:
    """Rows that appear after the first table was copied are in none of the others."""
    from data_gateway.catalogue import postgresql_source

    copied = postgresql_source._copied
    copies: list[str] = []

    def copy_and_change(connection: psycopg.Connection, schema: str, name: str, folder: Path) -> object:
        done = copied(connection, schema, name, folder)
        copies.append(name)
        with psycopg.connect(address) as another:
            another.execute("INSERT INTO clinic.stay (person_id, urgent) VALUES (99, true)")
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postgresql_source, "_copied", copy_and_change)
        dataset = take_in(PostgresqlSource(address, ("clinic.urgent", "clinic.stay")), datasets)
    assert copies == ["urgent", "stay"]
    assert dataset.tables["stay"].rows == 3


def test_a_day_that_is_no_day_is_a_wrong_row(address: str, datasets: Path) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("INSERT INTO clinic.stay (person_id, start) VALUES (4, 'infinity'), (NULL, now())")
    source = PostgresqlSource(address, ("clinic.stay",))
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        take_in(source, datasets)
    assert caught.value.params["rows"] == 2
    assert take_in(source, datasets, leave_out_bad_rows=True).tables["stay"].rows == 3


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        (("clinic.nothing",), "load-table-unknown"),
        (("clinic.stay; DROP TABLE clinic.stay",), "load-table-unknown"),
        (('clinic."stay"',), "load-table-unknown"),
        (("clinic.stay", "clinic.*"), "load-table-twice"),
    ],
)
def test_tables_that_are_not_there_are_refused(
    address: str, datasets: Path, tables: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        take_in(PostgresqlSource(address, tables), datasets)
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM clinic.stay").fetchall() == [(3,)]


def test_a_type_without_a_faithful_one_is_refused_by_name(address: str, datasets: Path) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE scan (person_id bigint, at timestamptz)")
    with pytest.raises(Refusal, match="load-column-type") as caught:
        take_in(PostgresqlSource(address, ("scan",)), datasets)
    assert caught.value.params["column"] == "at"


def test_nobody_at_the_address_is_told_and_leaves_nothing(datasets: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="load-postgresql-away"):
        take_in(PostgresqlSource(f"postgresql://d2h@/nothing?host={tmp_path}"), datasets)
    assert list(datasets.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["postgresql://d2h:hunter2@host/db", "postgresql://host/db?password=hunter2&user=d2h"]
)
def test_a_password_in_the_address_is_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(Refusal, match="load-password-in-address") as caught:
        PostgresqlSource(address)
    assert "hunter2" not in str(caught.value)


PEAK = """
import resource, sys
from pathlib import Path
from data_gateway.catalogue.postgresql_source import PostgresqlSource
folder = Path(sys.argv[2]); folder.mkdir()
PostgresqlSource(sys.argv[1], (sys.argv[3],)).copy_into(folder)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_the_memory_of_a_copy_does_not_grow_with_the_table(address: str, tmp_path: Path) -> None:
    with psycopg.connect(address) as connection:
        for name, rows in (("small", 300_000), ("large", 3_000_000)):
            connection.execute(
                f"CREATE TABLE {name} AS SELECT n AS person_id, 'value number ' || n AS text,"
                f" n * 0.5 AS weight FROM generate_series(1, {rows}) n"
            )

    def peak(table: str) -> int:
        command = [sys.executable, "-c", PEAK, address, str(tmp_path / table), table]
        return int(subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout)

    small, large = peak("small"), peak("large")
    assert large < small + 60_000, f"{small} KiB for a tenth of the rows, {large} KiB"
