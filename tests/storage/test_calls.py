from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from discovery.engine.calls import CallHeader, CallRow
from discovery.errors import ConflictError, NotFoundError
from discovery.ids import new_id
from discovery.leads.lead import NewLead
from discovery.storage import banks, calls, events, leads
from discovery.storage.store import Session, Store
from tests.storage.makers import NOW, make_bank, make_call, make_lead, note


def test_a_header_comes_back_with_the_offsets_of_the_rep(store: Store) -> None:
    call = make_call(store)
    ended = (NOW + timedelta(minutes=12)).astimezone(UTC)
    changed = replace(
        call,
        ended_at=ended,
        verdict="qualified",
        override="nurture",
        grade="A",
        score=71.25,
        disposition="handed_off",
        reason="timing",
    )
    stored = store.write(calls.update_call, changed)
    assert stored == replace(changed, version=2)
    assert store.read(calls.get_call, call.id) == stored
    assert stored.started_at.utcoffset() == timedelta(hours=5, minutes=30)
    assert stored.ended_at is not None
    assert stored.ended_at.utcoffset() == timedelta(0)


def test_a_stale_header_is_refused(store: Store) -> None:
    call = make_call(store)
    store.write(calls.update_call, replace(call, score=1.0))
    with pytest.raises(ConflictError):
        store.write(calls.update_call, replace(call, score=2.0))
    assert store.read(calls.get_call, call.id).score == 1.0


def test_what_was_changed_is_seen_in_the_same_transaction(store: Store) -> None:
    call = make_call(store)

    def work(session: Session) -> tuple[float | None, int]:
        before = calls.get_call(session, call.id)
        calls.update_call(session, replace(before, score=2.5))
        after = calls.get_call(session, call.id)
        return after.score, after.version

    assert store.write(work) == (2.5, 2)


def test_a_call_that_moves_to_another_lead_is_shown_there(store: Store) -> None:
    ann, bob = make_lead(store), make_lead(store, NewLead("Bob", "Beta"))
    call = make_call(store, ann)
    store.write(calls.update_call, replace(call, lead_id=bob.id))
    assert {row.name: row.open_call for row in store.read(leads.list_leads)} == {"Bob": call.id, "Ann Öztürk": None}


def test_a_call_needs_its_lead_and_its_bank(store: Store) -> None:
    lead, bank = make_lead(store), make_bank()
    header = CallHeader(new_id(), lead.id, "test", bank.sha256, "sdr", "Rita", NOW)
    with pytest.raises(NotFoundError):
        store.write(calls.add_call, header)
    store.write(banks.keep_bank, bank)
    with pytest.raises(NotFoundError):
        store.write(calls.add_call, replace(header, lead_id=new_id()))
    store.write(calls.add_call, header)
    with pytest.raises(ConflictError):
        store.write(calls.add_call, header)


def test_a_call_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(calls.get_call, new_id())
    call = make_call(store)
    with pytest.raises(NotFoundError):
        store.write(calls.update_call, replace(call, id=new_id()))


def test_lists_are_newest_first_and_know_the_number_of_events(store: Store) -> None:
    ann, bob = make_lead(store), make_lead(store, NewLead("Bob", "Beta"))
    old = make_call(store, ann, now=NOW, ended_at=NOW + timedelta(minutes=1))
    new = make_call(store, bob, now=NOW + timedelta(hours=1))
    newest = make_call(store, ann, now=NOW + timedelta(hours=2))
    store.write(events.append, old.id, old.bank_sha256, [note(), note()])
    rows = store.read(calls.list_calls)
    assert [(row.header, row.lead_name, row.company, row.events) for row in rows] == [
        (newest, "Ann Öztürk", "Acme GmbH", 0),
        (new, "Bob", "Beta", 0),
        (old, "Ann Öztürk", "Acme GmbH", 2),
    ]
    assert [row.header for row in store.read(calls.open_calls)] == [newest, new]
    assert [row.header for row in store.read(calls.list_calls, "bob")] == [new]
    assert [row.header for row in store.read(calls.list_calls, lead_id=ann.id)] == [newest, old]
    assert [row.header for row in store.read(calls.list_calls, limit=1)] == [newest]
    assert store.read(calls.calls_of, ann.id) == (old, newest)
    assert store.read(calls.calls_of, new_id()) == ()


def test_closed_calls_of_a_framework_are_oldest_first_and_from_a_moment_on(store: Store) -> None:
    ann = make_lead(store)
    later = [NOW + timedelta(days=days) for days in range(4)]
    third = make_call(store, ann, now=later[2], ended_at=later[3])
    first = make_call(store, ann, now=later[0], ended_at=later[3])
    make_call(store, ann, now=later[1])
    make_call(store, ann, now=later[1], ended_at=later[3], framework="other")

    def closed(session: Session, since: datetime | None) -> tuple[list[CallRow], int]:
        return list(calls.closed_calls(session, "test", since)), calls.count_closed(session, "test", since)

    rows, count = store.read(closed, None)
    assert ([row.header for row in rows], count) == ([first, third], 2)
    assert (rows[0].lead_name, rows[0].company) == ("Ann Öztürk", "Acme GmbH")
    assert [row.header for row in store.read(closed, later[0] + timedelta(seconds=1))[0]] == [third]
    assert store.read(closed, later[3]) == ([], 0)
