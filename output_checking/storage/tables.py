"""The airlock's tables. Findings and evidence are documents: they are read and written whole."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from governance.audit.table import audit_table


class UtcDateTime(TypeDecorator[datetime]):
    """Times in UTC everywhere: SQLite forgets the zone, PostgreSQL answers in that of the session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()

release_requests = Table(
    "release_requests",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("project", String(30), nullable=False),
    Column("author", String(255), nullable=False),
    Column("title", String(200), nullable=False),
    Column("context", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("votes_required", Integer, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("package", JSON(none_as_null=True)),
    Column("revocation", JSON(none_as_null=True)),
    Column("version", Integer, nullable=False),
    Column("explained", JSON, nullable=False),
    Column("exceptions", JSON, nullable=False),
    Column("policy", JSON, nullable=False),
    Column("same_site", Boolean, nullable=False),
    Column("files_deleted_at", UtcDateTime),
    Index("release_requests_by_project", "project", "created_at"),
    Index("release_requests_by_state", "state", "created_at"),
    Index("release_requests_by_age", "created_at", "id"),
    Index("release_requests_by_author", "author", "created_at"),
    Index("release_requests_counted", "state", "author", "project", "same_site"),
)

request_files = Table(
    "request_files",
    metadata,
    Column("request_id", ForeignKey("release_requests.id"), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("group_name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("supports", String(120)),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("evidence", JSON(none_as_null=True)),
    Column("findings", JSON, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("request_id", ForeignKey("release_requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("files", JSON, nullable=False),
    Column("permits", JSON, nullable=False),
    Column("outcome", String(20)),
    Column("decided_at", UtcDateTime),
)

# The primary key is the last word: one reviewer has one vote in a round, whatever races happen above.
votes = Table(
    "votes",
    metadata,
    Column("request_id", ForeignKey("release_requests.id"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("reviewer", String(255), primary_key=True),
    Column("site", String(30)),
    Column("choice", String(20), nullable=False),
    Column("comments", JSON, nullable=False),
    Column("approved", JSON, nullable=False),
    Column("cast_at", UtcDateTime, nullable=False),
)

# What came of it (image, times, reason, files) is a document.
replays = Table(
    "replays",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("request_id", ForeignKey("release_requests.id"), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("asked_by", String(255), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", JSON, nullable=False),
    Index("replays_by_request", "request_id"),
    Index("replays_by_state", "state"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("subject", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("mail", String(24)),
    Column("sent_at", UtcDateTime),
    Column("given_up_at", UtcDateTime),
    Index("notices_by_due", "due_at"),
    Index("notices_by_subject", "subject"),
)

package_links = Table(
    "package_links",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("request_id", ForeignKey("release_requests.id"), nullable=False),
    Column("person", String(255), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

package_fetches = Table(
    "package_fetches",
    metadata,
    Column("request_id", ForeignKey("release_requests.id"), primary_key=True),
    Column("person", String(255), primary_key=True),
    Column("last_at", UtcDateTime, nullable=False),
)

import_requests = Table(
    "import_requests",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("project", String(30), nullable=False),
    Column("author", String(255), nullable=False),
    Column("name", String(120), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", String(255)),
    Column("comment", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    Index("import_requests_by_state", "state", "created_at"),
)

audit_records = audit_table(metadata)
