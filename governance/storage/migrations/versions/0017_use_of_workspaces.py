"""What each time of a workspace had of the machine, until when it surely stood, and what its folders held."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLE = "workspace_sessions"
_COLUMNS: Mapping[str, sa.types.TypeEngine[Any]] = {
    "cpus": sa.Double(),
    "memory_bytes": sa.BigInteger(),
    "gpus": sa.Integer(),
    "last_seen": sa.DateTime(timezone=True),
    "files_bytes": sa.BigInteger(),
    "shared_bytes": sa.BigInteger(),
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column(_TABLE, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table(_TABLE) as table:
        for name in _COLUMNS:
            table.drop_column(name)
