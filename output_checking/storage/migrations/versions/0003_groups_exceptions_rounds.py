"""Words for groups of files, exceptions, rules of the project, and two rounds of votes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0101"
branch_labels = None
depends_on = None

_OLD = ("request_id", "turn", "reviewer", "choice", "comments", "cast_at")


def upgrade() -> None:
    for name, empty in (("explained", "[]"), ("exceptions", "[]"), ("policy", "{}")):
        column = sa.Column(name, sa.JSON, nullable=False, server_default=empty)
        op.add_column("release_requests", column)
    op.rename_table("votes", "votes_before")
    op.create_table(
        "votes",
        sa.Column("request_id", sa.String(40), sa.ForeignKey("release_requests.id"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String(255), nullable=False),
        sa.Column("site", sa.String(30)),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("comments", sa.JSON, nullable=False),
        sa.Column("approved", sa.JSON, nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "turn", "round", "reviewer", name="votes_of_rounds"),
    )
    columns = ", ".join(_OLD)
    op.execute(
        f"INSERT INTO votes ({columns}, round, approved) SELECT {columns}, 1, '{{}}' FROM votes_before"  # noqa: S608
    )
    op.drop_table("votes_before")
