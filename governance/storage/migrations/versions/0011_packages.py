"""Packages from outside that workspaces may install, and those that were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("versions", sa.String(200), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "package_wishes",
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("user", sa.String(63), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("package_wishes")
    op.drop_table("packages")
