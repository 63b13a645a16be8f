"""Tables of a PostgreSQL data base, copied as text into Parquet: bounded memory, one state of all of them.

Read with COPY through psycopg, which governance needs anyhow: no second driver, and the server sends a table
as it stands on disk, faster than rows. What it sends is kept as text, so that the same checks find the same
wrong values, row by row, whatever a data set comes from.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from psycopg import sql

from data_gateway.catalogue.postgresql_tables import TYPES
from data_gateway.catalogue.source_files import TABLE_NAME, SourceTable
from governance.refusal import Refusal

SCHEMES = ("postgresql", "postgres")
_EVERY = "*"
_BLOCK = 4 << 20  # bytes of text made into one batch


@dataclass(frozen=True)
class PostgresqlSource:
    """`tables`: `name`, `schema.name` or `schema.*`; tables and views alike."""

    address: str
    tables: tuple[str, ...] = ("public.*",)

    def __post_init__(self) -> None:
        """Raises Refusal `load-password-in-address` or `load-address-wrong`."""
        try:
            parts = urlsplit(self.address)
            secret = parts.password is not None or "password" in dict(parse_qsl(parts.query))
        except ValueError as fault:
            raise Refusal("load-address-wrong") from fault
        if secret:
            raise Refusal("load-password-in-address")

    @property
    def place(self) -> str:
        """Host and data base alone: what an audit may say of where data came from."""
        parts = urlsplit(self.address)
        return f"postgresql://{parts.hostname or ''}{parts.path}"

    def copy_into(self, folder: Path) -> dict[str, SourceTable]:
        """One Parquet file per table, all of one state of the data base.

        Raises Refusal `load-postgresql-away`, `load-postgresql-failed`, `load-table-unknown`,
        `load-table-twice`, `load-file-name`, `load-column-type`.
        """
        with self.connected() as connection:
            return {name: _copied(connection, *found, folder) for name, found in self.found(connection)}

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        """One state of the data base, to be read alone.

        Raises Refusal `load-postgresql-away`, or `load-postgresql-failed` for what fails inside.
        """
        try:
            connection = psycopg.connect(self.address, connect_timeout=10, application_name="d2h site")
        except psycopg.Error as fault:
            raise Refusal("load-postgresql-away", place=self.place, reason=_first_line(fault)) from fault
        with connection:
            try:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
                yield connection
            except psycopg.Error as fault:
                raise Refusal("load-postgresql-failed", place=self.place, reason=sqlstate(fault)) from fault

    def found(self, connection: psycopg.Connection) -> Iterator[tuple[str, tuple[str, str]]]:
        """The name a table gets here, and its schema and name there."""
        seen = set()
        for asked in self.tables:
            schema, _, name = asked.strip().rpartition(".")
            names = _relations(connection, schema or "public", name)
            if not names:
                raise Refusal("load-table-unknown", table=asked.strip()[:130], place=self.place)
            for each in names:
                if not TABLE_NAME.fullmatch(each.lower()):
                    raise Refusal("load-file-name", path=each)
                if each.lower() in seen:
                    raise Refusal("load-table-twice", table=each.lower())
                seen.add(each.lower())
                yield each.lower(), (schema or "public", each)


def is_postgresql(source: str) -> bool:
    return source.partition("://")[0] in SCHEMES and "://" in source


def _relations(connection: psycopg.Connection, schema: str, name: str) -> list[str]:
    found = connection.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = %s AND (%s = '*' OR table_name = %s) ORDER BY 1",
        (schema, name, name),
    )
    return [row[0] for row in found]


def _copied(connection: psycopg.Connection, schema: str, name: str, folder: Path) -> SourceTable:
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        (schema, name),
    )
    types = {}
    for column, data_type in rows:
        if data_type not in TYPES:
            raise Refusal("load-column-type", table=name.lower(), column=column[:63], type=data_type[:60])
        types[column] = TYPES[data_type]
    path = folder / f"{name.lower()}.parquet"
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, types)), sql.Identifier(schema, name)
    )
    texts = pa.schema([(column, pa.string()) for column in types])
    with (
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
        parquet.ParquetWriter(path, texts) as writer,
    ):
        for batch in _batches(_Sent(iter(copy)), list(types)):
            writer.write_batch(batch)
    return SourceTable(name.lower(), "parquet", (path,), types)


def _batches(sent: _Sent, columns: list[str]) -> Iterator[pa.RecordBatch]:
    if not sent.begins():  # an empty table
        return
    reader = arrow_csv.open_csv(
        pa.PythonFile(sent, mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=columns, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,  # PostgreSQL writes the empty text as "", no value as nothing
        ),
    )
    yield from reader


class _Sent(io.RawIOBase):
    """What the server sends, a block per row, as a file that is read once.

    Reads are answered in full: Arrow keeps a whole buffer for each, however little comes in it.
    """

    def __init__(self, blocks: Iterator[bytes | bytearray | memoryview]) -> None:
        self._blocks = blocks
        self._waiting = bytearray()

    def begins(self) -> bool:
        """Whether anything is sent at all."""
        self._fill(1)
        return bool(self._waiting)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._fill(size)
        part = bytes(self._waiting[:size])
        del self._waiting[:size]
        return part

    def _fill(self, size: int) -> None:
        while len(self._waiting) < size:
            block = next(self._blocks, None)
            if block is None:
                return
            self._waiting += block


def _first_line(fault: psycopg.Error) -> str:
    """Libpq's own words of why nobody answers; they name hosts and users, never a password."""
    return re.sub(r"\s+", " ", str(fault))[:200]


def sqlstate(fault: psycopg.Error) -> str:
    """The SQLSTATE alone: the server's words may quote a value."""
    return fault.sqlstate or type(fault).__name__
