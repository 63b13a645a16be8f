"""What workspaces took or were refused of packages from outside, once for each file."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packages_taken",
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("user", sa.String(63), primary_key=True),
        sa.Column("event", sa.String(30), primary_key=True),
        sa.Column("file", sa.String(300), primary_key=True),
        sa.Column("package", sa.String(100), nullable=False),
        sa.Column("version", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("audited", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("packages_taken")
