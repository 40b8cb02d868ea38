from __future__ import annotations

import pytest

from discovery.banks.model import Bank
from discovery.engine.answers import Answer, State
from discovery.errors import NotFoundError
from discovery.leads.lead import Lead
from discovery.service import calls, changes, reports
from discovery.service.calls import Call
from discovery.storage.store import Store
from tests.service.material import AUTHOR, DATED, MONEY, NOW, PAIN, said


@pytest.fixture
def call(store: Store, lead: Lead, bank: Bank) -> Call:
    started = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    answers = (DATED, MONEY, PAIN, Answer("money.amount", state=State.DECLINED), said("people.users", 4, "claimed"))
    new = [changes.answer(answer, author=AUTHOR, now=NOW) for answer in answers]
    new.append(changes.note("\x1b[31mring\u202e after nine", author=AUTHOR, now=NOW))
    new.append(changes.override("nurture", "a feeling", author=AUTHOR, now=NOW))
    store.write(calls.record, started.header.id, new)
    closing = changes.closing("other", "BAD-TIMING", None, "a new CFO", author=AUTHOR, now=NOW)
    return store.write(calls.close, started.header.id, closing)


def test_a_call_is_told_in_the_order_of_the_conversation(call: Call) -> None:
    lines = list(reports.call_lines(call))
    assert lines[0] == "Ana Ruiz, CFO, Nordwind"
    assert lines[2] == "qualified A: score 100.0, ceiling 100.0, coverage 100.0, proof 100.0; the threshold is 60"
    assert "overridden as nurture: a feeling" in lines
    assert [line.splitlines()[0] for line in lines if "\n" in line] == [
        *("What about route?", "What about amount?", "What about trigger?", "What about users?", "What about date?"),
    ]
    assert "What about trigger?\n    The audit failed [confirmed] “It was a bad day.”" in lines
    assert "What about amount?\n    they would not say" in lines
    assert "note: [31mring after nine" in lines
    assert "closed: other, BAD-TIMING, a new CFO" in lines


def test_every_line_can_be_printed(call: Call) -> None:
    for line in reports.call_lines(call):
        assert all(char.isprintable() or char == "\n" for char in line)


def test_the_document_has_all_of_a_call(call: Call) -> None:
    document = reports.call_document(call)
    assert document["call"]["verdict"] == document["assessment"]["verdict"] == "qualified"
    assert document["lead"]["email"] == "ana@nordwind.example"
    assert document["override"]["verdict"] == "nurture"
    assert [answer["fact"] for answer in document["answers"]] == [
        *("money.route", "money.amount", "pain.trigger", "people.users", "next_step.date"),
    ]
    assert [event["kind"] for event in document["events"]] == [
        *("started", "answer", "answer", "answer", "answer", "answer", "note", "override", "closed"),
    ]
    assert not any(answer["carried"] for answer in document["answers"])


def test_an_open_call_says_so_and_carried_answers_are_marked(store: Store, call: Call, lead: Lead, bank: Bank) -> None:
    second = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    found, _ = store.read(reports.find_and_load, second.header.id.hex)
    assert "The call is open." in list(reports.call_lines(found))
    assert all(answer["carried"] for answer in reports.call_document(found)["answers"])
    assert reports.call_document(found)["answers"]


def test_a_call_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(reports.find_and_load, "zzz")
