"""Who left, certificates of training, policies, signed charters."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("left_at", _MOMENT))
    op.create_table(
        "training_certificates",
        sa.Column("id", sa.Integer, primary_key=True),
        _username(index=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("applied_by", sa.String(200), nullable=False),
        sa.Column("applied_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "charter_signatures",
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), primary_key=True),
        _username(primary_key=True),
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("signed_at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in ("charter_signatures", "policies", "training_certificates"):
        op.drop_table(table)
    op.drop_column("people", "left_at")


def _username(*, index: bool = False, primary_key: bool = False) -> sa.Column[str]:
    person = sa.ForeignKey("people.username")
    return sa.Column(
        "username", sa.String(63), person, nullable=False, index=index or None, primary_key=primary_key
    )
