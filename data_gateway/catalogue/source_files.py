"""The tables a folder offers: CSV or Parquet, one file per table or one folder of parts per table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from governance.refusal import Refusal

_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_KINDS = {".parquet": "parquet", ".csv": "csv", ".csv.gz": "csv"}


@dataclass(frozen=True)
class SourceTable:
    name: str
    kind: str
    paths: tuple[Path, ...]

    def scan(self, *, as_text: bool) -> str:
        """SQL that reads it; `as_text` leaves the typing of a CSV to the caller."""
        files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self.paths)
        if self.kind == "parquet":
            return f"read_parquet([{files}], union_by_name = true)"
        return f"read_csv([{files}], header = true, all_varchar = {str(as_text).lower()}, nullstr = '')"

    def columns(self, connection: duckdb.DuckDBPyConnection, *, as_text: bool) -> dict[str, str]:
        """Column -> DuckDB type, in order. Raises Refusal `load-file-unreadable` or `load-column-name`."""
        try:
            rows = connection.execute(f"DESCRIBE SELECT * FROM {self.scan(as_text=as_text)}").fetchall()  # noqa: S608
        except duckdb.Error as fault:
            raise Refusal("load-file-unreadable", table=self.name, path=self.paths[0].name) from fault
        columns = {str(row[0]): str(row[1]) for row in rows}
        lowered = [name.lower() for name in columns]
        for name in columns:
            if not _TABLE_NAME.fullmatch(name.lower()) or lowered.count(name.lower()) > 1:
                raise Refusal("load-column-name", table=self.name, column=name[:63])
        return columns


def find_tables(source: Path) -> dict[str, SourceTable]:
    """Raises Refusal `load-source-missing`, `load-nothing-found` or `load-table-twice`."""
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
        if not kinds or not _TABLE_NAME.fullmatch(name):
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
