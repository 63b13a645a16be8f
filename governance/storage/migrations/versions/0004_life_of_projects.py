"""The steps of a project's life. What is active or suspended today stays so, with what it has."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PROJECTS = sa.table("projects", sa.column("id", sa.String))


def upgrade() -> None:
    steps = op.create_table(
        "project_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False, index=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20)),
        sa.Column("reference", sa.String(120)),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("document", sa.String(64)),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    now = datetime.now(UTC)
    told = {"given_by": "migration", "given": now.date(), "recorded_by": "migration", "recorded_at": now}
    connection = op.get_bind()
    for project in connection.scalars(sa.select(_PROJECTS.c.id)).all():
        connection.execute(sa.insert(steps).values(project=project, step="taken-over", **told))


def downgrade() -> None:
    op.drop_table("project_steps")
