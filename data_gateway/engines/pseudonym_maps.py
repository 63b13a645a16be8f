"""Tables of ids and pseudonyms for one permit, as files that its worker process reads.

They are made by the gateway: a process that runs a researcher's queries never holds the key.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.person_ids import plain_ids
from data_gateway.engines.engine import Maps
from data_gateway.engines.ids_in_files import ids_in_files, rows_of
from data_gateway.engines.made_pseudonyms import MadePseudonyms
from data_gateway.patients.project_keys import fingerprint
from data_gateway.patients.pseudonyms import date_shifts, pseudonymise
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import literal, quoted
from data_gateway.site.settings import Limits
from governance.permits.document import DatasetPermit, Dates


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
    made: MadePseudonyms,
    source: str = "",
    address: str = "",
) -> Maps:
    """Data set -> role -> Parquet file: `id`, `pseudonym`, and for persons `shift` in days, which
    are 0 unless the permit moves dates.

    Of the connected data set `source` at `address`, or of those in files of the site. Opposed patients (ids
    as text) are in no map of a connected data set, and have no pseudonym in those of files. Raises Refusal
    `pseudonyms-exhausted`, `source-away` or `source-refused`.
    """
    maps: Maps = {}
    for (name, role), columns in _columns(scope, source).items():
        dataset, granted = scope.datasets[name], scope.permit.datasets[name]
        if source:
            # Its driver takes a second and a hundred megabytes: only for those who have such a source.
            from data_gateway.engines.source_ids import source_ids

            ids = source_ids(dataset, columns, address=address, limits=limits)
            with _engine(folder, limits) as connection:
                table = _map(connection, dataset, granted, role, ids, keys)
        else:
            make = partial(_map_of_files, folder, limits, dataset, granted, role, columns, keys)
            made_of = _made_of(dataset, granted, columns, keys)
            table = made.table(scope.permit.project, name, role, made_of, make)
        if role is ColumnRole.PERSON:
            table = _without_opposed(table, opposed)
            table = table.filter(pc.field("pseudonym").is_valid()) if source else table
        path = folder / f"{name}.{role.value}.parquet"
        parquet.write_table(table, path, compression="none", use_dictionary=False)
        maps.setdefault(name, {})[role] = path
    return maps


@contextmanager
def _engine(folder: Path, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Begun only where something is made: it takes longer than to write what was made before."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{limits.memory}'")
        connection.execute(f"SET threads = {limits.threads}")
        connection.execute(f"SET temp_directory = {literal(str(folder))}")
        yield connection


def _map(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    granted: DatasetPermit,
    role: ColumnRole,
    ids: pa.Array,
    keys: Keys,
) -> pa.Table:
    """As if nobody refused."""
    if role is not ColumnRole.PERSON:
        return pa.table({"id": ids, "pseudonym": pseudonymise(ids, keys.project, role)})
    numbers = national_numbers(connection, dataset) if granted.linked else {}
    return person_map(ids, keys, numbers, shifted=granted.dates is Dates.SHIFTED)


def _map_of_files(
    folder: Path,
    limits: Limits,
    dataset: Dataset,
    granted: DatasetPermit,
    role: ColumnRole,
    columns: Sequence[tuple[str, str]],
    keys: Keys,
) -> pa.Table:
    with _engine(folder, limits) as connection:
        return _map(connection, dataset, granted, role, ids_in_files(connection, dataset, columns), keys)


def _made_of(
    dataset: Dataset, granted: DatasetPermit, columns: Sequence[tuple[str, str]], keys: Keys
) -> Hashable:
    """All that decides what a map of files holds. The files themselves: one that could not be read is left
    out, and may be put right under the same version."""
    files = tuple(_file(path) for table in dataset.tables for path in dataset.paths(table))
    asked = granted.linked, granted.dates
    return files, dataset.version, tuple(columns), keys.fingerprint, asked


def _file(path: str) -> tuple[str, int, int, int]:
    try:
        told = Path(path).stat()
    except OSError:
        return path, 0, 0, 0
    return path, told.st_ino, told.st_size, told.st_ctime_ns


def person_map(ids: pa.Array, keys: Keys, national: dict[int | str, str], *, shifted: bool) -> pa.Table:
    """Persons with a national number get pseudonym and shift from it, as at every site with the same key."""
    numbers, shifts = np.empty(len(ids), np.int64), np.zeros(len(ids), np.int32)
    known = pc.index_in(ids, value_set=pa.array(national, ids.type))
    linked = known.is_valid().to_numpy(zero_copy_only=False)
    if keys.linkage is not None and linked.any():
        texts = pa.array(national.values(), pa.string()).take(known.drop_null())
        numbers[linked] = pseudonymise(texts, keys.linkage, ColumnRole.PERSON)
        if shifted:
            shifts[linked] = date_shifts(texts, keys.linkage)
    others = ids.filter(pa.array(~linked))
    numbers[~linked] = pseudonymise(others, keys.project, ColumnRole.PERSON, besides=numbers[linked])
    if shifted:
        shifts[~linked] = date_shifts(others, keys.project)
    return pa.table({"id": ids, "pseudonym": pa.array(numbers), "shift": pa.array(shifts)})


def _without_opposed(persons: pa.Table, opposed: frozenset[str]) -> pa.Table:
    """Those who refuse have no pseudonym."""
    gone = pc.is_in(plain_ids(persons["id"]), value_set=pa.array(opposed, pa.string()))
    told = pc.if_else(gone, pa.scalar(None, pa.int64()), persons["pseudonym"])
    return persons.set_column(persons.schema.get_field_index("pseudonym"), "pseudonym", told)


def national_numbers(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> dict[int | str, str]:
    """Person -> national number, as letters and digits alone.

    A person with two numbers, or a number of two persons, is an error of the data: they are not linked.
    """
    pairs = [
        f"SELECT {quoted(table.person_column)} AS id,"  # noqa: S608
        f" upper(regexp_replace({quoted(table.link_column)}::VARCHAR, '[^0-9A-Za-z]', '', 'g')) AS number"
        f" FROM {rows_of(dataset, name)}"
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
