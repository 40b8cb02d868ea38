from __future__ import annotations

from datetime import timedelta

import pytest

from discovery.banks.model import Bank
from discovery.engine.events import Kind
from discovery.leads.lead import Lead
from discovery.service import calls, changes, rescue
from discovery.service.calls import Call
from discovery.storage.store import Store
from tests.service.material import AUTHOR, MONEY, NOW, PAIN


@pytest.fixture
def call(store: Store, lead: Lead, bank: Bank) -> Call:
    return store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)


def test_what_a_closed_call_does_not_take_is_kept_as_a_note(store: Store, call: Call, bank: Bank) -> None:
    late = [
        changes.answer(PAIN, author=AUTHOR, now=NOW),
        changes.objection("OBJ-PRICE", "compared?", author=AUTHOR, now=NOW),
        changes.undo(99, author=AUTHOR, now=NOW),
    ]
    store.write(calls.close, call.header.id, changes.closing("other", author="Kim", now=NOW))
    kept = store.write(rescue.record_each, call.header.id, late, bank=bank)
    assert [event.kind for event in kept] == [Kind.NOTE] * 3
    assert [event.key for event in kept] == [event.key for event in late]
    notes = [note.text for note in store.read(calls.load, call.header.id).state.notes]
    assert "The audit failed, confirmed “It was a bad day.”" in notes[0]
    assert "the call is closed" in notes[0]
    assert "OBJ-PRICE compared?" in notes[1]
    again = store.write(rescue.record_each, call.header.id, late, bank=bank)
    assert again == kept


def test_what_the_call_takes_is_recorded_as_it_is(store: Store, call: Call, bank: Bank) -> None:
    wrong = changes.undo(99, author=AUTHOR, now=NOW)
    right = changes.answer(MONEY, author=AUTHOR, now=NOW)
    kept = store.write(rescue.record_each, call.header.id, [wrong, right], bank=bank)
    assert [event.kind for event in kept] == [Kind.NOTE, Kind.ANSWER]


def test_an_undo_takes_back_what_its_window_meant(store: Store, call: Call, bank: Bank) -> None:
    mine = changes.answer(MONEY, author=AUTHOR, now=NOW)
    theirs = changes.answer(PAIN, author="Kim", now=NOW)
    store.write(calls.record, call.header.id, [theirs, mine])
    undo = changes.undo(2, author=AUTHOR, now=NOW + timedelta(seconds=1), key=mine.key)
    store.write(calls.record, call.header.id, [undo])
    answers = store.read(calls.load, call.header.id).state.sheet.answers
    assert set(answers) == {"pain.trigger"}
    redo = changes.redo(2, author=AUTHOR, now=NOW + timedelta(seconds=2), key=mine.key)
    store.write(calls.record, call.header.id, [redo])
    assert set(store.read(calls.load, call.header.id).state.sheet.answers) == {"pain.trigger", "money.route"}
