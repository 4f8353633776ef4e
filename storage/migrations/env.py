"""What Alembic runs for each of its commands: our tables, on the connection it was given."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage.migrations.rendering import render_type
from storage.migrations.tables import TABLE_MODULES
from storage.search_index import is_ours


def run(connection: Connection) -> None:
    """Run the wanted revisions in one transaction."""
    assert TABLE_MODULES
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_type,
        include_name=is_ours,
        transactional_ddl=True,  # SQLite can, Alembic is too careful to assume it
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
