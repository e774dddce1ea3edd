"""Alembic's entry point: migrate over the connection that the caller hands in."""

from alembic import context

from reelwright.store import ledger_schema as _ledger_schema  # noqa: F401  (its tables join METADATA)
from reelwright.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
