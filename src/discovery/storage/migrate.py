"""Bringing a store up to date, in one transaction of our own: all of it is done, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from discovery.errors import StoreDamagedError
from discovery.storage import gate, schema

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x64697363  # any number of ours: the advisory lock that migrations of one PostgreSQL database share


def migrate_sqlite(engine: sa.Engine) -> None:
    """Bring the file up to date in one transaction, with foreign keys off and checked at its end."""
    writing = engine.execution_options(discovery_begin="BEGIN IMMEDIATE")
    with writing.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection)
                broken = raw.execute("PRAGMA foreign_key_check").fetchone()
                if broken:
                    raise StoreDamagedError(f"the migration would leave rows of {broken[0]} without what they refer to")
                raw.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
                raw.execute(f"PRAGMA user_version={schema.VERSION}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def migrate_postgres(engine: sa.Engine, location: str) -> None:
    """Bring the database up to date; several programs that open it at once take turns."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        gate.check_postgres(connection, location)
        _upgrade(connection)


def _upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing. Alembic costs half a second to import, so it is only imported here."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
