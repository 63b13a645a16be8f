"""People, sites, projects, permits and the audit trail."""

import sqlalchemy as sa
from alembic import op

from governance.audit.table import audit_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    audit_table(sa.MetaData()).create(op.get_bind())
    op.create_table(
        "people",
        sa.Column("username", sa.String(63), primary_key=True),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("site", sa.String(30)),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.String(30), primary_key=True),
        sa.Column("card", sa.JSON, nullable=False),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.String(30), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.JSON, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("memory_bytes", sa.BigInteger, nullable=False),
        sa.Column("cpus", sa.Double, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.Column("votes", sa.Integer, nullable=False),
    )
    op.create_table(
        "project_members",
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("user", sa.String(63), sa.ForeignKey("people.username"), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "permits",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("project", sa.String(30), sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("site", sa.String(30), sa.ForeignKey("sites.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("signed", sa.Text),
        sa.UniqueConstraint("project", "site", "version"),
    )
    for state in ("PROPOSED", "SIGNED"):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"one_{state.lower()}_permit",
            "permits",
            ["project", "site"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )


def downgrade() -> None:
    for table in ("permits", "project_members", "projects", "sites", "people", "audit_records"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_records_refuse()")
