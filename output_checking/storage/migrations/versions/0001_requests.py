"""Release requests, their files, turns and votes, and the audit trail."""

import sqlalchemy as sa
from alembic import op

from governance.audit.table import audit_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "release_requests",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("project", sa.String(30), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("votes_required", sa.Integer, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("package", sa.JSON),
        sa.Column("revocation", sa.JSON),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("release_requests_by_project", "release_requests", ["project", "created_at"])
    op.create_index("release_requests_by_state", "release_requests", ["state"])
    op.create_table(
        "request_files",
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("group_name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("supports", sa.String(120)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("evidence", sa.JSON),
        sa.Column("findings", sa.JSON, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("submitted_at", _TIME, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("permits", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("decided_at", _TIME),
    )
    op.create_table(
        "votes",
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("reviewer", sa.String(255), primary_key=True),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("comments", sa.JSON, nullable=False),
        sa.Column("cast_at", _TIME, nullable=False),
    )
    audit_table(sa.MetaData()).create(op.get_bind())
