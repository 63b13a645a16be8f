"""The tables of a folder or a file: CSV or Parquet, one file per table or one folder of parts per table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data_gateway.catalogue.column_types import SourceColumn, plain_type
from data_gateway.catalogue.dataset import DAY, MOMENT, TEXT
from data_gateway.queries.conditions import literal
from governance.refusal import Refusal

TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_KINDS = {".parquet": "parquet", ".csv": "csv", ".csv.gz": "csv"}
_NO_SIGN = "(empty)"  # how DuckDB tells that a CSV has no quote or escape


@dataclass(frozen=True)
class SourceTable:
    """`types`: served types known from elsewhere (a database) of columns that the files hold as text."""

    name: str
    kind: str
    paths: tuple[Path, ...]
    types: dict[str, str] = field(default_factory=dict)

    def look(self, connection: duckdb.DuckDBPyConnection) -> FoundTable:
        """Raises Refusal `load-file-unreadable` or `load-column-name`."""
        try:
            found = self._csv(connection) if self.kind == "csv" else self._parquet(connection)
        except duckdb.Error as fault:
            raise self.unreadable() from fault
        lowered = [name.lower() for name in found.types]
        for name in found.types:
            if not TABLE_NAME.fullmatch(name.lower()) or lowered.count(name.lower()) > 1:
                raise Refusal("load-column-name", table=self.name, column=name[:63])
        return found

    def unreadable(self) -> Refusal:
        return Refusal("load-file-unreadable", table=self.name, path=self.paths[0].name)

    @property
    def _files(self) -> str:
        return "[" + ", ".join(literal(str(path)) for path in self.paths) + "]"

    def _parquet(self, connection: duckdb.DuckDBPyConnection) -> FoundTable:
        scan = f"read_parquet({self._files}, union_by_name = true"
        rows = connection.execute(f"DESCRIBE SELECT * FROM {scan})").fetchall()  # noqa: S608
        return FoundTable(self, scan, {str(row[0]): (str(row[1]), str(row[1])) for row in rows})

    def _csv(self, connection: duckdb.DuckDBPyConnection) -> FoundTable:
        """Read as text whatever the types look like, so that a value of another type is found in its row."""
        (found,) = connection.execute(
            "SELECT Delimiter, Quote, Escape, Columns, DateFormat, TimestampFormat"  # noqa: S608
            f" FROM sniff_csv({literal(str(self.paths[0]))}, header = true, nullstr = '',"
            " ignore_errors = true)"
        ).fetchall()
        # A sample without quotes does not say that none will come: then the usual one is left in place.
        signs = {"delim": found[0], "quote": found[1], "escape": found[2]}
        given = [f"{sign} = {literal(str(mark))}" for sign, mark in signs.items() if mark != _NO_SIGN]
        scan = f"read_csv({self._files}, header = true, all_varchar = true, nullstr = '', {', '.join(given)}"
        types = {str(each["name"]): (TEXT, str(each["type"])) for each in found[3]}
        others = {kind: str(given) for kind, given in ((DAY, found[4]), (MOMENT, found[5])) if given}
        formats = {kind: given for kind, given in others.items() if not given.startswith("%Y-%m-%d")}
        return FoundTable(self, scan, types, formats)


@dataclass(frozen=True)
class FoundTable:
    """`types`: column as the file spells it -> (type there, type it looks like); `formats`: of days."""

    source: SourceTable
    scan: str
    types: dict[str, tuple[str, str]]
    formats: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.types)

    def typed(self, standard: dict[str, str]) -> OpenedTable:
        """With the types that `standard` says, else the file's own. Raises Refusal `load-column-type`."""
        columns = {}
        for name, (source_type, alike) in self.types.items():
            wanted = standard.get(name.lower()) or self.source.types.get(name) or plain_type(alike)
            if wanted is None:
                raise Refusal("load-column-type", table=self.source.name, column=name, type=alike[:60])
            written = self.formats.get(wanted) if alike == wanted else None
            columns[name.lower()] = SourceColumn(name, source_type, wanted, written)
        return OpenedTable(self.source, self.scan, columns)


@dataclass(frozen=True)
class OpenedTable:
    """`columns` by their name in small letters."""

    source: SourceTable
    _scan: str
    columns: dict[str, SourceColumn]

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def scan(self) -> str:
        """SQL that reads it; lines that are no row of a CSV are passed over: `scan_noting` tells of them."""
        return self._scan + (", ignore_errors = true)" if self.source.kind == "csv" else ")")

    def scan_noting(self, lines: str) -> str:
        """The same, and the lines passed over go into the temporary table `lines`."""
        if self.source.kind != "csv":
            return self.scan
        noting = f"rejects_table = {literal(lines)}, rejects_scan = {literal(lines + '_scan')}"
        return f"{self._scan}, store_rejects = true, {noting})"


def find_tables(source: Path) -> dict[str, SourceTable]:
    """Raises Refusal `load-source-missing`, `load-nothing-found`, `load-file-name` or `load-table-twice`."""
    if source.is_file() and _kind(source):
        if not TABLE_NAME.fullmatch(_table_name(source)):
            raise Refusal("load-file-name", path=source.name[:63])
        return {_table_name(source): SourceTable(_table_name(source), str(_kind(source)), (source,))}
    if not source.is_dir():
        raise Refusal("load-source-missing", path=str(source))
    entries = _visible(source)
    if len(entries) == 1 and entries[0].is_dir() and "person" in map(_table_name, _visible(entries[0])):
        entries = _visible(entries[0])  # an archive often unpacks into one folder of its own
    tables: dict[str, SourceTable] = {}
    for entry in entries:
        parts = tuple(path for path in _visible(entry) if _kind(path)) if entry.is_dir() else (entry,)
        name = _table_name(entry)
        kinds = {_kind(path) for path in parts} - {None}
        if not kinds or not TABLE_NAME.fullmatch(name):
            continue
        if name in tables or len(kinds) > 1:
            raise Refusal("load-table-twice", table=name)
        tables[name] = SourceTable(name, str(kinds.pop()), parts)
    if not tables:
        raise Refusal("load-nothing-found", path=str(source))
    return tables


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_")))


def _table_name(path: Path) -> str:
    return path.name.split(".")[0].lower()


def _kind(path: Path) -> str | None:
    return next((kind for ending, kind in _KINDS.items() if path.name.lower().endswith(ending)), None)
