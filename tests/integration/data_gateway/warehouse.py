"""One hospital's tables in each engine, and the same permit and query asked of all of them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as postgresql
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as parquet

from data_gateway.catalogue.connecting import LiveSource, connect
from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.postgresql_warehouse import PostgresqlWarehouse
from data_gateway.catalogue.spark_warehouse import SparkWarehouse
from data_gateway.engines.connected_engines import connected_engine
from data_gateway.engines.engine import Maps, PolicyEngine
from data_gateway.engines.made_pseudonyms import MadePseudonyms
from data_gateway.engines.policy_database import PolicyDatabase
from data_gateway.engines.pseudonym_maps import Keys, write_maps
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.query import Query
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import Limits
from data_gateway.site.source_addresses import SourceAddresses
from governance.permits.document import PermitDocument
from tests.integration.data_gateway.test_sql_on_engines import VALUES, rows

SECRET = "HIV-12777"
KEY = bytes(range(32))
OPPOSED = frozenset({"3", "7"})
PERSONS = 120
LIMITS = Limits(memory="500MB", threads=1, read_seconds=120)
ARROW = {
    **{"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "VARCHAR": pa.string(), "DATE": pa.date32()},
    **{"TIMESTAMP": pa.timestamp("us"), "BOOLEAN": pa.bool_()},
}
WARDS = ["A", "a", "É", "it's", "back\\slash", "", None]
COLUMNS: dict[str, list[str]] = {
    "patient": ["person_id", "sex", "year_of_birth"],
    "stay": [
        *("visit_occurrence_id", "person_id", "ward", "urgent", "start", "seen", "weight", "exams"),
        "note_text",
    ],
    "facts": ["person_id", "nr", *VALUES],
    "ward": ["ward", "beds"],
}


def tables() -> dict[str, pa.Table]:
    """`stay` of ward A and `facts` of the last 20 rows hold SECRET: permits leave them out."""
    chance = random.Random(11)
    persons = list(range(1, PERSONS + 1))
    stays = [persons[chance.randrange(PERSONS)] for _ in range(900)]
    wards = [chance.choice(WARDS) for _ in stays]
    facts = rows()
    hidden = len(facts) - 20
    kept = {name: [row[place + 1] for row in facts] for place, name in enumerate(VALUES)}
    kept["s"] = [SECRET if nr >= hidden else text for nr, text in enumerate(kept["s"])]
    return {
        "patient": pa.table(
            {
                "person_id": persons,
                "sex": [chance.choice(["F", "M", None]) for _ in persons],
                "year_of_birth": [1930 + chance.randrange(80) for _ in persons],
            }
        ),
        "stay": pa.table(
            {
                "visit_occurrence_id": list(range(5000, 5000 + len(stays))),
                "person_id": stays,
                "ward": pa.array(wards, pa.string()),
                "urgent": [chance.choice([True, False, None]) for _ in stays],
                "start": [date(2024, 1, 31) + timedelta(days=chance.randrange(900)) for _ in stays],
                "seen": pa.array(
                    [
                        datetime(2024, 2, 29, 23, 59, 59, 123456) + timedelta(hours=n)
                        for n, _ in enumerate(stays)
                    ],
                    pa.timestamp("us"),
                ),
                "weight": [
                    chance.choice([None, math.nan, 1e-200, 1e300, -0.0, round(chance.gauss(70, 15), 2)])
                    if chance.random() < 0.2
                    else round(chance.gauss(70, 15), 2)
                    for _ in stays
                ],
                "exams": [chance.choice([None, 0, 1, 2, 5, 40]) for _ in stays],
                "note_text": [SECRET if ward == "A" else f"seen on {ward}" for ward in wards],
            }
        ),
        "facts": pa.table(
            {
                "person_id": [1 + nr % 40 for nr in range(len(facts))],
                "nr": list(range(len(facts))),
                **{name: pa.array(kept[name], ARROW[kind]) for name, (kind, _) in VALUES.items()},
            }
        ),
        "ward": pa.table({"ward": ["A", "a", "É"], "beds": [10, 20, None]}),
    }


def permit(**changes: Any) -> PermitDocument:
    """For all of the above but the rows that hold SECRET; `changes` are of the data set's terms."""
    filters = {
        "stay": [
            {"column": "ward", "op": "!=", "value": "A"},
            {
                "any": [
                    {"column": "weight", "op": ">", "value": 40.5},
                    {"column": "weight", "op": "is null"},
                    {"column": "ward", "op": "<", "value": "b"},
                ]
            },
        ],
        "facts": [{"column": "nr", "op": "<", "value": len(rows()) - 20}],
    }
    granted: dict[str, Any] = {
        name: {"columns": columns, "rows": filters.get(name, [])} for name, columns in COLUMNS.items()
    }
    terms = {"mode": "records", "minimum_group_size": 5, "free_text": True, "tables": granted} | changes
    return PermitDocument.model_validate(
        {
            "project": "wards",
            "site": "lyon",
            "version": 1,
            "purpose": "Wards",
            "members": ["claire"],
            "valid_from": date.today() - timedelta(days=1),
            "valid_until": date.today() + timedelta(days=30),
            "datasets": {"clinic": terms},
        }
    )


@dataclass
class Backend:
    """One engine that holds the tables. `engine` opens a permit in it."""

    name: str
    dataset: Dataset
    engine: Callable[[PermitDocument], PolicyEngine]
    opened: dict[str, PolicyEngine] = field(default_factory=dict)

    def scope(self, document: PermitDocument) -> PermitScope:
        return PermitScope(document, {self.dataset.id: self.dataset})

    def answer(self, document: PermitDocument, query: Query) -> pa.Table:
        engine = self.opened.get(document.digest())
        if engine is None:
            engine = self.opened[document.digest()] = self.engine(document)
        return decoded(engine.answer().reader(query, 1000).read_all())

    def close(self) -> None:
        for engine in self.opened.values():
            engine.close()


def decoded(table: pa.Table) -> pa.Table:
    """Texts as they are, which DuckDB may send as places in a list."""
    fields = [
        pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def maps(document: PermitDocument, dataset: Dataset, folder: Path, address: str = "") -> Maps:
    """As the gateway writes them: it alone knows the key."""
    place = folder / document.digest()[:12]
    place.mkdir(exist_ok=True)
    return write_maps(
        PermitScope(document, {dataset.id: dataset}),
        opposed=OPPOSED,
        keys=Keys(KEY),
        folder=place,
        limits=LIMITS,
        made=MadePseudonyms(),
        source=dataset.id if dataset.source else "",
        address=address,
    )


def local(folder: Path) -> Backend:
    source, datasets = folder / "export", folder / "datasets"
    source.mkdir()
    datasets.mkdir()
    for name, table in tables().items():
        parquet.write_table(table, source / f"{name}.parquet")
    choices = ColumnChoices(reference_tables=frozenset({"ward"}), plain=frozenset({"stay.note_text"}))
    dataset = load(source, datasets, "clinic", {}, choices, memory="500MB", threads=1).dataset
    dataset = dataset.model_copy(update={"folder": datasets / "clinic" / dataset.version})

    def engine(document: PermitDocument) -> PolicyEngine:
        scope = PermitScope(document, {dataset.id: dataset})
        return PolicyDatabase(scope, maps(document, dataset, folder), limits=LIMITS, spill=folder)

    return Backend("duckdb", dataset, engine)


def fill_postgresql(address: str) -> None:
    """The tables in schema `clinic`, and an account `reader` that may only read them."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE SCHEMA clinic")
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reader'").fetchall():
            server.execute("CREATE ROLE reader LOGIN")
        server.execute("GRANT USAGE ON SCHEMA clinic TO reader")
    with postgresql.connect(address) as connection:
        for name, table in tables().items():
            with connection.cursor() as cursor:
                cursor.adbc_ingest(name, table, mode="create", db_schema_name="clinic")
        connection.commit()
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO reader")


def connected(source: LiveSource, folder: Path) -> Dataset:
    """As `d2h site connect` describes it."""
    choices = ColumnChoices(reference_tables=frozenset({"ward"}), plain=frozenset({"stay.note_text"}))
    addresses = SourceAddresses(SiteFolder(folder))
    (folder / "keys").mkdir()
    report = connect(source, folder / "datasets", "clinic", {}, choices, addresses=addresses)
    return load_dataset(folder / "datasets", report.dataset.id)


def in_postgresql(address: str, folder: Path) -> Backend:
    held = connected(PostgresqlWarehouse(PostgresqlSource(address, ("clinic.*",))), folder)
    return elsewhere("postgres", held, address, folder)


def in_spark(address: str, folder: Path, names: Sequence[str] = tuple(COLUMNS)) -> Backend:
    """Some tables as one file, some as a folder of files, as Spark writes them."""
    there = folder / "omop data"
    there.mkdir()
    for name, table in tables().items():
        if name not in names:
            continue
        if name == "stay":
            (there / name).mkdir()
            for part in range(3):
                rows = table.slice(part * 300, 300)
                parquet.write_table(rows, there / name / f"part-{part}.parquet", coerce_timestamps="us")
        else:
            parquet.write_table(table, there / f"{name}.parquet", coerce_timestamps="us")
    return elsewhere("spark", connected(SparkWarehouse(address, (str(there),)), folder), address, folder)


def elsewhere(name: str, held: Dataset, address: str, folder: Path) -> Backend:
    def engine(document: PermitDocument) -> PolicyEngine:
        held_maps = maps(document, held, folder, address)["clinic"]
        return connected_engine(document, held, held_maps, address=address, limits=LIMITS)

    return Backend(name, held, engine)


def in_order(table: pa.Table) -> list[list[Any]]:
    """The rows, in an order that does not depend on the engine's."""

    def place(row: list[Any]) -> tuple[str, list[float]]:
        exact = [value for value in row if not isinstance(value, float)]
        floats = [value for value in row if isinstance(value, float)]
        return repr(exact), [-math.inf if math.isnan(value) else value for value in floats]

    return sorted((list(row.values()) for row in table.to_pylist()), key=place)


def alike(one: Any, other: Any) -> bool:
    """Equal, but for the last digits that depend on the order of adding up."""
    if isinstance(one, float) and isinstance(other, float):
        both = math.isnan(one) and math.isnan(other)
        # PostgreSQL leaves out what is too small for all its digits.
        return both or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-290)
    if isinstance(one, list | tuple | np.ndarray):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)
