"""Engines for SQLite (WAL) and PostgreSQL, with the same promise on both: one writer, no torn reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from governance.refusal import Refusal

WAIT_SECONDS = 15  # for another writer, before giving up
CONNECT_SECONDS = 5  # for each server of an address with several
# Fifteen connections at most, of which most stay open: opening one costs more than the queries of a page.
_POOL: Mapping[str, Any] = {"pool_size": 12, "max_overflow": 3}


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """Raises Refusal `database-url-invalid` for a URL of neither SQLite nor PostgreSQL.

    On SQLite a writing engine takes the write lock when a transaction begins (BEGIN IMMEDIATE): a transaction
    that read first and wrote later could otherwise fail half way under load.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as fault:
        raise Refusal("database-url-invalid") from fault
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed, read_only)
        case "postgresql":
            return _postgresql(parsed, read_only)
        case _:
            raise Refusal("database-url-invalid")


def _sqlite(url: sa.URL, read_only: bool) -> Engine:
    file = Path(url.database) if url.database and url.database != ":memory:" else None
    if file and read_only and not file.exists():  # SQLite would create it
        raise Refusal("database-not-migrated")
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_SECONDS}, **(_POOL if file else {}))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: sa.URL, read_only: bool) -> Engine:
    if url.get_driver_name() != "psycopg":
        url = url.set(drivername="postgresql+psycopg")
    options = [
        f"-c lock_timeout={WAIT_SECONDS}s",
        "-c statement_timeout=60s",
        "-c idle_in_transaction_session_timeout=60s",
        f"-c default_transaction_read_only={'on' if read_only else 'off'}",
    ]
    return sa.create_engine(
        one_that_writes(url),
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": WAIT_SECONDS * 1000,  # a server whose machine went away without a word
            "options": " ".join(options),
        },
        **_POOL,
    )


def one_that_writes(url: sa.URL) -> sa.URL:
    """Of an address with several hosts, the server that is no standby, unless the address says otherwise."""
    several = "," in (url.host or "") or not isinstance(url.query.get("host", ""), str)
    return url.update_query_dict({"target_session_attrs": "primary"} | dict(url.query)) if several else url
