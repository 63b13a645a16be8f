"""Alembic's entry: runs on the connection that `governance.storage.schema` hands it."""

from alembic import context

from governance.storage import work_tables  # noqa: F401 - its tables are of the same metadata
from governance.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
