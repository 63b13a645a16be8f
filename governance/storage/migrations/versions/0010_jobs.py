"""Batch jobs, and the notebooks that they run."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_notebooks",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("user", sa.String(63), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("notebook", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), sa.ForeignKey("job_notebooks.digest"), nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("cpus", sa.Double, nullable=False),
        sa.Column("memory_bytes", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("tell", sa.Boolean, nullable=False),
        sa.Column("retry_of", sa.Integer, sa.ForeignKey("jobs.id")),
        sa.Column("turn", sa.BigInteger),
        sa.Column("submitted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
    )
    op.create_index("jobs_of_project", "jobs", ["project", "state"])


def downgrade() -> None:
    op.drop_table("jobs")
    op.drop_table("job_notebooks")
