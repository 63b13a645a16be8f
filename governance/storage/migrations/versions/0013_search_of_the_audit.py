"""Indexes for the search of the audit: by project, person, event and time, each in the order of the trail."""

from alembic import op

from governance.audit.searching import project_of

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SEARCHED = {"actor": "actor", "event": "event", "time": "at"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, expression in {**_SEARCHED, "project": f"({project_of(dialect)})"}.items():
        op.execute(f"CREATE INDEX audit_search_{name} ON audit_records ({expression}, sequence)")


def downgrade() -> None:
    for name in (*_SEARCHED, "project"):
        op.execute(f"DROP INDEX audit_search_{name}")
