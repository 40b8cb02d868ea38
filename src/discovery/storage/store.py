"""The store: one place where everything is kept, and one transaction for each piece of work.

    store = Store.open(path)
    lead = store.write(leads.add_lead, new, lead_id=..., person_id=..., now=...)
    rows = store.read(leads.list_leads, "acme")

A piece of work is a function that takes a session first. What it returns is returned when the transaction is
on the disk; where it fails, nothing of it is kept and the error is one of `discovery.errors`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from discovery.errors import UsageError
from discovery.storage import backup, gate, schema
from discovery.storage.driver import BUSY_SECONDS
from discovery.storage.failures import translate, translate_raw
from discovery.storage.migrate import migrate_postgres, migrate_sqlite
from discovery.storage.sqlite_file import SqliteFile, begin_writing

__all__ = ["Session", "Store"]

P = ParamSpec("P")
R = TypeVar("R")


class Store:
    """An open store. `open` makes one; threads may share it."""

    def __init__(self, engine: sa.Engine, location: str, journal_mode: str, file: SqliteFile | None) -> None:
        self._engine = engine
        self._reading = engine.execution_options(discovery_begin=_BEGIN[engine.dialect.name][0])
        self._writing = engine.execution_options(discovery_begin=_BEGIN[engine.dialect.name][1])
        self._file = file
        self.location = location
        self.journal_mode = journal_mode

    @classmethod
    def open(cls, location: str | Path, *, backups: Path | None = None) -> Store:
        """Open a store, create it where there is none, and bring an old one up to date after a backup.

        `location` is the path of a SQLite file or a `postgresql+psycopg://` URL; `backups` the folder of
        backups, by default one beside the file. StoreTooNewError, StoreDamagedError, StoreUnavailableError.
        """
        if isinstance(location, str) and "://" in location:
            return _open_postgres(location)
        return _open_sqlite(Path(location).expanduser(), backups)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def sqlite_version(self) -> str | None:
        """The version of the SQLite library that is in use; None on PostgreSQL."""
        return self._file.module.sqlite_version if self._file else None

    def read(self, work: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the work returns, from one unchanging view of the store."""
        return self._run(self._reading, work, *args, **kwargs)

    def write(self, work: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the work returns, once all that it wrote is on the disk. All of it is kept, or nothing."""
        return self._run(self._writing, work, *args, **kwargs)

    def _run(
        self,
        engine: sa.Engine,
        work: Callable[Concatenate[Session, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                return work(session, *args, **kwargs)
        except SQLAlchemyError as error:
            raise translate(error, self.location) from error

    def back_up(self, now: datetime) -> Path:
        """Make a verified backup, and drop those that have had their time; the path of the new one."""
        if self._file is None:
            raise UsageError("a PostgreSQL store is backed up with the server's own tools: use pg_dump")
        return backup.back_up(self._file.module, self._file.path, self._file.backups, now)

    def back_up_daily(self, now: datetime) -> Path | None:
        """A backup where today has none yet; a server is left to its own tools."""
        if self._file is None:
            return None
        made = backup.backups(self._file.backups, self._file.path.stem).values()
        if any(at.date() == now.astimezone(UTC).date() for at in made):
            return None
        return self.back_up(now)

    def stamp(self) -> tuple[tuple[int, int], ...] | None:
        """The times and sizes of the files: other ones once anybody has written. None on PostgreSQL."""
        if self._file is None:
            return None
        found = []
        for path in (self._file.path, self._file.path.with_name(f"{self._file.path.name}-wal")):
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime_ns, state.st_size))
        return tuple(found)

    def close(self) -> None:
        """Give everything back. A closed store opens itself again when it is used."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _open_sqlite(path: Path, backups: Path | None) -> Store:
    file = SqliteFile(path, backups)
    file.create()
    found = gate.check_sqlite(file.module, file.path)
    if found and found != schema.HEAD:
        backup.back_up(file.module, file.path, file.backups, datetime.now(UTC))
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=file.module,
        creator=file.connect,
        poolclass=QueuePool,
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin)
    store = Store(engine, str(file.path), file.journal, file)
    try:
        if found != schema.HEAD:
            migrate_sqlite(engine)
        store.read(_nothing)
        store.journal_mode = file.journal
    except SQLAlchemyError as error:
        store.close()
        raise translate(error, store.location) from error
    except file.module.Error as error:
        store.close()
        raise translate_raw(error, store.location) from error
    except BaseException:
        store.close()
        raise
    return store


def _open_postgres(location: str) -> Store:
    url = _postgres_url(location)
    shown = url.render_as_string(hide_password=True)
    options = f"{url.query.get('options', '')} -c lock_timeout={int(BUSY_SECONDS * 1000)}"
    try:
        engine = sa.create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": int(BUSY_SECONDS), "options": options.strip()},
        )
    except ImportError as error:
        raise UsageError("a PostgreSQL store needs the extra `postgres`: install discovery-call[postgres]") from error
    sa.event.listen(engine, "begin", _begin)
    store = Store(engine, shown, "", None)
    try:
        with engine.connect() as connection:
            found = gate.check_postgres(connection, shown)
        if found != schema.HEAD:
            migrate_postgres(engine, shown)
    except SQLAlchemyError as error:
        store.close()
        raise translate(error, shown) from error
    except BaseException:
        store.close()
        raise
    return store


def _postgres_url(location: str) -> sa.URL:
    try:
        url = sa.make_url(location)
    except (ArgumentError, ValueError) as error:
        raise UsageError("the store's URL cannot be read: write postgresql+psycopg://user@host/database") from error
    if url.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise UsageError(f"a store is a SQLite file or a postgresql+psycopg:// URL, not {url.drivername}://")
    return url.set(drivername="postgresql+psycopg")


_BEGIN = {
    "sqlite": ("BEGIN", "BEGIN IMMEDIATE"),
    "postgresql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", ""),
}
"""How reading and writing begin, by dialect. A deferred BEGIN that reads before it writes fails at once when locked."""


def _begin(connection: sa.Connection) -> None:
    statement = connection.get_execution_options().get("discovery_begin")
    if statement == "BEGIN IMMEDIATE":
        begin_writing(connection)
    elif statement:
        connection.exec_driver_sql(statement)


def _nothing(session: Session) -> None:
    session.connection()
