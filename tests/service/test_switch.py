"""A framework is a view: switching it in mid-call keeps the facts and judges them anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from discovery.banks.model import Bank
from discovery.engine.answers import Evidence
from discovery.engine.assess import assess
from discovery.engine.events import Kind
from discovery.errors import UsageError
from discovery.leads.lead import Lead
from discovery.service import banks, briefs, calls, changes, reports
from discovery.service.calls import Call
from discovery.storage import chain
from discovery.storage.store import Store
from tests.service.material import AUTHOR, NOW, said

ROUTE = said("money.route", "allocated", quote="It is in the plan.")


@pytest.fixture
def bant() -> Bank:
    return banks.shipped().bank("bant")


@pytest.fixture
def meddic() -> Bank:
    return banks.shipped().bank("meddic")


@pytest.fixture
def call(store: Store, lead: Lead, bant: Bank) -> Call:
    call = store.write(calls.start, lead.id, bant, author=AUTHOR, now=NOW)
    events = [
        changes.answer(ROUTE, author=AUTHOR, now=NOW),
        changes.rating("need", 3, Evidence.CONFIRMED, "heard it", author=AUTHOR, now=NOW),
        changes.not_applicable("timeline", True, author=AUTHOR, now=NOW),
    ]
    store.write(calls.record, call.header.id, events)
    return store.read(calls.load, call.header.id)


def switched(store: Store, call: Call, bank: Bank, minutes: int = 5) -> Call:
    now = NOW + timedelta(minutes=minutes)
    return store.write(calls.switch, call.header.id, bank, author=AUTHOR, now=now)


def test_facts_stay_and_criteria_are_the_new_frameworks(store: Store, call: Call, meddic: Bank) -> None:
    after = switched(store, call, meddic)
    assert (after.header.framework, after.bank.id) == ("meddic", "meddic")
    assert after.state.sheet.answers["money.route"].value == "allocated"
    assert {score.id for score in assess(after.bank, after.state.sheet).criteria} <= set(meddic.by_id)
    assert [switch.framework for switch in after.state.switches] == ["meddic"]
    assert [event.kind for event in after.events][-1] is Kind.SWITCHED


def test_a_rating_waits_with_its_framework(store: Store, call: Call, bant: Bank, meddic: Bank) -> None:
    after = switched(store, call, meddic)
    assert (after.state.sheet.ratings, after.state.sheet.not_applicable) == ({}, frozenset())
    back = switched(store, call, bant, 6)
    assert back.state.sheet == call.state.sheet
    assert assess(back.bank, back.state.sheet) == assess(call.bank, call.state.sheet)


def test_answers_after_the_switch_are_checked_and_kept_with_the_new_bank(
    store: Store, call: Call, meddic: Bank
) -> None:
    switched(store, call, meddic)
    store.write(
        calls.record,
        call.header.id,
        [changes.answer(said("money.route", "discretion"), author=AUTHOR, now=NOW)],
        bank=call.bank,
    )
    after = store.read(calls.load, call.header.id)
    assert [answer.value for answer in after.state.history["money.route"]] == ["allocated", "discretion"]
    assert store.read(chain.verify).events == len(after.events)


def test_what_was_answered_before_can_still_be_taken_back(store: Store, call: Call, meddic: Bank) -> None:
    after = switched(store, call, meddic)
    seq = next(event.seq for event in after.events if event.kind is Kind.ANSWER)
    store.write(calls.record, call.header.id, [changes.undo(seq, author=AUTHOR, now=NOW)])
    assert "money.route" not in store.read(calls.load, call.header.id).state.sheet.answers


def test_the_next_call_knows_what_a_switched_call_was_told(store: Store, call: Call, lead: Lead, meddic: Bank) -> None:
    switched(store, call, meddic)
    following = store.write(calls.start, lead.id, meddic, author=AUTHOR, now=NOW + timedelta(days=1))
    assert following.start.answers["money.route"].quote == "It is in the plan."


def test_a_switch_to_the_same_bank_or_of_a_closed_call_is_refused(
    store: Store, call: Call, bant: Bank, meddic: Bank
) -> None:
    with pytest.raises(UsageError, match="held with BANT already"):
        switched(store, call, bant)
    closing = changes.closing("other", "NO-PAIN", trigger="a new CFO", author=AUTHOR, now=NOW)
    store.write(calls.close, call.header.id, closing)
    with pytest.raises(UsageError, match="reopen it"):
        switched(store, call, meddic)


def test_an_objection_is_kept_with_its_time_and_can_be_taken_back(store: Store, call: Call) -> None:
    (kept,) = store.write(
        calls.record, call.header.id, [changes.objection("OBJ-PRICE", "compared?", author=AUTHOR, now=NOW)]
    )
    state = store.read(calls.load, call.header.id).state
    assert [(raised.card, raised.text, raised.at) for raised in state.objections] == [("OBJ-PRICE", "compared?", NOW)]
    store.write(calls.record, call.header.id, [changes.undo(kept.seq, author=AUTHOR, now=NOW)])
    assert store.read(calls.load, call.header.id).state.objections == ()


def test_what_only_the_framework_before_asked_stands_in_the_brief_and_the_report(
    store: Store, call: Call, meddic: Bank
) -> None:
    after = switched(store, call, meddic)
    brief = store.read(briefs.brief, call.header.id, NOW, reasons={})
    (question,) = [each for each in brief.appendix.questions if each.fact == "money.route"]
    assert question.ask == call.bank.facts["money.route"].ask
    assert [(each.text, each.remark) for each in question.replies] == [
        ("In this year's budget", "not asked by this framework")
    ]
    assert dict(brief.appendix.record)["Switched"].startswith("meddic from 2026-11-20 21:35")
    found, elsewhere = store.read(reports.find_and_load, str(after.header.id))
    lines = "\n".join(reports.call_lines(found, elsewhere))
    assert "(of another framework)\n    In this year's budget [confirmed] “It is in the plan.”" in lines
    assert "from here on with MEDDIC" in lines
