"""Notices, personal links to packages, who fetched them, and when files were deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("mail", sa.String(24)),
        sa.Column("sent_at", _TIME),
        sa.Column("given_up_at", _TIME),
    )
    op.create_index("notices_by_due", "notices", ["due_at"])
    op.create_index("notices_by_subject", "notices", ["subject"])
    op.create_table(
        "package_links",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
    )
    op.create_table(
        "package_fetches",
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("last_at", _TIME, nullable=False),
    )
    op.add_column("release_requests", sa.Column("files_deleted_at", _TIME))
