"""Algorithms of projects, and the jobs that run them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("algorithms", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("jobs", sa.Column("algorithm", sa.String(30), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("jobs", "algorithm")
    op.drop_column("projects", "algorithms")
