"""The rules by which results leave become one document of the project."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PROJECTS = sa.table(
    "projects",
    sa.column("id", sa.String),
    sa.column("threshold", sa.Integer),
    sa.column("votes", sa.Integer),
    sa.column("outputs", sa.JSON),
)


def upgrade() -> None:
    op.add_column("projects", sa.Column("outputs", sa.JSON, nullable=False, server_default="{}"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PROJECTS)).all():
        rules = {"threshold": row.threshold, "votes": row.votes}
        connection.execute(sa.update(_PROJECTS).where(_PROJECTS.c.id == row.id).values(outputs=rules))
    # Not in batch mode: SQLite would make the table anew, which the rows that refer to it forbid.
    op.drop_column("projects", "threshold")
    op.drop_column("projects", "votes")


def downgrade() -> None:
    for name, default in (("threshold", "10"), ("votes", "2")):
        column = sa.Column(name, sa.Integer, nullable=False, server_default=default)
        op.add_column("projects", column)
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PROJECTS)).all():
        rules = {name: row.outputs[name] for name in ("threshold", "votes")}
        connection.execute(sa.update(_PROJECTS).where(_PROJECTS.c.id == row.id).values(rules))
    op.drop_column("projects", "outputs")
