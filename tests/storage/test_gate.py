from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from discovery.errors import StoreDamagedError, StoreError, StoreTooNewError
from discovery.storage import gate, schema
from discovery.storage.driver import sqlite_module
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import make_lead


def _write(data: bytes) -> Callable[[Path], None]:
    return lambda path: _ignore(path.write_bytes(data))


def _ignore(_: object) -> None:
    return None


def _sql(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        connection = sqlite_module().connect(str(path), isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return change


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def _garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 5] = os.urandom(4096 * 2)
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "text": _write(b"Dear diary,\n" * 1000),
    "short text": _write(b"hello"),
    "random": _write(bytes(range(256)) * 64),
    "cut off": _cut,
    "garbled": _garble,
    "marks of another program": _sql("PRAGMA application_id = 7"),
    "no marks": _sql("PRAGMA application_id = 0"),
    "no version": _sql("DELETE FROM alembic_version"),
    "no table of versions": _sql("DROP TABLE alembic_version"),
    **{f"no {name}": _sql(f"DROP TRIGGER {name}") for name in sorted(schema.SQLITE_TRIGGERS)},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_no_sound_store_is_refused_and_left_as_it_is(file_place: Place, damage: Callable[[Path], None]) -> None:
    make_lead(file_place.open())
    file_place.close()
    damage(file_place.path)
    before = file_place.path.read_bytes()
    with pytest.raises(StoreDamagedError) as caught:
        Store.open(file_place.location)
    assert "\n" not in str(caught.value)
    assert file_place.path.read_bytes() == before


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 99", "UPDATE alembic_version SET version_num = '9999'"])
def test_a_newer_store_is_refused_and_left_as_it_is(file_place: Place, statement: str) -> None:
    make_lead(file_place.open())
    file_place.close()
    _sql(statement)(file_place.path)
    before = file_place.path.read_bytes()
    with pytest.raises(StoreTooNewError, match="update discovery"):
        Store.open(file_place.location)
    assert file_place.path.read_bytes() == before
    assert not (file_place.path.parent / "backups").exists()


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    _sql("CREATE TABLE lead (id)")(path)
    before = path.read_bytes()
    with pytest.raises(StoreDamagedError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "discovery.db"
    path.touch()
    with Store.open(path) as store:
        make_lead(store)


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", StoreTooNewError),
        ("DELETE FROM alembic_version", StoreDamagedError),
        ("DROP TABLE alembic_version", StoreDamagedError),
        ("DROP TRIGGER event_no_change ON event", StoreDamagedError),
        ("ALTER TABLE payload DISABLE TRIGGER payload_no_delete", StoreDamagedError),
    ],
)
def test_a_database_that_is_not_as_it_should_be_is_refused(
    place: Place, statement: str, error: type[StoreError]
) -> None:
    place.open().close()
    with place.raw() as connection:
        connection.execute(statement)
    with pytest.raises(error):
        Store.open(place.location)


def test_a_large_store_is_left_to_its_backups(file_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    make_lead(file_place.open())
    file_place.close()
    _garble(file_place.path)
    monkeypatch.setattr(gate, "CHECKED_BYTES", 4096)
    assert gate.check_sqlite(sqlite_module(), file_place.path) == schema.HEAD
