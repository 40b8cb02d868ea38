"""The gate at open: what is looked at, without changing anything, before a store is used.

The marks of the file, its version, `quick_check`, and the triggers that keep events from being changed.
`quick_check` reads the whole file, at about a millisecond a megabyte: what is larger than `CHECKED_BYTES` is
checked by its backups and by `discovery.storage.chain` instead.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from discovery.errors import StoreTooNewError
from discovery.storage import schema
from discovery.storage.driver import BUSY_SECONDS
from discovery.storage.failures import damaged, first_line, translate_raw

CHECKED_BYTES = 128 * 1024 * 1024


def check_sqlite(module: ModuleType, path: Path) -> str:
    """The revision of that file, "" where it is an empty database. StoreDamagedError, StoreTooNewError."""
    try:
        return _check_readonly(module, path)
    except module.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":  # a table of ours is missing
            raise damaged(str(path), first_line(error)) from error
        raise translate_raw(error, str(path)) from error


def _check_readonly(module: ModuleType, path: Path) -> str:
    try:
        return _check_with(module, path, "ro")
    except module.OperationalError as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise
    return _check_with(module, path, "rw")  # a crash left a journal, which only a writer can roll back


def _check_with(module: ModuleType, path: Path, mode: str) -> str:
    connection = module.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("BEGIN")
        return _check_connection(connection, str(path))
    finally:
        connection.close()


def _check_connection(connection: Any, location: str) -> str:
    def value(sql: str) -> Any:
        return connection.execute(sql).fetchone()[0]

    application, version = value("PRAGMA application_id"), value("PRAGMA user_version")
    tables = value("SELECT count(*) FROM sqlite_master")
    if application != schema.APPLICATION_ID:
        if application or tables:
            raise damaged(location, "it belongs to another program")
        return ""
    if version > schema.VERSION:
        raise too_new(location, f"version {version}")
    if value("PRAGMA page_count") * value("PRAGMA page_size") <= CHECKED_BYTES:
        found = value("PRAGMA quick_check(1)")
        if found != "ok":
            raise damaged(location, found.splitlines()[0])
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    revision = check_revision(
        [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")], location
    )
    if revision == schema.HEAD:
        check_triggers(names, schema.SQLITE_TRIGGERS, location)
    return revision


def check_postgres(connection: sa.Connection, location: str) -> str:
    """The revision of that database, "" where it has no tables of ours. StoreDamagedError, StoreTooNewError."""
    inspector = sa.inspect(connection)
    tables = set(inspector.get_table_names())
    if "alembic_version" not in tables:
        if tables & schema.TABLES:
            raise damaged(location, "it has tables of another program")
        return ""
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    revision = check_revision(list(rows), location)
    if revision == schema.HEAD:
        names = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
        )
        check_triggers(set(names.scalars()), schema.POSTGRES_TRIGGERS, location)
    return revision


def check_revision(found: list[str], location: str) -> str:
    if len(found) != 1:
        raise damaged(location, "the table alembic_version does not have one row")
    if found[0] not in schema.REVISIONS:
        raise too_new(location, f"revision {found[0]!r}")
    return found[0]


def check_triggers(found: set[str], needed: frozenset[str], location: str) -> None:
    missing = sorted(needed - found)
    if missing:
        raise damaged(location, f"the trigger {missing[0]} is missing")


def too_new(location: str, what: str) -> StoreTooNewError:
    return StoreTooNewError(
        f"the store {location} was written by a newer version of discovery ({what}, this one knows "
        f"{schema.VERSION}): update discovery; the store was left as it is"
    )
