from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discovery.engine.answers import Answer, Sheet
from discovery.engine.events import Event, Kind, answer_body, fold
from discovery.errors import ConflictError, NotFoundError, UsageError
from discovery.ids import new_id
from discovery.storage import banks, chain, events
from discovery.storage.store import Session, Store
from tests.examples import examples
from tests.storage.conftest import Place
from tests.storage.makers import NOW, event, make_bank, make_call, note

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=offsets)
shared_store = settings(examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_events_come_back_in_order_as_they_were_appended(store: Store) -> None:
    call = make_call(store)
    first = store.write(events.append, call.id, call.bank_sha256, [note("one")])
    rest = store.write(events.append, call.id, call.bank_sha256, [note("two"), note("three")])
    found = store.read(events.events_of, call.id)
    assert found == first + rest
    assert [(one.seq, one.body) for one in found] == [
        (seq, {"text": text, "fact": None}) for seq, text in enumerate(("one", "two", "three"), 1)
    ]
    assert found[0].at == NOW
    assert found[0].at.utcoffset() == NOW.utcoffset()


def test_a_call_without_events_has_a_head_of_its_own(store: Store) -> None:
    one, two = make_call(store), make_call(store)
    assert store.read(events.events_of, one.id) == ()
    head, count = store.read(events.head, one.id)
    assert (len(head), count) == (64, 0)
    assert head != store.read(events.head, two.id)[0]


def test_every_event_moves_the_head(store: Store) -> None:
    call = make_call(store)
    heads = [store.read(events.head, call.id)]
    for _ in range(3):
        store.write(events.append, call.id, call.bank_sha256, [note("same")])
        heads.append(store.read(events.head, call.id))
    assert [count for _, count in heads] == [0, 1, 2, 3]
    assert len({head for head, _ in heads}) == 4


def test_the_same_key_is_written_once(store: Store) -> None:
    call = make_call(store)
    first, second = note("first"), note("second")
    stored = store.write(events.append, call.id, call.bank_sha256, [first])
    again = store.write(events.append, call.id, call.bank_sha256, [first, second, second])
    assert again == (*stored, again[1], again[1])
    assert [one.seq for one in store.read(events.events_of, call.id)] == [1, 2]


def test_a_retry_returns_what_was_stored_not_what_was_given(store: Store) -> None:
    call, key = make_call(store), new_id()
    (stored,) = store.write(events.append, call.id, call.bank_sha256, [note("first", key=key)])
    assert store.write(events.append, call.id, call.bank_sha256, [note("other", key=key)]) == (stored,)


def test_a_key_of_another_call_is_refused(store: Store) -> None:
    one, two, key = make_call(store), make_call(store), new_id()
    store.write(events.append, one.id, one.bank_sha256, [note(key=key)])
    with pytest.raises(ConflictError):
        store.write(events.append, two.id, two.bank_sha256, [note(key=key)])
    assert store.read(events.events_of, two.id) == ()


def test_an_event_needs_its_call_and_its_bank(store: Store) -> None:
    call = make_call(store)
    with pytest.raises(NotFoundError):
        store.write(events.append, new_id(), call.bank_sha256, [note()])
    with pytest.raises(NotFoundError):
        store.write(events.append, call.id, "0" * 64, [note()])
    other = make_bank("Other")
    store.write(banks.keep_bank, other)
    store.write(events.append, call.id, other.sha256, [note()])
    assert store.read(chain.verify).events == 1


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    call = make_call(store)

    def work(session: Session) -> None:
        events.append(session, call.id, call.bank_sha256, [note()])
        events.append(session, call.id, call.bank_sha256, [note("\x00")])

    with pytest.raises(UsageError):
        store.write(work)
    assert store.read(events.events_of, call.id) == ()


def test_undo_and_redo_are_events_and_fold_as_they_were_given(store: Store) -> None:
    call = make_call(store)
    body = answer_body(Answer("pain.what", "invoices", quote="they never match"))
    given = [
        event(Kind.ANSWER, body),
        event(Kind.ANSWER, {**body, "value": "nothing"}),
        event(Kind.UNDO, {"of": 2}),
    ]
    store.write(events.append, call.id, call.bank_sha256, given)
    state = fold(store.read(events.events_of, call.id), Sheet(NOW.date()))
    assert (state.sheet.answers["pain.what"].value, state.undo, state.redo) == ("invoices", 1, 2)
    store.write(events.append, call.id, call.bank_sha256, [event(Kind.REDO, {"of": 2})])
    state = fold(store.read(events.events_of, call.id), Sheet(NOW.date()))
    assert state.sheet.answers["pain.what"].value == "nothing"


def _nested(depth: int) -> Any:
    value: Any = None
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        "nul \x00 byte",
        "lone \udfff surrogate",
        {"nul \x00 key": 1},
        {1: "a key that is no text"},
        float("nan"),
        float("inf"),
        10**5000,
        b"bytes",
        {1, 2},
        NOW,
        _nested(100_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_stored_is_refused(store: Store, value: Any) -> None:
    call = make_call(store)
    with pytest.raises(UsageError):
        store.write(events.append, call.id, call.bank_sha256, [event(Kind.NOTE, {"text": value})])
    assert store.read(events.events_of, call.id) == ()


@shared_store
@given(author=texts, at=moments, body=st.dictionaries(texts, json_values, max_size=4))
def test_any_text_value_and_time_comes_back_unchanged(
    store: Store, author: str, at: datetime, body: dict[str, Any]
) -> None:
    call = make_call(store)
    given = event(Kind.NOTE, body, at=at)
    given = type(given)(given.key, given.kind, author, at, body)
    stored = store.write(events.append, call.id, call.bank_sha256, [given])
    assert stored == store.read(events.events_of, call.id)
    assert stored == (Event(1, given.key, Kind.NOTE, author, at, body),)
    assert stored[0].at.utcoffset() == at.utcoffset()
    assert store.read(chain.verify, call.id).events == 1


def test_an_offset_with_seconds_keeps_its_moment(store: Store) -> None:
    call = make_call(store)
    at = datetime(1880, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32)))
    (stored,) = store.write(events.append, call.id, call.bank_sha256, [note(at=at)])
    assert stored.at == at
    assert stored.at.astimezone(UTC) == at.astimezone(UTC)


def test_an_erased_payload_is_gone_and_the_chain_still_holds(place: Place) -> None:
    store = place.open()
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note("one"), note("my private number"), note("three")])
    store.write(_erase_second, call.id, call.bank_sha256)
    found = store.read(events.events_of, call.id)
    assert [one.body is None for one in found] == [False, True, False, False]
    assert store.read(chain.verify) == chain.Report(calls=1, events=4, erased=1)
    with place.raw() as connection:
        rows = connection.execute("SELECT salt, body FROM payload WHERE seq = 2").fetchall()
    assert rows == [(None, None)]
    store.close()
    if place.is_sqlite:
        assert b"my private number" not in place.path.read_bytes()


def _erase_second(session: Session, call_id: Any, sha256: str) -> None:
    events.append(session, call_id, sha256, [event(Kind.ERASED, {"of": [2], "why": "asked"})])
    assert events.erase(session, call_id, [2]) == 1


def test_erasing_is_refused_where_it_makes_no_sense(store: Store) -> None:
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note(), note()])
    store.write(_erase_second, call.id, call.bank_sha256)
    with pytest.raises(NotFoundError):
        store.write(events.erase, call.id, [9])
    with pytest.raises(UsageError):
        store.write(events.erase, call.id, [3])
    assert store.write(events.erase, call.id, [2]) == 0
    assert store.write(events.erase, call.id, []) == 0


ANYWHERE = (
    "UPDATE event SET author = 'somebody else'",
    "UPDATE event SET seq = seq + 10",
    "DELETE FROM event",
    "DELETE FROM payload",
    "UPDATE payload SET body = '{}'",
    "UPDATE payload SET salt = NULL",
    "UPDATE payload SET salt = NULL, body = NULL, seq = 7",
    "UPDATE bank_snapshot SET document = '{}'",
    "DELETE FROM bank_snapshot",
)
SQLITE_ONLY = (
    "INSERT OR REPLACE INTO event SELECT * FROM event",
    "REPLACE INTO event SELECT call_id, 99, key, kind, author, at, offset_minutes, bank_sha256, value_hash, "
    "prev_hash, hash FROM event",
    "INSERT OR REPLACE INTO payload SELECT * FROM payload",
    "INSERT OR REPLACE INTO bank_snapshot SELECT * FROM bank_snapshot",
    "INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT DO UPDATE SET author = 'somebody else'",
)
POSTGRES_ONLY = (
    "TRUNCATE event CASCADE",
    "TRUNCATE payload",
    "TRUNCATE bank_snapshot CASCADE",
    "INSERT INTO event SELECT * FROM event ON CONFLICT (key) DO UPDATE SET author = 'somebody else'",
    "INSERT INTO payload SELECT * FROM payload ON CONFLICT (call_id, seq) DO UPDATE SET body = '{}'",
    "INSERT INTO bank_snapshot SELECT * FROM bank_snapshot ON CONFLICT (sha256) DO UPDATE SET document = '{}'",
)


@pytest.mark.parametrize("pragma", ["ON", "OFF"])
@pytest.mark.parametrize("statement", [*ANYWHERE, *SQLITE_ONLY])
def test_sqlite_refuses_every_change_of_what_was_appended(tmp_path: Any, statement: str, pragma: str) -> None:
    place = Place("wal", str(tmp_path / "discovery.db"))
    _refuses(place, [f"PRAGMA recursive_triggers={pragma}", "PRAGMA foreign_keys=OFF"], statement)


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("statement", [*ANYWHERE, *POSTGRES_ONLY])
def test_postgresql_refuses_every_change_of_what_was_appended(place: Place, statement: str) -> None:
    _refuses(place, [], statement)


def _refuses(place: Place, before: list[str], statement: str) -> None:
    store = place.open()
    call = make_call(store)
    stored = store.write(events.append, call.id, call.bank_sha256, [note("one"), note("two")])
    with place.raw() as connection:
        for pragma in before:
            connection.execute(pragma)
        with pytest.raises(Exception, match=r"never changed|can be erased"):
            connection.execute(statement)
    assert store.read(events.events_of, call.id) == stored
    store.close()
