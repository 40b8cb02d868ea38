"""What a list of leads opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from discovery.banks.model import Bank
from discovery.engine.events import Kind
from discovery.leads.lead import Lead
from discovery.service import calls, changes, leads, opening
from discovery.service.banks import shipped
from discovery.service.calls import Call
from discovery.storage.store import Store
from tests.service.material import NOW

AUTHOR = "Sam Okafor"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def call(store: Store, lead: Lead, bank: Bank) -> Call:
    return store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)


def resumed(store: Store, lead: Lead, bank: str) -> Call:
    return store.write(opening.resume_or_start, lead.id, shipped().bank(bank), author=AUTHOR, now=LATER)


def listed(store: Store) -> list[object]:
    return [row.open_call for row in store.read(leads.list_leads)]


def test_a_call_that_was_interrupted_before_its_first_answer_keeps_its_bank(
    store: Store, call: Call, lead: Lead
) -> None:
    again = resumed(store, lead, "meddic")
    assert (again.header.id, again.bank, again.header.started_at) == (call.header.id, call.bank, NOW)


def test_one_that_was_left_untouched_is_not_listed_and_begins_anew(store: Store, call: Call, lead: Lead) -> None:
    store.write(opening.left, call.header.id)
    assert listed(store) == [None]
    again = resumed(store, lead, "meddic")
    assert (again.header.id, again.bank.id, again.header.started_at) == (call.header.id, "meddic", LATER)
    assert [event.kind for event in again.events] == [Kind.STARTED, Kind.SWITCHED]
    assert listed(store) == [call.header.id]


def test_one_with_an_answer_is_listed_when_it_is_left(store: Store, call: Call, lead: Lead) -> None:
    store.write(opening.left, call.header.id)
    store.write(calls.record, call.header.id, [changes.note("heard", author=AUTHOR, now=NOW)])
    store.write(opening.left, call.header.id)
    assert listed(store) == [call.header.id]
