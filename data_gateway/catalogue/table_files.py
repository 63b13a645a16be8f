"""Write one table of a data set as typed Parquet, and describe what was written."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data_gateway.catalogue import omop
from data_gateway.catalogue.dataset import Column, Table
from data_gateway.catalogue.file_sums import sum_of
from data_gateway.catalogue.identifiers import ColumnRole, role_of
from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

ROW_GROUP = 122_880
# A table of documents keeps the groups that it is read in, so that no vector of it is larger than memory.
AS_READ = 1
# Of a scan's time, zstd takes two thirds; a file is 40 % larger without it.
COMPRESSION = "lz4_raw"


@dataclass(frozen=True)
class ColumnChoices:
    """What the site decides against our naming rules, as `table.column`.

    `documents` are de-identified while they are loaded; free text that is not among them stays inside.
    """

    identifying: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    reference_tables: frozenset[str] = frozenset()
    linkage: frozenset[str] = frozenset()

    def role(self, table: str, column: str, *, is_omop: bool) -> ColumnRole:
        if f"{table}.{column}" in self.identifying | self.linkage:
            return ColumnRole.IDENTIFYING
        if f"{table}.{column}" in self.plain:
            return ColumnRole.PLAIN
        named = role_of(column)
        if f"{table}.{column}" in self.documents and named in (ColumnRole.PLAIN, ColumnRole.FREE_TEXT):
            return ColumnRole.FREE_TEXT
        # A site's own column in a standard table is unknown to us: it stays inside until the site says so.
        if is_omop and column not in omop.cdm_tables().get(table, {}):
            return ColumnRole.IDENTIFYING
        return ColumnRole.IDENTIFYING if named is ColumnRole.FREE_TEXT else named

    def link_column(self, table: str, columns: Collection[str]) -> str | None:
        return next((column for column in columns if f"{table}.{column}" in self.linkage), None)


class Engine:
    """A DuckDB connection whose faults are told of the table at work, never in the engine's own words."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, spill: Path, *, memory: str, threads: int
    ) -> None:
        self.connection = connection
        for setting in (
            f"memory_limit = {literal(memory)}",
            f"threads = {threads}",
            f"temp_directory = {literal(str(spill))}",
            "preserve_insertion_order = true",
        ):
            connection.execute(f"SET {setting}")

    def execute(self, table: str, sql: str, unreadable: Refusal) -> list[tuple[Any, ...]]:
        """Raises Refusal `load-too-large`, `load-disk-full` or `unreadable`."""
        try:
            return self.connection.execute(sql).fetchall()
        except duckdb.OutOfMemoryException as fault:
            raise Refusal("load-too-large", table=table) from fault
        except duckdb.Error as fault:
            if isinstance(fault, duckdb.IOException) and "No space left" in str(fault):
                raise disk_full() from fault
            raise unreadable from fault


def disk_full() -> Refusal:
    return Refusal("load-disk-full")


def is_disk_full(fault: OSError) -> bool:
    return fault.errno in (errno.ENOSPC, errno.EDQUOT)


def write_table(
    engine: Engine,
    name: str,
    relation: str,
    types: dict[str, str],
    folder: Path,
    role: Callable[[str], ColumnRole],
    unreadable: Refusal,
    link_column: str | None = None,
    *,
    row_group: int = ROW_GROUP,
) -> Table:
    """`relation`: SQL whose columns include those of `types`; others stay in the file, unseen."""
    path = folder / f"{name}.parquet"
    engine.execute(
        name,
        f"COPY ({relation}) TO {literal(str(path))}"
        f" (FORMAT parquet, COMPRESSION {COMPRESSION}, ROW_GROUP_SIZE {row_group})",
        unreadable,
    )
    counts = ", ".join(f"approx_count_distinct({quoted(column)})" for column in types)
    written = f"read_parquet({literal(str(path))})"
    rows, *levels = engine.execute(name, f"SELECT count(*), {counts} FROM {written}", unreadable)[0]  # noqa: S608
    return Table(
        files=(path.name,),
        sums=(sum_of(path),),
        rows=rows,
        person_column=person_column(types, role),
        link_column=link_column,
        columns={
            column: Column(type=kind, role=role(column), levels=count)
            for (column, kind), count in zip(types.items(), levels, strict=True)
        },
    )


def person_column(columns: dict[str, Any], role: Callable[[str], ColumnRole]) -> str | None:
    """The column that says whose a row is."""
    persons = [column for column in columns if role(column) is ColumnRole.PERSON]
    return "person_id" if "person_id" in persons else next(iter(persons), None)
