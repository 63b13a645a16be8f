"""The table of a trail, the same in every zone's database; triggers refuse to change or remove a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import DDL, Column, Dialect, MetaData, Table, event

from governance.audit.chain import spelled

NAME = "audit_records"
COPIES = "site_audit_records"

_APPEND_ONLY = "SELECT RAISE(ABORT, 'audit records are append-only')"


class HashedJson(sa.TypeDecorator[dict[str, Any]]):
    """JSON stored in the spelling that is hashed, so that a trail is proved without reading it."""

    impl = sa.JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return spelled


def audit_table(metadata: MetaData) -> Table:
    """`audit_records`; `create_all`, or `.create()` in a migration, also creates its triggers."""
    table = Table(
        NAME,
        metadata,
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        *_content(),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("signature", sa.Text, nullable=False),
    )
    return _append_only(table, "sequence = NEW.sequence OR previous = NEW.previous OR digest = NEW.digest")


def copies_table(metadata: MetaData) -> Table:
    """`site_audit_records`: what sites sent of their own trails, as they signed it."""
    table = Table(
        COPIES,
        metadata,
        sa.Column("site", sa.String(30), sa.ForeignKey("sites.id"), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        *_content(),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    return _append_only(table, "site = NEW.site AND sequence = NEW.sequence")


def _content() -> list[Column[Any]]:
    return [
        sa.Column("at", sa.String(32), nullable=False),  # the hashed spelling, never the database's own
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", HashedJson, nullable=False),
    ]


def _append_only(table: Table, same: str) -> Table:
    name = table.name
    sqlite = [
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} BEGIN {_APPEND_ONLY}; END",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} BEGIN {_APPEND_ONLY}; END",
        # INSERT OR REPLACE removes the row in its way without asking the trigger above.
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name}"  # noqa: S608
        f" WHEN EXISTS (SELECT 1 FROM {name} WHERE {same}) BEGIN {_APPEND_ONLY}; END",
    ]
    postgresql = [
        f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$",
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}_refuse()",
    ]
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        for statement in statements:
            trigger = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
    return table
