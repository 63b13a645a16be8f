"""On which machine a workspace was opened and a job began; of those from before nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TABLES = ("workspace_sessions", "jobs")


def upgrade() -> None:
    for name in _TABLES:
        op.add_column(name, sa.Column("node", sa.String(253), nullable=False, server_default=""))


def downgrade() -> None:
    for name in _TABLES:
        op.drop_column(name, "node")
