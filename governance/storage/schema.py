"""The versions of the database schema: Alembic migrations, run by `python -m governance.migrate`."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from governance.refusal import Refusal

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine) -> None:
    """Bring the database to the newest version, in one transaction. Raises Refusal `database-unreachable`."""
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    except sa.exc.OperationalError as fault:
        raise Refusal("database-unreachable") from fault


def require_current_schema(engine: Engine) -> None:
    """Raises Refusal `database-not-migrated` or `database-unreachable`."""
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.OperationalError as fault:
        if engine.dialect.name == "sqlite":  # a reader does not create the file
            raise Refusal("database-not-migrated") from fault
        raise Refusal("database-unreachable") from fault
    if current != ScriptDirectory.from_config(_config()).get_current_head():
        raise Refusal("database-not-migrated")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
