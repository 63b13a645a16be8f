"""Take in a data set: check its schema, write typed Parquet, and put it in force at once or not at all."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data_gateway.catalogue import omop
from data_gateway.catalogue.column_types import faulty, plain_type
from data_gateway.catalogue.dataset import CATALOGUE_FILE, CURRENT, Column, Dataset, Table
from data_gateway.catalogue.identifiers import ColumnRole, role_of
from data_gateway.catalogue.source_files import SourceTable, find_tables
from data_gateway.queries.conditions import quoted
from governance.refusal import Refusal

ROW_GROUP = 122_880
VERSIONS_KEPT = 2  # the one in force, and the one before it for the reads still under way


@dataclass(frozen=True)
class ColumnChoices:
    """What the site decides against our naming rules, as `table.column`."""

    identifying: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    reference_tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LoadReport:
    """`left_out`: tables without a person column, in which an opposition could not be applied."""

    dataset: Dataset
    left_out: tuple[str, ...]


def load(
    source: Path,
    datasets: Path,
    name: str,
    title: dict[str, str],
    choices: ColumnChoices,
    *,
    memory: str,
    threads: int,
) -> LoadReport:
    """Write `datasets/<name>/<version>/` and put it in force.

    Raises Refusal `load-…`; then nothing changed.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 30:
        raise Refusal("dataset-id-wrong", dataset=name)
    tables = find_tables(source)
    home = datasets / name
    version = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(2)}"
    draft = home / f".{version}"
    draft.mkdir(parents=True)
    try:
        with duckdb.connect(":memory:", config={"memory_limit": memory, "threads": threads}) as connection:
            connection.execute(f"SET temp_directory = '{str(draft).replace(chr(39), chr(39) * 2)}'")
            connection.execute("SET preserve_insertion_order = true")
            loader = _Loader(connection, draft, tables, choices)
            written = {table.name: loader.write(table) for table in tables.values() if loader.serves(table)}
        if not any(table.person_column for table in written.values()):
            raise Refusal("load-no-person", path=str(source))
        dataset = Dataset(
            id=name,
            title=title,
            standard=omop.STANDARD if loader.omop else "",
            version=version,
            tables=written,
        )
        (draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
        draft.rename(home / version)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if not any(home.iterdir()):
            home.rmdir()
        raise
    _put_in_force(home, version)
    return LoadReport(dataset, tuple(sorted(set(tables) - set(written))))


class _Loader:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        tables: dict[str, SourceTable],
        choices: ColumnChoices,
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._choices = choices
        names = {
            name: [column.lower() for column in table.columns(connection, as_text=True)]
            for name, table in tables.items()
        }
        self.omop = omop.is_omop(names)
        self._reference = choices.reference_tables | (omop.REFERENCE_TABLES if self.omop else frozenset())
        self._names = names

    def serves(self, table: SourceTable) -> bool:
        """Opposition is applied through the person of a row; a table without one must be declared."""
        has_person = any(
            self._role(table.name, column) is ColumnRole.PERSON for column in self._names[table.name]
        )
        return has_person or table.name in self._reference

    def write(self, table: SourceTable) -> Table:
        types = self._types(table)
        scan = table.scan(as_text=self.omop)
        self._check(table, scan, types)
        selected = ", ".join(
            f"CAST({quoted(column)} AS {wanted}) AS {quoted(column.lower())}"
            for column, (_, wanted) in types.items()
        )
        file = f"{table.name}.parquet"
        target = str(self._folder / file).replace("'", "''")
        self._execute(
            table,
            f"COPY (SELECT {selected} FROM {scan}) TO '{target}'"  # noqa: S608
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})",
        )
        columns = {column.lower(): wanted for column, (_, wanted) in types.items()}
        persons = [column for column in columns if self._role(table.name, column) is ColumnRole.PERSON]
        person = "person_id" if "person_id" in persons else next(iter(persons), None)
        rows, levels = self._count(table, target, list(columns))
        if person:
            self._require_persons(table, target, person)
        return Table(
            files=(file,),
            rows=rows,
            person_column=person,
            columns={
                column: Column(type=wanted, role=self._role(table.name, column), levels=levels[column])
                for column, wanted in columns.items()
            },
        )

    def _role(self, table: str, column: str) -> ColumnRole:
        if f"{table}.{column}" in self._choices.identifying:
            return ColumnRole.IDENTIFYING
        if f"{table}.{column}" in self._choices.plain:
            return ColumnRole.PLAIN
        # A site's own column in a standard table is unknown to us: it stays inside until the site says so.
        if self.omop and column not in omop.cdm_tables().get(table, {}):
            return ColumnRole.IDENTIFYING
        return role_of(column)

    def _types(self, table: SourceTable) -> dict[str, tuple[str, str]]:
        """Column as the file spells it -> (its type there, the type to store)."""
        found = table.columns(self._connection, as_text=self.omop)
        standard = omop.cdm_tables().get(table.name, {}) if self.omop else {}
        types = {}
        for column, source_type in found.items():
            wanted = standard.get(column.lower()) or plain_type(source_type)
            if wanted is None:
                raise Refusal("load-column-type", table=table.name, column=column, type=source_type[:60])
            types[column] = (source_type, wanted)
        return types

    def _check(self, table: SourceTable, scan: str, types: dict[str, tuple[str, str]]) -> None:
        tests = {
            column: test
            for column, (source_type, wanted) in types.items()
            if (test := faulty(quoted(column), source_type, wanted))
        }
        if not tests:
            return
        counts = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
        found = self._execute(table, f"SELECT {counts} FROM {scan}")[0]  # noqa: S608
        for (column, test), count in zip(tests.items(), found, strict=True):
            if count:
                numbered = f"SELECT row_number() OVER () AS n, {quoted(column)} FROM {scan}"  # noqa: S608
                row = self._execute(table, f"SELECT min(n) FROM ({numbered}) WHERE {test}")[0][0]  # noqa: S608
                wanted = types[column][1]
                raise Refusal(
                    "load-values-wrong", table=table.name, column=column, type=wanted, count=count, row=row
                )

    def _count(self, table: SourceTable, target: str, columns: list[str]) -> tuple[int, dict[str, int]]:
        counts = ", ".join(f"approx_count_distinct({quoted(column)})" for column in columns)
        row = self._execute(table, f"SELECT count(*), {counts} FROM read_parquet('{target}')")[0]  # noqa: S608
        return row[0], dict(zip(columns, row[1:], strict=True))

    def _require_persons(self, table: SourceTable, target: str, person: str) -> None:
        count = self._execute(
            table,
            f"SELECT count(*) FROM read_parquet('{target}') WHERE {quoted(person)} IS NULL",  # noqa: S608
        )[0][0]
        if count:
            raise Refusal("load-person-missing", table=table.name, column=person, count=count)

    def _execute(self, table: SourceTable, sql: str) -> list[tuple[int, ...]]:
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.OutOfMemoryException as fault:
            raise Refusal("load-too-large", table=table.name) from fault
        except duckdb.Error as fault:
            raise Refusal("load-file-unreadable", table=table.name, path=table.paths[0].name) from fault


def _put_in_force(home: Path, version: str) -> None:
    link = home / f".{CURRENT}-{version}"
    link.symlink_to(version)
    link.replace(home / CURRENT)
    versions = sorted(path for path in home.iterdir() if path.is_dir() and not path.is_symlink())
    for old in versions[:-VERSIONS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def names_in(choices: Collection[str]) -> frozenset[str]:
    """Lower-cased `table.column` entries. Raises Refusal `load-choice-wrong`."""
    for choice in choices:
        if choice.count(".") != 1:
            raise Refusal("load-choice-wrong", choice=choice)
    return frozenset(choice.lower() for choice in choices)
