"""Bring the airlock's database to the tables this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from governance.refusal import Refusal

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Runs what is missing in one transaction; nothing happens on a database that is up to date.

    Raises Refusal `database-unreachable`.
    """
    config = _config()
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as fault:
        raise Refusal("database-unreachable") from fault


def require_current(engine: Engine) -> None:
    """Raises Refusal `database-not-migrated` or `database-unreachable`."""
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as fault:
        raise Refusal("database-unreachable") from fault
    if current != ScriptDirectory.from_config(_config()).get_current_head():
        raise Refusal("database-not-migrated")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
