"""Whose number it is: the patient behind a hospital's own number, or behind a project's pseudonym."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow.compute as pc

from data_gateway.catalogue.dataset import Dataset, Table, dataset_names, load_dataset
from data_gateway.catalogue.identifiers import PATIENT_NUMBERS, ColumnRole
from data_gateway.catalogue.person_ids import plain_id, plain_id_of
from data_gateway.engines.ids_in_files import ids_in_files, rows_of
from data_gateway.engines.pseudonym_maps import Keys, national_numbers, person_map
from data_gateway.patients.linkage_keys import LinkageKeys
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.permits.store import SignedPermit
from data_gateway.queries.conditions import quoted
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import Limits
from governance.refusal import Refusal


def person_of_number(folder: SiteFolder, number: str, limits: Limits) -> str:
    """The person id, as text, of a patient's own number: the id itself, or else a number by which the
    hospital or the country knows her, spaces and signs left out.

    Raises Refusal `patient-unknown`, or `patient-several` for a number that is of more than one.
    """
    person = plain_id(number)
    datasets = [load_dataset(folder.datasets, name) for name in dataset_names(folder.datasets)]
    files = [dataset for dataset in datasets if dataset.source is None]
    with engine(folder, limits) as connection:
        if any(_holds(connection, dataset, person) for dataset in files):
            return person
        known = {one for dataset in files for one in _numbered(connection, dataset, number)}
    if len(known) > 1:
        raise Refusal("patient-several")
    if not known:
        elsewhere = [dataset.id for dataset in datasets if dataset.source]
        raise Refusal(
            "patient-unknown-here" if elsewhere else "patient-unknown", datasets=", ".join(elsewhere)
        )
    return known.pop()


def person_of_pseudonym(
    folder: SiteFolder, project: str, pseudonym: int, permits: list[SignedPermit], limits: Limits
) -> str:
    """The person id, as text, behind a number that readers of `project` see; no key is drawn for it.

    `permits`: every one that was ever signed here. Raises Refusal `pseudonym-unknown`,
    `pseudonyms-destroyed`, `key-unreadable`, `linkage-key-missing`.
    """
    key = ProjectKeys(folder).kept(project)
    of_project = [permit for permit in permits if permit.document.project == project]
    seen: set[tuple[str, str, bool]] = set()
    with engine(folder, limits) as connection:
        for permit in of_project if key else ():
            for name, granted in permit.document.datasets.items():
                dataset = held(folder, name, granted.version)
                if dataset is None or dataset.source:
                    continue
                way = (name, dataset.version, granted.linked)
                if way in seen:
                    continue
                seen.add(way)
                linkage = LinkageKeys(folder).key(project) if granted.linked else None
                columns = [
                    (table, column)
                    for table, described in dataset.tables.items()
                    for column in described.columns_with(ColumnRole.PERSON)
                ]
                if not columns or key is None:
                    continue
                numbers = national_numbers(connection, dataset) if granted.linked else {}
                ids = ids_in_files(connection, dataset, columns)
                found = person_map(ids, Keys(key, linkage), numbers, shifted=False)
                met = found.filter(pc.field("pseudonym") == pseudonym).column("id").to_pylist()
                if met:
                    return plain_id(str(met[0]))
    raise Refusal("pseudonym-unknown", project=project)


def signs_of(number: str) -> str:
    """Its letters and digits: what is the same however it is written."""
    return "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())


def held(folder: SiteFolder, name: str, version: str | None) -> Dataset | None:
    """None when the site does not hold it any more."""
    try:
        return load_dataset(folder.datasets, name, version)
    except Refusal:
        return None


@contextmanager
def engine(folder: SiteFolder, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Within the limits of the site; raises Refusal `dataset-unavailable` for files that cannot be read."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{limits.memory}'")
        connection.execute(f"SET threads = {limits.threads}")
        connection.execute("SET temp_directory = ?", [str(folder.spill)])
        yield connection


def plain_person(table: Table, column: str, *, of: str = "") -> str:
    """SQL, in files, of a person's id in `column`, as `plain_id` writes it; `of`: the alias of the table."""
    return plain_id_of(Engine.DUCKDB, f"{of}{quoted(column)}", table.columns[column].type)


def _holds(connection: duckdb.DuckDBPyConnection, dataset: Dataset, person: str) -> bool:
    return any(
        connection.execute(
            f"SELECT 1 FROM {rows_of(dataset, name)}"  # noqa: S608
            f" WHERE {plain_person(table, table.person_column)} = ? LIMIT 1",
            [person],
        ).fetchone()
        for name, table in dataset.tables.items()
        if table.person_column
    )


def _numbered(connection: duckdb.DuckDBPyConnection, dataset: Dataset, number: str) -> Iterator[str]:
    asked = signs_of(number)
    for name, table in dataset.tables.items():
        if table.person_column is None or not asked:
            continue
        for column in table.columns:
            if column not in PATIENT_NUMBERS and column != table.link_column:
                continue
            written = f"upper(regexp_replace(CAST({quoted(column)} AS VARCHAR), '[^0-9A-Za-z]', '', 'g'))"
            found = connection.execute(
                f"SELECT DISTINCT {plain_person(table, table.person_column)}"  # noqa: S608
                f" FROM {rows_of(dataset, name)} WHERE {written} = ?",
                [asked],
            ).fetchall()
            yield from (person for (person,) in found if person is not None)
