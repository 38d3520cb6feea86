"""Run by Alembic: applies the revisions on the connection that `engine.upgrade_database` passes."""

from typing import Any, Literal

from alembic import context

from golddust.database.schema import METADATA, Moment


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column type as the plain one that the database sees, so that old revisions import nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    transaction_per_migration=True,  # so that one may step out of its transaction, to make an index while others write
)
with context.begin_transaction():
    context.run_migrations()
