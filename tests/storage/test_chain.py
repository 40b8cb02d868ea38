from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from discovery.engine.calls import CallHeader
from discovery.errors import ChainError, NotFoundError, StoreDamagedError
from discovery.ids import new_id
from discovery.storage import assessments, chain, events
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import make_call, note


def _five(store: Store) -> CallHeader:
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note(f"note {number}") for number in range(1, 6)])
    return call


def test_a_store_without_faults_is_counted(store: Store) -> None:
    one, two, _empty = _five(store), _five(store), make_call(store)
    store.write(assessments.keep_assessment, one.id, 5, {})
    assert store.read(chain.verify) == chain.Report(calls=3, events=10, erased=0)
    assert store.read(chain.verify, two.id) == chain.Report(calls=1, events=5, erased=0)


def test_a_call_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(chain.verify, new_id())


EDITS = {
    "author": ("UPDATE event SET author = 'X' WHERE seq = 3 AND call_id = {call}", 3),
    "kind": ("UPDATE event SET kind = 'answer' WHERE seq = 3 AND call_id = {call}", 3),
    "time": ("UPDATE event SET at = '2001-01-01 00:00:00.000000' WHERE seq = 3 AND call_id = {call}", 3),
    "offset": ("UPDATE event SET offset_minutes = 0 WHERE seq = 3 AND call_id = {call}", 3),
    "bank": ("UPDATE event SET bank_sha256 = 'x' WHERE seq = 3 AND call_id = {call}", 3),
    "value hash": ("UPDATE event SET value_hash = prev_hash WHERE seq = 3 AND call_id = {call}", 3),
    "link": ("UPDATE event SET prev_hash = hash WHERE seq = 3 AND call_id = {call}", 3),
    "hash": ("UPDATE event SET hash = prev_hash WHERE seq = 3 AND call_id = {call}", 3),
    "said": ("UPDATE payload SET body = replace(body, 'note', 'nope') WHERE seq = 3 AND call_id = {call}", 3),
    "salt": ("UPDATE payload SET salt = '00' WHERE seq = 3 AND call_id = {call}", 3),
    "bad salt": ("UPDATE payload SET salt = 'zz' WHERE seq = 3 AND call_id = {call}", 3),
    "first": ("UPDATE event SET author = 'X' WHERE seq = 1 AND call_id = {call}", 1),
    "last": ("UPDATE event SET author = 'X' WHERE seq = 5 AND call_id = {call}", 5),
    "silent erasure": ("UPDATE payload SET salt = NULL, body = NULL WHERE seq = 4 AND call_id = {call}", 4),
}


@pytest.mark.parametrize(("statement", "seq"), EDITS.values(), ids=EDITS)
def test_an_edit_is_found_at_its_place(place: Place, statement: str, seq: int) -> None:
    store = place.open()
    call = _five(store)
    _five(store)
    _tamper(place, call.id, statement)
    _found(store, call.id, seq)


@pytest.mark.parametrize(
    "column", ["key", "kind", "author", "at", "offset_minutes", "bank_sha256", "value_hash", "prev_hash", "hash"]
)
@pytest.mark.parametrize("rot", ["'?'", "''", "NULL", "x'00'", "12345678901234567890.5"])
def test_a_row_that_cannot_be_read_is_found_at_its_place(tmp_path: Path, column: str, rot: str) -> None:
    place = Place("wal", str(tmp_path / "discovery.db"))
    store = place.open()
    call = _five(store)
    with place.tampering() as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'event'")
    with place.tampering() as connection:
        connection.execute(f"UPDATE event SET {column} = {rot} WHERE seq = 3")
    _found(store, call.id, 3)
    store.close()


def test_text_that_is_no_text_is_said_to_be_damage(tmp_path: Path) -> None:
    place = Place("wal", str(tmp_path / "discovery.db"))
    store = place.open()
    _five(store)
    with place.tampering() as connection:
        connection.execute("UPDATE payload SET body = CAST(x'ff' AS TEXT) WHERE seq = 3")
    with pytest.raises(StoreDamagedError):
        store.read(chain.verify)
    store.close()


def test_a_removed_event_is_found_at_its_place(place: Place) -> None:
    store = place.open()
    call = _five(store)
    _tamper(place, call.id, "DELETE FROM payload WHERE seq = 2", "DELETE FROM event WHERE seq = 2")
    _found(store, call.id, 2)


def test_a_removed_first_event_is_found(place: Place) -> None:
    store = place.open()
    call = _five(store)
    _tamper(place, call.id, "DELETE FROM payload WHERE seq = 1", "DELETE FROM event WHERE seq = 1")
    _found(store, call.id, 1)


def test_a_removed_payload_is_found_at_its_place(place: Place) -> None:
    store = place.open()
    call = _five(store)
    _tamper(place, call.id, "DELETE FROM payload WHERE seq = 4")
    _found(store, call.id, 4)


def test_a_removed_event_is_found_even_where_the_rest_moved_up(place: Place) -> None:
    store = place.open()
    call = _five(store)
    close_up = [f"UPDATE {table} SET seq = {seq - 1} WHERE seq = {seq}" for seq in (3, 4, 5) for table in TABLES]
    _tamper(place, call.id, "DELETE FROM payload WHERE seq = 2", "DELETE FROM event WHERE seq = 2", *close_up)
    _found(store, call.id, 2)


def test_two_events_that_changed_places_are_found(place: Place) -> None:
    store = place.open()
    call = _five(store)
    swap = [f"UPDATE {table} SET seq = {new} WHERE seq = {old}" for old, new in SWAP for table in TABLES]
    _tamper(place, call.id, *swap)
    _found(store, call.id, 2)


TABLES = ("event", "payload")
SWAP = ((2, 99), (3, 2), (99, 3))


def test_an_event_of_another_call_that_was_put_in_is_found(place: Place) -> None:
    store = place.open()
    call, other = _five(store), _five(store)
    ids = [_id(place, call.id), _id(place, other.id)]
    moved = [f"UPDATE {table} SET call_id = {ids[0]}, seq = 6 WHERE seq = 5 AND call_id = {ids[1]}" for table in TABLES]
    _tamper(place, call.id, *moved)
    _found(store, call.id, 6)
    assert store.read(chain.verify, other.id).events == 4


def test_removed_last_events_are_found_where_an_assessment_remembers_them(place: Place) -> None:
    store = place.open()
    call = _five(store)
    store.write(assessments.keep_assessment, call.id, 4, {})
    tail = [f"DELETE FROM {table} WHERE seq >= {{seq}}" for table in ("payload", "event")]
    _tamper(place, call.id, *(statement.replace("{seq}", "5") for statement in tail))
    assert store.read(chain.verify, call.id).events == 4
    _tamper(place, call.id, *(statement.replace("{seq}", "4") for statement in tail))
    _found(store, call.id, 4)


def test_a_rewritten_call_is_found_where_an_assessment_remembers_its_head(place: Place) -> None:
    store = place.open()
    call = _five(store)
    store.write(assessments.keep_assessment, call.id, 5, {})
    _tamper(place, call.id, "DELETE FROM payload", "DELETE FROM event")
    store.write(events.append, call.id, call.bank_sha256, [note(f"forged {number}") for number in range(1, 6)])
    _found(store, call.id, 5)


def _tamper(place: Place, call_id: UUID, *statements: str) -> None:
    with place.tampering() as connection:
        for statement in statements:
            connection.execute(statement.replace("{call}", _id(place, call_id)))


def _id(place: Place, call_id: UUID) -> str:
    return f"'{call_id.hex}'" if place.is_sqlite else f"'{call_id}'"


def _found(store: Store, call_id: UUID, seq: int) -> None:
    place_of_it = f"call {call_id}, event {seq}: "
    args: tuple[Any, ...]
    for args in ((), (call_id,)):
        with pytest.raises(ChainError) as caught:
            store.read(chain.verify, *args)
        assert str(caught.value).startswith(place_of_it)
