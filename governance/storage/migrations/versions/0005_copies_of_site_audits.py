"""What sites send of their own trails, kept as they signed it."""

import sqlalchemy as sa
from alembic import op

from governance.audit.table import COPIES, copies_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata = sa.MetaData()
    sa.Table("sites", metadata, sa.Column("id", sa.String(30), primary_key=True))
    copies_table(metadata).create(op.get_bind())


def downgrade() -> None:
    op.drop_table(COPIES)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {COPIES}_refuse()")
