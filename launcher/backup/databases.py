"""Copies of databases as they stand at one moment, while others write."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from launcher.errors import InstallationError

ZONES = ("governance", "airlock", "hub")


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
    _run("pg_dump", "--format=custom", f"--file={copy}", f"--dbname={_libpq(address)}")


def restore_server(address: str, copy: Path) -> None:
    """Into a database that exists; what it held is replaced. Raises InstallationError `backup-database`."""
    tables = ["--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", *tables, f"--dbname={_libpq(address)}", str(copy))


def _libpq(address: str) -> str:
    return sa.make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as fault:
        raise InstallationError("type-apt", packages="postgresql-client") from fault
    if finished.returncode != 0:
        raise InstallationError("backup-database", program=command[0], reason=finished.stderr.strip()[-500:])
