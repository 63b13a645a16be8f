"""Replays of the notebooks of requests."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.String(255), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("outcome", sa.JSON, nullable=False),
    )
    op.create_index("replays_by_request", "replays", ["request_id"])
    op.create_index("replays_by_state", "replays", ["state"])
