"""A site's mapping table on a connected data set: the rows are those that loading with it would give."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as postgresql
import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest
from data_gateway.catalogue.connecting import LiveSource, connect
from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.figures import stored_card
from data_gateway.catalogue.live_sources import counting
from data_gateway.catalogue.loading import ColumnChoices, SiteRules, load
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.postgresql_warehouse import PostgresqlWarehouse
from data_gateway.catalogue.spark_warehouse import SparkWarehouse
from data_gateway.catalogue.table_files import Engine
from data_gateway.catalogue.unmapped import unmapped_codes
from data_gateway.catalogue.unmapped_there import unmapped_codes_there
from data_gateway.engines.policy_database import PolicyDatabase
from data_gateway.queries.records import record_query
from data_gateway.site.folder import SiteFolder
from data_gateway.site.source_addresses import SourceAddresses
from governance.permits.document import PermitDocument
from governance.refusal import Refusal
from governance.source_file import SourceRefusal

from .spark_cluster import SparkCluster
from .warehouse import LIMITS, Backend, alike, elsewhere, in_order, maps

PERSONS = 40
MAPPING = """table,column,code,local_unit,concept_id,unit,factor,offset,unit_concept_id
measurement,measurement_source_value,K+,mmol/L,3023103,mmol/L,1,0,8753
measurement,measurement_source_value,CREA,mg/dL,3016723,umol/L,88.4,0,8749
measurement,measurement_source_value,TEMP,,3020891,degC,0.5,-10,586323
measurement,measurement_source_value,it's \\,,3000001,,,,
"""
COLUMNS = ["person_id", "measurement_source_value", "measurement_concept_id", "value_as_number"]
COLUMNS += ["range_high", "unit_source_value", "unit_concept_id"]


def tables() -> dict[str, pa.Table]:
    kinds = [("K+", "mmol/L"), ("CREA", "mg/dL"), ("CREA", "umol/L"), ("TEMP", None), ("it's \\", None)]
    kinds += [("LACT", "mmol/L"), (None, "mmol/L")]
    values = [4.5, None, 1e308, 1e-300, 0.0, -3.25, float("inf")]
    rows = [(person, *kind) for person in range(1, PERSONS + 1) for kind in kinds]
    count = len(rows)
    return {
        "person": pa.table({"person_id": list(range(1, PERSONS + 1)), "year_of_birth": [1950] * PERSONS}),
        "measurement": pa.table(
            {
                "person_id": [person for person, _, _ in rows],
                "measurement_source_value": [code for _, code, _ in rows],
                "measurement_concept_id": [0] * count,
                "value_as_number": [values[at % 3 + 4] if at % 5 else values[at % 2] for at in range(count)],
                "range_high": pa.array([float(at % 9) for at in range(count)]),
                "unit_source_value": [unit for _, _, unit in rows],
            }
        ),
    }


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "mapping.csv"
    path.write_text(MAPPING)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("mapped") / "tables"
    there.mkdir()
    for name, table in tables().items():
        parquet.write_table(table, there / f"{name}.parquet")
    return there


@pytest.fixture(scope="module")
def loaded(folder: Path, mapping: Path, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    home = tmp_path_factory.mktemp("loaded")
    datasets = home / "datasets"
    datasets.mkdir()
    rules = SiteRules(mapping=mapping)
    load(folder, datasets, "clinic", {}, ColumnChoices(), memory="500MB", threads=1, rules=rules)
    dataset = load_dataset(datasets, "clinic")

    def engine(document: PermitDocument) -> PolicyDatabase:
        scope = backend.scope(document)
        return PolicyDatabase(scope, maps(document, dataset, home), limits=LIMITS, spill=home)

    backend = Backend("duckdb", dataset, engine)
    return backend


def connected(source: LiveSource, home: Path, mapping: Path | None) -> Dataset:
    (home / "keys").mkdir(exist_ok=True)
    addresses = SourceAddresses(SiteFolder(home))
    connect(source, home / "datasets", "clinic", {}, ColumnChoices(), addresses=addresses, mapping=mapping)
    return load_dataset(home / "datasets", "clinic")


@pytest.fixture(scope="module")
def postgres(
    postgresql_socket: Path, mapping: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    name = f"mapped_{os.urandom(6).hex()}"
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name} LC_COLLATE 'C.UTF-8' TEMPLATE template0")
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reader'").fetchall():
            server.execute("CREATE ROLE reader LOGIN")
    owner = f"postgresql://d2h@/{name}?host={postgresql_socket}"
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE SCHEMA clinic")
    with postgresql.connect(owner) as connection:
        for table, rows in tables().items():
            with connection.cursor() as cursor:
                cursor.adbc_ingest(table, rows, mode="create", db_schema_name="clinic")
        connection.commit()
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("GRANT USAGE ON SCHEMA clinic TO reader")
        server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO reader")
    address = owner.replace("d2h@", "reader@")
    home = tmp_path_factory.mktemp("postgres")
    source = PostgresqlWarehouse(PostgresqlSource(address, ("clinic.*",)))
    with closing(elsewhere("postgres", connected(source, home, mapping), address, home)) as backend:
        yield backend


@pytest.fixture(scope="module")
def spark(
    spark_cluster: SparkCluster, folder: Path, mapping: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    home = tmp_path_factory.mktemp("spark")
    dataset = connected(SparkWarehouse(spark_cluster.address, (str(folder),)), home, mapping)
    with closing(elsewhere("spark", dataset, spark_cluster.address, home)) as backend:
        yield backend


@pytest.fixture(params=["postgres", "spark"])
def there(request: pytest.FixtureRequest) -> Backend:
    backend: Backend = request.getfixturevalue(request.param)
    return backend


def permit(**table: Any) -> PermitDocument:
    granted = {"measurement": {"columns": COLUMNS} | table}
    return PermitDocument.model_validate(
        {
            "project": "potassium",
            "site": "lyon",
            "version": 1,
            "purpose": "Potassium",
            "members": ["claire"],
            "valid_from": date.today() - timedelta(days=1),
            "valid_until": date.today() + timedelta(days=1),
            "datasets": {"clinic": {"mode": "records", "tables": granted}},
        }
    )


def rows_of(backend: Backend, document: PermitDocument) -> list[list[Any]]:
    query = record_query(ReadRequest(dataset="clinic", table="measurement"), backend.scope(document), LIMITS)
    return in_order(backend.answer(document, query))


def test_codes_and_units_are_those_of_a_loaded_data_set(loaded: Backend, there: Backend) -> None:
    mine, theirs = rows_of(loaded, permit()), rows_of(there, permit())
    assert len(mine) == len(theirs) > PERSONS
    differing = [(one, two) for one, two in zip(mine, theirs, strict=True) if not alike(one, two)]
    assert differing == []
    concepts = {row[2] for row in theirs}
    assert concepts == {0, 3023103, 3016723, 3020891, 3000001}


def test_a_permits_filter_is_on_what_is_common(loaded: Backend, there: Backend) -> None:
    document = permit(rows=[{"column": "measurement_concept_id", "op": "=", "value": 3016723}])
    rows = rows_of(there, document)
    assert rows and {row[1] for row in rows} == {"CREA"} and {row[5] for row in rows} == {"mg/dL"}
    assert alike(rows_of(loaded, document), rows)


def test_the_card_tells_others_how_much_is_not_mapped(loaded: Backend, there: Backend) -> None:
    told = []
    for backend in (loaded, there):
        card = stored_card(backend.dataset)
        assert card is not None
        told.append({name: card.tables["measurement"].columns[name].unmapped for name in COLUMNS})
    assert told[0] == told[1]
    unmapped = told[1]["measurement_source_value"]
    assert unmapped is not None and unmapped.codes == 2


def test_the_site_sees_every_code_that_is_not_mapped_counted_in_the_warehouse(
    loaded: Backend, postgres: Backend, tmp_path: Path
) -> None:
    with counting(postgres.dataset, address_of(postgres)) as counter:
        found = unmapped_codes_there(counter, postgres.dataset)
    assert ("CREA", "umol/L", PERSONS) in [(each.code, each.unit, each.rows) for each in found]
    with duckdb.connect() as connection:
        engine = Engine(connection, tmp_path / "spill", memory="500MB", threads=1)
        assert found == unmapped_codes(engine, loaded.dataset)


def address_of(backend: Backend) -> str:
    site = SiteFolder(backend.dataset.folder.parents[2])
    return SourceAddresses(site).address("clinic", backend.dataset.version)


def test_a_mapping_stays_when_the_tables_are_connected_again(postgres: Backend, tmp_path: Path) -> None:
    source = PostgresqlWarehouse(PostgresqlSource(address_of(postgres), ("clinic.*",)))
    (tmp_path / "datasets").mkdir()
    first = tmp_path / "mapping.csv"
    first.write_text(MAPPING)
    held = connected(source, tmp_path, first)
    first.unlink()
    again = connected(source, tmp_path, None)
    assert again.version != held.version
    assert again.source == held.source


def test_a_mapping_of_what_is_not_there_is_refused_by_its_line_and_changes_nothing(
    postgres: Backend, tmp_path: Path
) -> None:
    source = PostgresqlWarehouse(PostgresqlSource(address_of(postgres), ("clinic.*",)))
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(MAPPING.replace("measurement,measurement_source_value,TEMP", "measurement,nothing,TEMP"))
    (tmp_path / "datasets").mkdir()
    with pytest.raises(SourceRefusal) as refused:
        connected(source, tmp_path, wrong)
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(4, "schema-column-missing")]
    with pytest.raises(Refusal, match="dataset-unknown"):
        load_dataset(tmp_path / "datasets", "clinic")
