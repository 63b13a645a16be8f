"""Display budgets, what each session of a workspace showed, and the code that was run in it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MEBIBYTE = 1024 * 1024


def upgrade() -> None:
    for name, default in (("display_hour_bytes", 64), ("display_day_bytes", 256)):
        op.add_column(
            "projects",
            sa.Column(name, sa.BigInteger, nullable=False, server_default=str(default * _MEBIBYTE)),
        )
    op.create_table(
        "workspace_sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("user", sa.String(63), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True)),
    )
    op.create_index("sessions_of_workspace", "workspace_sessions", ["project", "user"])
    op.create_table(
        "display",
        sa.Column("session", sa.Integer, sa.ForeignKey("workspace_sessions.id"), primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("shown", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_display_since", "display", ["since"])
    op.create_table(
        "display_pauses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False, index=True),
        sa.Column("window", sa.String(4), nullable=False),
        sa.Column("hour_bytes", sa.BigInteger, nullable=False),
        sa.Column("day_bytes", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "executed_code",
        sa.Column("audit", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("session", sa.Integer, sa.ForeignKey("workspace_sessions.id"), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("executed_code", "display_pauses", "display", "workspace_sessions"):
        op.drop_table(table)
    # Not in batch mode: SQLite would make the table anew, which the rows that refer to it forbid.
    op.drop_column("projects", "display_hour_bytes")
    op.drop_column("projects", "display_day_bytes")
