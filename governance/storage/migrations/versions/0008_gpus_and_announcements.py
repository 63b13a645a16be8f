"""Who holds which GPU and who waits for one, and what administrators say in open workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("gpus", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "gpu_allotments",
        sa.Column("device", sa.String(120), primary_key=True),
        sa.Column("holder", sa.String(200), nullable=False, index=True),
        sa.Column("user", sa.String(63), nullable=False),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "gpu_queue",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("holder", sa.String(200), nullable=False, unique=True),
        sa.Column("user", sa.String(63), nullable=False),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called", sa.DateTime(timezone=True)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("announcements", "gpu_queue", "gpu_allotments"):
        op.drop_table(table)
    # Not in batch mode: SQLite would make the table anew, which the rows that refer to it forbid.
    op.drop_column("projects", "gpus")
