"""Copies of databases as they stand at one moment, while others write."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from governance.storage.engine import one_that_writes
from launcher.errors import InstallationError

ZONES = ("governance", "airlock", "hub")
# Tables that a later version made are not in the dump, which removes its own alone.
_EMPTY = """DO $$ DECLARE made record; BEGIN
    FOR made IN SELECT schemaname, tablename FROM pg_tables
        WHERE tableowner = current_user AND schemaname NOT IN ('pg_catalog', 'information_schema') LOOP
        EXECUTE format('DROP TABLE %I.%I CASCADE', made.schemaname, made.tablename);
    END LOOP;
END $$"""


def copy_sqlite(database: Path, copy: Path) -> None:
    """By SQLite's own online backup: one state, whoever writes meanwhile."""
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def servers(settings: dict[str, str]) -> dict[str, str]:
    """Zones whose database is a PostgreSQL server's, with its address."""
    addresses = {zone: settings.get(f"D2H_{zone.upper()}_DATABASE_URL", "") for zone in ZONES}
    return {zone: address for zone, address in addresses.items() if address.startswith("postgresql")}


def dump_server(address: str, copy: Path) -> None:
    """Raises InstallationError `backup-database`."""
    _run("pg_dump", "--format=custom", f"--file={copy}", at=address)


def restore_server(address: str, copy: Path) -> None:
    """Into a database that exists; what it held is replaced. Raises InstallationError `backup-database`."""
    statements = copy.with_name(f"{copy.name}.sql")
    try:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={statements}", str(copy))
        once = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _run("psql", *once, f"--command={_EMPTY}", f"--file={statements}", at=address)
    finally:
        statements.unlink(missing_ok=True)


def _run(*command: str, at: str | None = None) -> None:
    """`at`: the address of the server that it speaks to."""
    environment = dict(os.environ)
    if at is not None:
        url = one_that_writes(sa.make_url(at).set(drivername="postgresql+psycopg"))
        _, server = url.get_dialect()().create_connect_args(url)
        if password := server.pop("password", None):
            # Everybody on the machine sees what a program was called with.
            environment["PGPASSWORD"] = password
        command = (*command, f"--dbname={make_conninfo(**server)}")
    try:
        finished = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError as fault:
        raise InstallationError("type-apt", packages="postgresql-client") from fault
    if finished.returncode != 0:
        raise InstallationError("backup-database", program=command[0], reason=finished.stderr.strip()[-500:])
