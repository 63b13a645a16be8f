"""One permit as a sealed DuckDB database: secure views over Parquet, and nothing else that can be named.

A row a permit hides must not show through errors or statistics either: plain views leak both ways, because
the optimiser moves a reader's filter below the policy. SECURE VIEW keeps it above.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import TEXT, Dataset, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.policy_view import PolicyView
from data_gateway.patients.pseudonyms import date_shift, pseudonymise
from data_gateway.permits.rules import check_table
from data_gateway.queries.conditions import quoted
from data_gateway.site.settings import Limits
from governance.permits.document import DatasetPermit, PermitDocument, TablePermit
from governance.refusal import Refusal

DICTIONARY_LEVELS = 256


class PolicyDatabase:
    """Tables of `permit` as they may be read, without the patients in `opposed` (ids as text).

    `cursor()` gives independent connections that threads may use at once. Tables that no longer fit the
    site's catalogue are refused one by one, the others stay open.
    """

    def __init__(
        self,
        permit: PermitDocument,
        datasets: Mapping[str, Dataset],
        *,
        opposed: frozenset[str],
        key: bytes,
        limits: Limits,
        spill: Path,
    ) -> None:
        self.permit = permit
        self._datasets = datasets
        self._refusals: dict[tuple[str, str], Refusal] = {}
        self._dictionaries: dict[tuple[str, str, str], str | None] = {}
        self._lock = threading.Lock()
        self._connection = duckdb.connect(":memory:")
        tables = self._usable_tables()
        _seal(
            self._connection,
            [path for dataset, name, _ in tables for path in dataset.paths(name)],
            limits,
            spill,
        )
        for dataset in {dataset.id: dataset for dataset, _, _ in tables}.values():
            self._connection.execute(f"CREATE SCHEMA {_schema(dataset.id)}")
            own = {name: granted for owner, name, granted in tables if owner.id == dataset.id}
            persons = [
                (name, column) for name in own for column in _columns(dataset, name, ColumnRole.PERSON)
            ]
            self._create_map(dataset, persons, ColumnRole.PERSON, key, left_out=opposed)
            visits = [
                (name, column)
                for name, granted in own.items()
                for column in _columns(dataset, name, ColumnRole.VISIT)
                if column in granted.columns
            ]
            self._create_map(dataset, visits, ColumnRole.VISIT, key, left_out=frozenset())
        for dataset, name, _ in tables:
            self._connection.execute(_view(dataset, name, permit.datasets[dataset.id]))

    def table(self, dataset: str, name: str) -> tuple[Table, TablePermit]:
        """Raises Refusal `dataset-not-in-permit`, `table-not-in-permit`, or why the site cannot serve it."""
        granted = self.permit.datasets.get(dataset)
        if granted is None:
            raise Refusal("dataset-not-in-permit", dataset=dataset)
        if not granted.open_on(date.today()):
            raise Refusal("dataset-not-open-today", dataset=dataset)
        if name not in granted.tables:
            raise Refusal("table-not-in-permit", dataset=dataset, table=name)
        if (dataset, name) in self._refusals:
            raise self._refusals[dataset, name]
        return self._datasets[dataset].tables[name], granted.tables[name]

    def dataset(self, name: str) -> Dataset:
        return self._datasets[name]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()

    def dictionary(self, dataset: str, table: str, column: str) -> str | None:
        """The ENUM type of a text column with few values, made when first asked; None when it has many.

        Its levels are read through the view, so that a value which only hidden rows hold is never sent.
        """
        key = (dataset, table, column)
        described = self._datasets[dataset].tables[table].columns[column]
        if described.served_type != TEXT or described.levels > 4 * DICTIONARY_LEVELS:
            return None
        with self._lock:
            if key not in self._dictionaries:
                self._dictionaries[key] = self._create_dictionary(*key)
            return self._dictionaries[key]

    def _create_dictionary(self, dataset: str, table: str, column: str) -> str | None:
        source = view_name(dataset, table)
        cursor = self.cursor()
        rows = cursor.execute(
            f"SELECT DISTINCT {quoted(column)} FROM {source} WHERE {quoted(column)} IS NOT NULL"  # noqa: S608
            f" LIMIT {DICTIONARY_LEVELS + 1}"
        ).fetchall()
        if not rows or len(rows) > DICTIONARY_LEVELS:
            return None
        name = f"{_schema(dataset)}.{quoted(f'{table} {column}')}"
        levels = ", ".join("'" + level.replace("'", "''") + "'" for level in sorted(row[0] for row in rows))
        cursor.execute(f"CREATE TYPE {name} AS ENUM ({levels})")
        return name

    def _usable_tables(self) -> list[tuple[Dataset, str, TablePermit]]:
        usable = []
        for dataset_name, granted in self.permit.datasets.items():
            for name, table_permit in granted.tables.items():
                try:
                    if dataset_name not in self._datasets:
                        raise Refusal("dataset-unknown", dataset=dataset_name)
                    if self._datasets[dataset_name].source:  # its rows are in another engine
                        raise Refusal("dataset-unavailable", dataset=dataset_name)
                    check_table(self._datasets[dataset_name], name, granted)
                    usable.append((self._datasets[dataset_name], name, table_permit))
                except Refusal as refusal:
                    self._refusals[dataset_name, name] = refusal
        return usable

    def _create_map(
        self,
        dataset: Dataset,
        columns: list[tuple[str, str]],
        role: ColumnRole,
        key: bytes,
        *,
        left_out: frozenset[str],
    ) -> None:
        """Ids in these (table, column)s with their pseudonyms, without those in `left_out`."""
        sources = [
            f"SELECT {quoted(column)} AS id FROM {_scan(dataset, table)}"  # noqa: S608
            for table, column in columns
        ]
        if not sources:
            return
        union = " UNION ALL ".join(sources)
        distinct = self._connection.sql(f"SELECT DISTINCT id FROM ({union}) WHERE id IS NOT NULL")  # noqa: S608
        ids = distinct.to_arrow_table()
        numbers = pseudonymise(ids.column("id").to_pylist(), key, role)
        kept = {identity: number for identity, number in numbers.items() if str(identity) not in left_out}
        incoming = pa.table(
            {
                "id": pa.array(list(kept), type=ids.schema.field("id").type),
                "pseudonym": pa.array(list(kept.values()), type=pa.int64()),
                "shift": pa.array([date_shift(identity, key) for identity in kept], type=pa.int32()),
            }
        )
        self._connection.register("incoming", incoming)
        self._connection.execute(f"CREATE TABLE {_map(dataset, role)} AS SELECT * FROM incoming")  # noqa: S608
        self._connection.unregister("incoming")


def _seal(connection: duckdb.DuckDBPyConnection, files: list[str], limits: Limits, spill: Path) -> None:
    """No file but the permit's own, no network, no extension, bounded memory; none of it changes again."""
    allowed = ", ".join("'" + path.replace("'", "''") + "'" for path in sorted(set(files)))
    directory = str(spill).replace("'", "''")
    for setting in (
        f"memory_limit = '{limits.memory}'",
        f"threads = {limits.threads}",
        f"temp_directory = '{directory}'",
        f"max_temp_directory_size = '{limits.spill}'",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "allow_persistent_secrets = false",
        "parquet_metadata_cache = true",
        # Policy joins are always a big table with a small map: a wrong estimate must not swap the sides.
        "disabled_optimizers = 'join_order,build_side_probe_side'",
        f"allowed_paths = [{allowed}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def _view(dataset: Dataset, name: str, granted: DatasetPermit) -> str:
    view = PolicyView(dataset.tables[name], name, granted, _scan(dataset, name), partial(_map, dataset))
    return f"CREATE SECURE VIEW {view_name(dataset.id, name)} AS {view.sql()}"


def _scan(dataset: Dataset, name: str) -> str:
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in dataset.paths(name))
    return f"read_parquet([{files}])"


def _map(dataset: Dataset, role: ColumnRole) -> str:
    return f"{_schema(dataset.id)}.{quoted(f'{role.value} pseudonyms')}"


def _columns(dataset: Dataset, table: str, role: ColumnRole) -> tuple[str, ...]:
    return dataset.tables[table].columns_with(role)


def _schema(dataset: str) -> str:
    return quoted(f"data set {dataset}")  # the space keeps it apart from DuckDB's own schemas and catalogs


def view_name(dataset: str, table: str) -> str:
    return f"{_schema(dataset)}.{quoted(table)}"
