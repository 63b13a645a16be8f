"""Indexes for lists of requests: by state, by age and by author, each latest first."""

from alembic import op

revision = "0101"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("release_requests_by_state", "release_requests")
    op.create_index("release_requests_by_state", "release_requests", ["state", "created_at"])
    op.create_index("release_requests_by_age", "release_requests", ["created_at", "id"])
    op.create_index("release_requests_by_author", "release_requests", ["author", "created_at"])
