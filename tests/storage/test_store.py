from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from discovery.errors import (
    DiscoveryError,
    StoreUnavailableError,
    UsageError,
)
from discovery.storage import chain, events, leads
from discovery.storage.driver import sqlite_module
from discovery.storage.store import Session, Store
from tests.storage.conftest import Place, use_journal
from tests.storage.makers import make_call, make_lead, note


def test_a_store_says_what_it_is(place: Place) -> None:
    store = place.open()
    if place.is_sqlite:
        assert (store.dialect, store.journal_mode) == ("sqlite", place.journal)
        assert (store.location, store.sqlite_version) == (place.location, sqlite_module().sqlite_version)
    else:
        assert (store.dialect, store.journal_mode, store.sqlite_version) == ("postgresql", "", None)


def test_a_store_opens_again_with_everything_in_it(place: Place) -> None:
    with place.open() as store:
        lead = make_lead(store)
    assert place.open().read(leads.get_lead, lead.id) == lead


def test_connections_are_durable_and_guarded(file_place: Place) -> None:
    store = file_place.open()

    def pragmas(session: Session) -> dict[str, Any]:
        connection = session.connection()
        names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "secure_delete", "busy_timeout")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    expected = {
        "journal_mode": file_place.journal,
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    assert store.write(pragmas) == expected
    assert store.read(pragmas) == expected


def test_files_and_folders_are_open_to_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_journal("wal", monkeypatch)
    before = os.umask(0)
    try:
        path = tmp_path / "a" / "b" / "discovery.db"
        store = Store.open(path)
        make_lead(store)
        found = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "a").rglob("*")}
        folder = stat.S_IMODE((tmp_path / "a").stat().st_mode)
        store.close()
    finally:
        os.umask(before)
    files = {f"discovery.db{suffix}": 0o600 for suffix in ("", "-wal", "-shm")}
    assert (folder, found) == (0o700, {"b": 0o700, **files})


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    for name in (":memory:", "file:x?mode=memory", "a b%20#?.db", "ä 🙂.db"):
        with Store.open(tmp_path / name) as store:
            make_lead(store)
        with Store.open(tmp_path / name) as store:
            assert len(store.read(leads.list_leads)) == 1
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(
    "location", ["mysql://host/db", "sqlite:///x.db", "http://example.org", "postgresql+psycopg2://h/d", "x://["]
)
def test_other_databases_are_refused(location: str) -> None:
    with pytest.raises(UsageError):
        Store.open(location)


@pytest.mark.parametrize("value", ["memory", "WAL2", "off"])
def test_a_journal_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DISCOVERY_JOURNAL", value)
    with pytest.raises(UsageError, match="DISCOVERY_JOURNAL"):
        Store.open(tmp_path / "discovery.db")


def test_a_store_changes_its_journal_when_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for journal in ("wal", "truncate", "wal"):
        use_journal(journal, monkeypatch)
        with Store.open(tmp_path / "discovery.db") as store:
            make_lead(store)
            assert store.journal_mode == journal
    with Store.open(tmp_path / "discovery.db") as store:
        assert len(store.read(leads.list_leads)) == 3


def test_what_raises_in_the_middle_is_not_kept(store: Store) -> None:
    def work(session: Session) -> None:
        session.connection().exec_driver_sql("UPDATE meta SET value = 'changed'")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert "changed" not in store.read(_meta)


def _meta(session: Session) -> list[str]:
    return list(session.connection().exec_driver_sql("SELECT value FROM meta").scalars())


WRITABLE_WHILE_READ = ["wal", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("place", WRITABLE_WHILE_READ, indirect=True)
def test_a_reader_sees_one_unchanging_view(place: Place) -> None:
    store, other = place.open(), place.open()

    def work(session: Session) -> tuple[int, int]:
        before = len(leads.list_leads(session))
        make_lead(other)
        return before, len(leads.list_leads(session))

    assert store.read(work) == (0, 0)
    assert len(store.read(leads.list_leads)) == 1


# What is away for a while


def test_a_full_disk_is_said_and_the_same_event_is_written_once_later(file_place: Place) -> None:
    store = file_place.open()
    call = make_call(store)
    big, small = note("x" * 1_000_000), note("small")

    def limit(session: Session, pages: int) -> None:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    store.read(limit, 1)  # SQLite takes the present size where that is more
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        store.write(events.append, call.id, call.bank_sha256, [small, big])
    assert store.read(events.events_of, call.id) == ()
    store.read(limit, 1_000_000)
    for _ in range(2):
        store.write(events.append, call.id, call.bank_sha256, [small, big])
    assert [one.key for one in store.read(events.events_of, call.id)] == [small.key, big.key]
    assert store.read(chain.verify).events == 2


def test_a_writer_that_never_ends_is_said_to_be_in_the_way(file_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discovery.storage.sqlite_file.BUSY_SECONDS", 0.2)
    store = file_place.open()
    call, one = make_call(store), note()
    with file_place.raw() as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="another program is writing"):
            store.write(events.append, call.id, call.bank_sha256, [one])
        connection.execute("ROLLBACK")
    store.write(events.append, call.id, call.bank_sha256, [one])
    assert len(store.read(events.events_of, call.id)) == 1


@contextmanager
def _nobody() -> Iterator[None]:
    """Without the rights of root, which no permission stops."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody can reach."""
    with tempfile.TemporaryDirectory(prefix="discovery") as name:
        os.chmod(name, 0o777)
        yield Path(name)


def test_a_read_only_folder_is_said_and_later_it_works(open_folder: Path) -> None:
    path = open_folder / "discovery.db"
    Store.open(open_folder / "warm.db").close()  # whatever is imported late is imported
    os.chmod(open_folder, 0o555)
    with _nobody(), pytest.raises(StoreUnavailableError, match="cannot be created"):
        Store.open(path)
    os.chmod(open_folder, 0o777)
    with _nobody(), Store.open(path) as store:
        make_lead(store)


def test_a_read_only_store_is_said_and_the_same_event_is_written_once_later(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCOVERY_JOURNAL", "truncate")
    path, one = open_folder / "discovery.db", note()
    with _nobody():
        with Store.open(path) as store:
            call = make_call(store)
        os.chmod(path, 0o400)
        with Store.open(path) as store, pytest.raises(StoreUnavailableError, match="read-only"):
            store.write(events.append, call.id, call.bank_sha256, [one])
        os.chmod(path, 0o600)
        with Store.open(path) as store:
            for _ in range(2):
                store.write(events.append, call.id, call.bank_sha256, [one])
            assert len(store.read(events.events_of, call.id)) == 1


def test_a_file_that_went_away_is_said_and_not_made_anew(file_place: Place) -> None:
    store = file_place.open()
    store.close()
    file_place.path.unlink()
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        store.read(leads.list_leads)
    assert not file_place.path.exists()


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        Store.open(tmp_path)


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailableError):
        Store.open(tmp_path / "data" / "discovery.db")


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="cannot be reached") as caught:
        Store.open(f"postgresql+psycopg://rita:secret@/db?host={tmp_path}")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_connection_that_breaks_is_said_and_the_same_event_is_written_once_later(place: Place) -> None:
    store = place.open()
    call, one = make_call(store), note()

    def work(session: Session) -> None:
        events.append(session, call.id, call.bank_sha256, [one])
        with place.raw() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )

    with pytest.raises(StoreUnavailableError):
        store.write(work)
    for _ in range(2):
        store.write(events.append, call.id, call.bank_sha256, [one])
    assert len(store.read(events.events_of, call.id)) == 1


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_call_that_is_locked_for_long_is_said_to_be_in_use(place: Place) -> None:
    store = place.open()
    call, one = make_call(store), note()

    def impatient(session: Session) -> None:
        session.connection().exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
        events.append(session, call.id, call.bank_sha256, [one])

    with psycopg.connect(place.location.replace("+psycopg", "")) as connection:
        connection.execute("SELECT 1 FROM call FOR UPDATE")
        with pytest.raises(StoreUnavailableError, match="try again"):
            store.write(impatient)
    assert len(store.write(events.append, call.id, call.bank_sha256, [one])) == 1


def test_errors_never_show_what_was_stored(place: Place) -> None:
    store = place.open()
    lead = make_lead(store)
    with pytest.raises(DiscoveryError) as caught:
        make_call(store, lead, id=make_call(store, lead, author="Private Person").id, author="Private Person")
    assert "Private" not in f"{caught.value}{caught.value.__cause__}"
