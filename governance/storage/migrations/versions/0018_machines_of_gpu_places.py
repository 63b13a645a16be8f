"""A place in the queue for a GPU is for those of one machine. Who waited before asks again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLE = "gpu_queue"


def upgrade() -> None:
    # The database does not know which machine it was; jobs ask again by themselves.
    op.execute(sa.table(_TABLE).delete())
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("node", sa.String(253), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table(_TABLE) as table:
        table.drop_column("node")
