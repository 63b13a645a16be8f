"""Alembic's entry: the connection comes from output_checking.storage.migrate, never from a file."""

from alembic import context

from output_checking.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
