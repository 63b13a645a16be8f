"""Tables of ids and pseudonyms for one permit, as files that its worker process reads.

They are made by the gateway: a process that runs a researcher's queries never holds the key.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.engine import Maps
from data_gateway.patients.project_keys import fingerprint
from data_gateway.patients.pseudonyms import date_shift, pseudonymise
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import literal, quoted
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keys:
    """`linkage` is there when a data set of the permit is `linked`."""

    project: bytes
    linkage: bytes | None = None

    @property
    def fingerprint(self) -> str:
        """Changes whenever a pseudonym may."""
        return fingerprint(self.project + (self.linkage or b""))


def write_maps(
    scope: PermitScope,
    *,
    opposed: frozenset[str],
    keys: Keys,
    folder: Path,
    limits: Limits,
    source: str = "",
    address: str = "",
) -> Maps:
    """Data set -> role -> Parquet file: `id`, `pseudonym`, and for persons `shift` in days.

    Of the connected data set `source` at `address`, or of those in files of the site. Opposed patients (ids
    as text) are in none. Raises Refusal `pseudonyms-exhausted`, `source-away` or `source-refused`.
    """
    maps: Maps = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{limits.memory}'")
        connection.execute(f"SET threads = {limits.threads}")
        connection.execute(f"SET temp_directory = {literal(str(folder))}")
        for (name, role), columns in _columns(scope, source).items():
            dataset = scope.datasets[name]
            if source:
                # Its driver takes a second and a hundred megabytes: only for those who have such a source.
                from data_gateway.engines.source_ids import source_ids

                ids = source_ids(dataset, columns, address=address, limits=limits)
            else:
                ids = _ids(connection, dataset, columns)
            if role is ColumnRole.PERSON:
                linked = scope.permit.datasets[name].linked
                numbers = _national_numbers(connection, dataset) if linked else {}
                table = _persons(ids, opposed, keys, numbers)
            else:
                table = _visits(ids, keys.project)
            path = folder / f"{name}.{role.value}.parquet"
            parquet.write_table(table, path, compression="zstd")
            maps.setdefault(name, {})[role] = path
    return maps


def _persons(
    ids: pa.ChunkedArray, opposed: frozenset[str], keys: Keys, national: dict[int | str, str]
) -> pa.Table:
    """Persons with a national number get pseudonym and shift from it, as at every site with the same key."""
    everybody = ids.to_pylist()
    numbers: dict[int | str, int] = {}
    shifts: dict[int | str, int] = {}
    if keys.linkage is not None:
        known = pseudonymise(national.values(), keys.linkage, ColumnRole.PERSON)
        for identity in everybody:
            if identity in national:
                numbers[identity] = known[national[identity]]
                shifts[identity] = date_shift(national[identity], keys.linkage)
    others = (identity for identity in everybody if identity not in numbers)
    numbers |= pseudonymise(others, keys.project, ColumnRole.PERSON, besides=numbers.values())
    kept = [identity for identity in numbers if str(identity) not in opposed]
    return pa.table(
        {
            "id": pa.array(kept, type=ids.type),
            "pseudonym": pa.array([numbers[identity] for identity in kept], type=pa.int64()),
            "shift": pa.array(
                [
                    shifts[identity] if identity in shifts else date_shift(identity, keys.project)
                    for identity in kept
                ],
                type=pa.int32(),
            ),
        }
    )


def _visits(ids: pa.ChunkedArray, key: bytes) -> pa.Table:
    numbers = pseudonymise(ids.to_pylist(), key, ColumnRole.VISIT)
    return pa.table(
        {
            "id": pa.array(list(numbers), type=ids.type),
            "pseudonym": pa.array(list(numbers.values()), type=pa.int64()),
        }
    )


def _national_numbers(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> dict[int | str, str]:
    """Person -> national number, as letters and digits alone.

    A person with two numbers, or a number of two persons, is an error of the data: they are not linked.
    """
    pairs = [
        f"SELECT {quoted(table.person_column)} AS id,"  # noqa: S608
        f" upper(regexp_replace({quoted(table.link_column)}::VARCHAR, '[^0-9A-Za-z]', '', 'g')) AS number"
        f" FROM {_scan(dataset, name)}"
        for name, table in dataset.tables.items()
        if table.link_column and table.person_column
    ]
    found = connection.execute(
        f"WITH pairs AS (SELECT DISTINCT id, number FROM ({' UNION ALL '.join(pairs)})"  # noqa: S608
        " WHERE id IS NOT NULL AND number <> '')"
        " SELECT id, number FROM pairs"
        " QUALIFY count(*) OVER (PARTITION BY id) = 1 AND count(*) OVER (PARTITION BY number) = 1"
    ).fetchall()
    return dict(found)


def _columns(scope: PermitScope, source: str) -> Mapping[tuple[str, ColumnRole], list[tuple[str, str]]]:
    """The (table, column)s whose ids each map must hold; visits only where the permit opens them."""
    columns: dict[tuple[str, ColumnRole], list[tuple[str, str]]] = {}
    wanted = scope.asked_at(source)
    for dataset, name, granted in scope.usable():
        if dataset.id not in wanted:
            continue
        table = dataset.tables[name]
        persons = [(name, column) for column in table.columns_with(ColumnRole.PERSON)]
        visits = [
            (name, column) for column in table.columns_with(ColumnRole.VISIT) if column in granted.columns
        ]
        for role, found in ((ColumnRole.PERSON, persons), (ColumnRole.VISIT, visits)):
            if found:
                columns.setdefault((dataset.id, role), []).extend(found)
    return columns


def _ids(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, columns: list[tuple[str, str]]
) -> pa.ChunkedArray:
    """The different ids, none missing. A table whose file is damaged is left out: its reads fail, alone."""
    found: list[pa.ChunkedArray] = []
    for table, column in columns:
        name = quoted(column)
        distinct = f"SELECT DISTINCT {name} AS id FROM {_scan(dataset, table)} WHERE {name} IS NOT NULL"  # noqa: S608
        try:
            found.append(connection.sql(distinct).to_arrow_table().column("id"))
        except duckdb.Error as fault:
            log.error("%s.%s cannot be read: %s", dataset.id, table, type(fault).__name__)
    if not found:
        raise Refusal("dataset-unavailable", dataset=dataset.id)
    # Ids of one data set are all numbers or all texts; tables may hold numbers of different widths.
    chunks = [chunk for ids in found for chunk in ids.cast(found[0].type).chunks]
    return pc.unique(pa.chunked_array(chunks, found[0].type))


def _scan(dataset: Dataset, table: str) -> str:
    return f"read_parquet([{', '.join(literal(path) for path in dataset.paths(table))}])"
