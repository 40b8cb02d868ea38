"""A SQLite store's file: how it is made, and how connections to it and their write transactions begin."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from discovery.errors import StoreUnavailableError
from discovery.storage import backup
from discovery.storage.driver import BUSY_SECONDS, choose_journal, sqlite_module


class SqliteFile:
    """A SQLite store's file, and how connections to it are made."""

    def __init__(self, path: Path, backups: Path | None) -> None:
        self.path = path.parent.resolve() / path.name
        self.backups = (backups or self.path.parent / "backups").expanduser().resolve()
        self.module: ModuleType = sqlite_module()
        wish = os.environ.get("DISCOVERY_JOURNAL", "")
        self.journal = choose_journal(self.path, self.module.sqlite_version_info, wish)

    def connect(self) -> Any:
        """A connection that keeps everything: durable, foreign keys checked, deleted text overwritten."""
        connection = self.module.connect(
            f"{self.path.as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")
            self._set_journal(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_journal(self, connection: Any) -> None:
        if self.journal == "wal" and self._ask(connection, "wal") != "wal":
            self.journal = "truncate"  # a file system without shared memory
        if self.journal == "truncate" and self._ask(connection, "truncate") != "truncate":
            raise StoreUnavailableError(
                f"the store {self.path} is in use by a program that writes it in WAL: close that one, and try again"
            )

    def _ask(self, connection: Any, mode: str) -> str:
        """The mode that the file has after that wish. SQLite itself does not wait where others ask at once."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                answer: str = connection.execute(f"PRAGMA journal_mode={mode}").fetchone()[0]
            except self.module.OperationalError as error:
                if not _busy(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(random.uniform(0.0005, 0.008))
            else:
                return answer

    def create(self) -> None:
        """Create the file where there is none, open to nobody else."""
        try:
            backup.private_folder(self.path.parent)
            with suppress(FileExistsError):
                backup.private_file(self.path)
        except OSError as error:
            raise StoreUnavailableError(
                f"the store {self.path} cannot be created: {error.strerror}; choose another place, or make room there"
            ) from error


def begin_writing(connection: sa.Connection) -> None:
    """Wait for the turn to write. SQLite's own waiting backs off to 100 ms, and starves some of many writers."""
    raw: Any = connection.connection.driver_connection
    deadline = time.monotonic() + BUSY_SECONDS
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < deadline and _is_busy(raw):
            time.sleep(random.uniform(0.0005, 0.008))
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # whatever is wrong is raised as SQLAlchemy has it
    finally:
        raw.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def _is_busy(raw: Any) -> bool:
    """Whether another one is writing; begins where nobody is."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except raw.OperationalError as error:
        return _busy(error)
    return False


def _busy(error: Exception) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
