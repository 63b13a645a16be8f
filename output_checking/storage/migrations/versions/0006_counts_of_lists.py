"""How many requests stand in each list is read from an index alone: no request's own row is opened for it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "release_requests", sa.Column("same_site", sa.Boolean, nullable=False, server_default=sa.true())
    )
    requests = sa.table("release_requests", sa.column("policy", sa.JSON), sa.column("same_site", sa.Boolean))
    said = requests.c.policy["same_site"].as_boolean()
    op.execute(sa.update(requests).where(said.is_(sa.false())).values(same_site=sa.false()))
    op.create_index(
        "release_requests_counted", "release_requests", ["state", "author", "project", "same_site"]
    )
