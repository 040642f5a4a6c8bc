"""What Alembic runs: our metadata, on the connection that `upgrade` gives it."""

from alembic import context

from mlcards.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
