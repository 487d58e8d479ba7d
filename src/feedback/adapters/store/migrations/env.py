"""Run by Alembic: applies migrations on the connection the store hands over."""

from alembic import context

from feedback.adapters.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    user_module_prefix="",  # our column types stand under their own names
    render_as_batch=True,  # SQLite cannot alter most things in place
)
context.run_migrations()
