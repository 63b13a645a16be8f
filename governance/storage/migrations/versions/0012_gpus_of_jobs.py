"""Jobs may ask for GPUs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("gpus", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("gpu_kind", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("gpu_kind")
        jobs.drop_column("gpus")
