"""Tables of ids and pseudonyms for one permit, as files that its worker process reads.

They are made by the gateway: a process that runs a researcher's queries never holds the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.patients.pseudonyms import date_shift, pseudonymise
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import literal, quoted
from data_gateway.site.settings import Limits

Maps = dict[str, dict[ColumnRole, Path]]


def write_maps(
    scope: PermitScope, *, opposed: frozenset[str], key: bytes, folder: Path, limits: Limits
) -> Maps:
    """Data set -> role -> Parquet file: `id`, `pseudonym`, and for persons `shift` in days.

    Opposed patients (ids as text) are in none. Raises Refusal `pseudonyms-exhausted`.
    """
    columns = _columns(scope)
    maps: Maps = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{limits.memory}'")
        connection.execute(f"SET threads = {limits.threads}")
        connection.execute("SET temp_directory = " + literal(str(folder)))
        for (dataset, role), sources in columns.items():
            path = folder / f"{dataset}.{role.value}.parquet"
            _write_map(connection, scope.datasets[dataset], sources, role, opposed, key, path)
            maps.setdefault(dataset, {})[role] = path
    return maps


def _columns(scope: PermitScope) -> Mapping[tuple[str, ColumnRole], list[tuple[str, str]]]:
    """The (table, column)s whose ids each map must hold; visits only where the permit opens them."""
    columns: dict[tuple[str, ColumnRole], list[tuple[str, str]]] = {}
    for dataset, name, granted in scope.usable():
        table = dataset.tables[name]
        persons = [(name, column) for column in table.columns_with(ColumnRole.PERSON)]
        visits = [
            (name, column) for column in table.columns_with(ColumnRole.VISIT) if column in granted.columns
        ]
        for role, found in ((ColumnRole.PERSON, persons), (ColumnRole.VISIT, visits)):
            if found:
                columns.setdefault((dataset.id, role), []).extend(found)
    return columns


def _write_map(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    sources: list[tuple[str, str]],
    role: ColumnRole,
    opposed: frozenset[str],
    key: bytes,
    path: Path,
) -> None:
    union = " UNION ALL ".join(
        f"SELECT {quoted(column)} AS id FROM read_parquet([{', '.join(map(literal, dataset.paths(table)))}])"  # noqa: S608
        for table, column in sources
    )
    distinct = connection.sql(f"SELECT DISTINCT id FROM ({union}) WHERE id IS NOT NULL")  # noqa: S608
    ids = distinct.to_arrow_table().column("id")
    numbers = pseudonymise(ids.to_pylist(), key, role)
    if role is ColumnRole.PERSON:
        numbers = {identity: number for identity, number in numbers.items() if str(identity) not in opposed}
    columns = {
        "id": pa.array(list(numbers), type=ids.type),
        "pseudonym": pa.array(list(numbers.values()), type=pa.int64()),
    }
    if role is ColumnRole.PERSON:
        columns["shift"] = pa.array([date_shift(identity, key) for identity in numbers], type=pa.int32())
    parquet.write_table(pa.table(columns), path, compression="zstd")
