"""The table of a trail, the same in every zone's database; triggers refuse to change or remove a record."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import DDL, MetaData, Table, event

NAME = "audit_records"

_SQLITE = [
    f"CREATE TRIGGER {NAME}_no_update BEFORE UPDATE ON {NAME}"
    " BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
    f"CREATE TRIGGER {NAME}_no_delete BEFORE DELETE ON {NAME}"
    " BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
    # INSERT OR REPLACE removes the row in its way without asking the trigger above.
    f"CREATE TRIGGER {NAME}_no_replace BEFORE INSERT ON {NAME} WHEN EXISTS (SELECT 1 FROM {NAME}"  # noqa: S608
    " WHERE sequence = NEW.sequence OR previous = NEW.previous OR digest = NEW.digest)"
    " BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END",
]
_POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION {NAME}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$",
    f"CREATE TRIGGER {NAME}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {NAME}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}_refuse()",
]


def audit_table(metadata: MetaData) -> Table:
    """`audit_records`; `create_all`, or `.create()` in a migration, also creates its triggers."""
    table = Table(
        NAME,
        metadata,
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),  # the hashed spelling, never the database's own
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("signature", sa.Text, nullable=False),
    )
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for statement in statements:
            trigger = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
    return table
