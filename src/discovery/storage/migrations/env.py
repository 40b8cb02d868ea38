"""What Alembic runs: the migrations, on the connection and in the transaction that it was handed.

The caller owns the transaction (`BEGIN IMMEDIATE` on SQLite, foreign keys off), so nothing is committed here.
A migration adds columns rather than rebuilding tables, which would drop their triggers in silence.
"""

from __future__ import annotations

from alembic import context

from discovery.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
