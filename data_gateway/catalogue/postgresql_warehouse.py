"""A hospital's PostgreSQL that a data set stays in: what stands there, and its figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import psycopg
from psycopg.conninfo import make_conninfo

from data_gateway.catalogue.connecting import FoundTable
from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.postgresql_source import PostgresqlSource, sqlstate
from data_gateway.catalogue.postgresql_tables import TYPES, columns_of, scan
from data_gateway.catalogue.source_mapping import as_stored, harmonised
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_postgres import PRELUDE
from governance.refusal import Refusal

_STRONG = ("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program")


@dataclass(frozen=True)
class PostgresqlWarehouse:
    """`source` names the data base and its tables; the password comes from PGPASSWORD or a password file."""

    source: PostgresqlSource
    engine: ClassVar[Literal["postgres"]] = "postgres"

    @property
    def place(self) -> str:
        return self.source.place

    def address(self) -> str:
        password = os.environ.get("PGPASSWORD")
        return make_conninfo(self.source.address, **({"password": password} if password else {}))

    def tables(self) -> dict[str, FoundTable]:
        """Raises Refusal `load-postgresql-…`, `load-table-…`, or `connect-…` for an account that may do more
        than read, or less than a gateway needs."""
        with self.source.connected() as connection:
            _check_account(connection, self.place)
            found = {}
            for name, parts in self.source.found(connection):
                _check_read_only(connection, parts, self.place)
                columns = columns_of(_asking(connection), parts)
                found[name] = FoundTable(parts, {column: TYPES.get(kind) for column, kind in columns.items()})
        return found

    @contextmanager
    def counting(self, dataset: Dataset) -> Iterator[Counter]:
        with counting_in_postgresql(self.address(), dataset) as counter:
            yield counter


@contextmanager
def counting_in_postgresql(address: str, dataset: Dataset) -> Iterator[Counter]:
    """Raises Refusal `source-away`."""
    try:
        connection = psycopg.connect(
            address, connect_timeout=10, application_name="d2h site", autocommit=True
        )
    except psycopg.Error as fault:
        raise Refusal("source-away", dataset=dataset.id) from fault
    with connection:
        for statement in ("SET search_path = pg_catalog, pg_temp", "SET timezone = 'UTC'", *PRELUDE):
            connection.execute(statement.encode())
        yield PostgresqlCounter(connection, dataset)


class PostgresqlCounter:
    """In the tables themselves, all questions of one card together."""

    engine = Engine.POSTGRES
    opposed = 'pg_temp."opposed patients"'

    def __init__(self, connection: psycopg.Connection, dataset: Dataset) -> None:
        self._connection, self._dataset = connection, dataset

    def leave_out(self, persons: frozenset[str]) -> None:
        self._connection.execute(f"CREATE TEMP TABLE {self.opposed.partition('.')[2]} (id text)".encode())
        copy = f"COPY {self.opposed} FROM STDIN".encode()
        with self._connection.cursor() as cursor, cursor.copy(copy) as rows:
            for person in sorted(persons):
                rows.write_row((person,))

    def rows(self, table: str) -> str:
        parts = self._dataset.place(table)
        found = scan(parts, as_stored(self._dataset, table), columns_of(_asking(self._connection), parts))
        if found is None:
            raise Refusal("source-changed", dataset=self._dataset.id, table=table)
        return harmonised(self.engine, self._dataset, table, found)

    def ask(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql.encode()).fetchall()
        except psycopg.Error as fault:
            place = f"{self._dataset.id}.{table}"
            raise Refusal("connect-count-failed", table=place, reason=sqlstate(fault)) from fault


def _asking(connection: psycopg.Connection) -> Any:
    return lambda sql: connection.execute(sql.encode()).fetchall()


def _check_account(connection: psycopg.Connection, place: str) -> None:
    asked = ", ".join(f"pg_has_role(current_user, '{role}', 'USAGE')" for role in _STRONG)
    more = "has_database_privilege(current_database(), 'TEMPORARY'), getdatabaseencoding()"
    query = f"SELECT rolsuper, {asked}, {more} FROM pg_roles WHERE rolname = current_user"  # noqa: S608
    (row,) = connection.execute(query.encode()).fetchall()
    *strong, temporary, encoding = row
    if any(strong):
        raise Refusal("connect-account-strong", place=place)
    if not temporary:
        raise Refusal("connect-account-temporary", place=place)
    if encoding != "UTF8":
        raise Refusal("connect-encoding", place=place, encoding=str(encoding))


def _check_read_only(connection: psycopg.Connection, parts: tuple[str, str], place: str) -> None:
    name = ".".join('"' + part.replace('"', '""') + '"' for part in parts)
    (row,) = connection.execute(
        "SELECT has_table_privilege(%s, 'SELECT'),"
        " has_table_privilege(%s, 'INSERT, UPDATE, DELETE, TRUNCATE')",
        (name, name),
    ).fetchall()
    if row[1]:
        raise Refusal("connect-account-writes", place=place, table=".".join(parts))
    if not row[0]:
        raise Refusal("load-table-unknown", place=place, table=".".join(parts))
