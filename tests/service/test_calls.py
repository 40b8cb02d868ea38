from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from discovery.banks.model import Bank, bank_from
from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.calls import NewEvent
from discovery.engine.events import Event, Kind
from discovery.errors import DiscoveryError, NotFoundError, SheetError, UsageError
from discovery.leads.lead import Lead, NewLead
from discovery.service import calls, changes, leads
from discovery.service.calls import Call
from discovery.storage import assessments, people
from discovery.storage.store import Store
from tests.service import material
from tests.service.material import AUTHOR, DATED, MONEY, NOW, PAIN, TODAY, said


@pytest.fixture
def call(store: Store, lead: Lead, bank: Bank) -> Call:
    return store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)


def record(store: Store, call: Call, *new: NewEvent) -> tuple[Event, ...]:
    return store.write(calls.record, call.header.id, new)


def answer(store: Store, call: Call, *answers: Answer, minutes: int = 1) -> tuple[Event, ...]:
    now = NOW + timedelta(minutes=minutes)
    return record(store, call, *(changes.answer(item, author=AUTHOR, now=now) for item in answers))


def loaded(store: Store, call: Call) -> Call:
    return store.read(calls.load, call.header.id)


def close(store: Store, call: Call, disposition: str = "follow_up", **more: Any) -> Call:
    closing = changes.closing(disposition, author=AUTHOR, now=NOW + timedelta(minutes=30), **more)
    return store.write(calls.close, call.header.id, closing)


def test_a_call_starts_on_the_reps_own_day_with_what_is_needed_to_explain_it(
    store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    assert (call.header.framework, call.header.bank_sha256) == ("duo", bank.sha256)
    assert call.lead == lead
    assert call.state.sheet.on == TODAY
    assert [event.kind for event in call.events] == [Kind.STARTED]
    assert loaded(store, call) == call


def test_answers_are_kept_and_the_latest_one_wins(store: Store, call: Call) -> None:
    answer(store, call, PAIN, said("money.route", "none", "claimed"))
    answer(store, call, MONEY)
    state = loaded(store, call).state
    assert state.sheet.answers["money.route"].value == "allocated"
    assert [item.value for item in state.history["money.route"]] == ["none", "allocated"]


def test_what_is_folded_on_the_screen_is_what_is_loaded_later(store: Store, call: Call) -> None:
    shown = call
    for event in answer(store, call, PAIN, MONEY):
        shown = shown.with_event(event)
    assert shown == loaded(store, call)
    assert shown.state == loaded(store, call).state


def test_undo_and_redo_take_back_and_restore(store: Store, call: Call) -> None:
    (event,) = answer(store, call, PAIN)
    record(store, call, changes.undo(event.seq, author=AUTHOR, now=NOW))
    assert loaded(store, call).state.sheet.answers == {}
    record(store, call, changes.redo(event.seq, author=AUTHOR, now=NOW))
    assert "pain.trigger" in loaded(store, call).state.sheet.answers


def test_notes_ratings_and_marks_are_kept(store: Store, call: Call) -> None:
    record(
        store,
        call,
        changes.note("call after nine", "pain.trigger", author=AUTHOR, now=NOW),
        changes.rating("need", 3, Evidence.CONFIRMED, "I was there", author=AUTHOR, now=NOW),
        changes.not_applicable("budget", True, author=AUTHOR, now=NOW),
    )
    state = loaded(store, call).state
    assert [(note.text, note.fact) for note in state.notes] == [("call after nine", "pain.trigger")]
    assert state.sheet.ratings["need"].why == "I was there"
    assert state.sheet.not_applicable == {"budget"}


def test_the_same_key_is_written_once_even_when_the_call_is_closed_meanwhile(store: Store, call: Call) -> None:
    event = changes.answer(PAIN, author=AUTHOR, now=NOW)
    first = record(store, call, event)
    assert record(store, call, event) == first
    close(store, call)
    assert record(store, call, event) == first


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (changes.answer(said("money.rout", "x"), author=AUTHOR, now=NOW), "no such fact"),
        (changes.answer(said("money.route", "gold"), author=AUTHOR, now=NOW), "not one of"),
        (changes.answer(said("money.route", "allocated", quality=4), author=AUTHOR, now=NOW), "quality 4"),
        (changes.rating("need", 2, Evidence.CLAIMED, " ", author=AUTHOR, now=NOW), "written reason"),
        (changes.rating("need", 4, Evidence.CLAIMED, "x", author=AUTHOR, now=NOW), "quality 4"),
        (changes.rating("needs", 2, Evidence.CLAIMED, "x", author=AUTHOR, now=NOW), "no such criterion"),
        (changes.rating("needs", None, Evidence.NONE, author=AUTHOR, now=NOW), "no such criterion"),
        (changes.not_applicable("needs", True, author=AUTHOR, now=NOW), "no such criterion"),
        (changes.note(" ", author=AUTHOR, now=NOW), "empty"),
        (changes.note("x", "money.rout", author=AUTHOR, now=NOW), "no such fact"),
        (changes.override("nurture", "", author=AUTHOR, now=NOW), "written reason"),
        (changes.override("maybe", "x", author=AUTHOR, now=NOW), "not a verdict"),
        (changes.undo(1, author=AUTHOR, now=NOW), "cannot be taken back"),
        (changes.undo(99, author=AUTHOR, now=NOW), "cannot be taken back"),
        (changes.redo(1, author=AUTHOR, now=NOW), "was not taken back"),
        (changes.closing("gone", author=AUTHOR, now=NOW), "not a disposition"),
        (changes.closing("other", " ", author=AUTHOR, now=NOW), "not a reason code"),
        (changes.reopened(author=AUTHOR, now=NOW), "open already"),
        (changes.started("duo", "sdr", author=AUTHOR, now=NOW), "not recorded by hand"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_and_nothing_of_the_batch_is_kept(
    event: NewEvent, told: str, store: Store, call: Call
) -> None:
    good = changes.answer(PAIN, author=AUTHOR, now=NOW)
    with pytest.raises(DiscoveryError, match=told):
        record(store, call, good, event)
    assert loaded(store, call).events == call.events


def test_a_rating_and_an_override_are_taken_back_without_a_reason(store: Store, call: Call) -> None:
    record(store, call, changes.rating("need", 3, Evidence.CLAIMED, "x", author=AUTHOR, now=NOW))
    record(store, call, changes.override("nurture", "x", author=AUTHOR, now=NOW))
    record(store, call, changes.rating("need", None, Evidence.NONE, author=AUTHOR, now=NOW))
    record(store, call, changes.override(None, author=AUTHOR, now=NOW))
    state = loaded(store, call).state
    assert (dict(state.sheet.ratings), state.override) == ({}, None)


@pytest.mark.parametrize(
    ("answers", "closing", "verdict"),
    [
        ((PAIN, MONEY, DATED), {"disposition": "handed_off"}, "qualified"),
        ((PAIN, MONEY), {"disposition": "follow_up"}, "develop"),
        ((), {"disposition": "other"}, "insufficient"),
        ((said("money.route", "none"),), {"disposition": "disqualified", "reason": "NO-FUNDS-NOW"}, "disqualified"),
        (
            (said("pain.trigger", "x", quality=1), MONEY),
            {"disposition": "nurture", "reason": "NO-PAIN", "trigger": "a new CFO"},
            "nurture",
        ),
        (
            (said("pain.trigger", "x", quality=1), MONEY),
            {"disposition": "nurture", "reason": "NO-PAIN", "reopen_on": date(2027, 3, 1)},
            "nurture",
        ),
        ((said("compliance.objection", "yes", "claimed"),), {"disposition": "do_not_contact"}, "do_not_contact"),
    ],
)
def test_a_call_closes_with_each_verdict_and_its_header_says_so(
    answers: tuple[Answer, ...], closing: dict[str, Any], verdict: str, store: Store, call: Call
) -> None:
    answer(store, call, *answers)
    closed = close(store, call, **closing)
    header = closed.header
    assert (header.verdict, header.disposition, header.reason) == (
        verdict,
        closing["disposition"],
        closing.get("reason"),
    )
    assert header.ended_at == NOW + timedelta(minutes=30)
    assert closed.state.closing is not None
    assert closed.state.closing.verdict == verdict
    kept = store.read(assessments.latest, header.id)
    assert kept is not None
    assert (kept["verdict"], kept["score"]) == (verdict, header.score)
    assert store.read(leads.list_leads)[0].verdict == verdict


@pytest.mark.parametrize(
    ("answers", "more", "told"),
    [
        ((said("money.route", "none"),), {}, "disqualified needs a reason"),
        ((said("pain.trigger", "x", quality=1), MONEY), {"trigger": "a new CFO"}, "nurture needs a reason"),
        ((said("pain.trigger", "x", quality=1), MONEY), {"reason": "NO-PAIN"}, "needs a date or an event"),
        (
            (said("pain.trigger", "x", quality=1), MONEY),
            {"reason": "NO-PAIN", "trigger": " "},
            "needs a date or an event",
        ),
    ],
)
def test_a_closing_without_what_its_verdict_demands_is_refused(
    answers: tuple[Answer, ...], more: dict[str, Any], told: str, store: Store, call: Call
) -> None:
    answer(store, call, *answers)
    with pytest.raises(UsageError, match=told):
        close(store, call, **more)
    assert loaded(store, call).header.ended_at is None


def test_an_override_stands_beside_the_computed_verdict_and_sets_what_is_demanded(store: Store, call: Call) -> None:
    answer(store, call, PAIN, MONEY, DATED)
    record(store, call, changes.override("disqualified", "a student", author=AUTHOR, now=NOW))
    with pytest.raises(UsageError, match="reason code"):
        close(store, call)
    header = close(store, call, "disqualified", reason="NO-PROJECT").header
    assert (header.verdict, header.override, header.grade) == ("qualified", "disqualified", "A")


def test_the_verdict_that_is_kept_is_the_computed_one_whatever_the_closing_claims(store: Store, call: Call) -> None:
    closed = close(store, call, verdict="qualified")
    assert closed.state.closing is not None
    assert closed.state.closing.verdict == "insufficient"


def test_a_closed_call_takes_no_change_until_it_is_reopened(store: Store, call: Call) -> None:
    close(store, call)
    with pytest.raises(UsageError, match="reopen it"):
        answer(store, call, PAIN)
    record(store, call, changes.reopened(author=AUTHOR, now=NOW))
    answer(store, call, PAIN)
    again = loaded(store, call)
    assert (again.header.ended_at, again.header.verdict, again.state.closing) == (None, None, None)
    assert close(store, call).header.verdict == "develop"


def test_only_a_closing_closes_a_call(store: Store, call: Call) -> None:
    with pytest.raises(UsageError, match="by a closing"):
        store.write(calls.close, call.header.id, changes.note("x", author=AUTHOR, now=NOW))


@pytest.mark.parametrize(
    ("answers", "disposition"),
    [((said("compliance.objection", "yes"),), "other"), ((), "do_not_contact")],
)
def test_whoever_objects_is_not_called_or_imported_again(
    answers: tuple[Answer, ...], disposition: str, store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    answer(store, call, *answers)
    close(store, call, disposition)
    assert store.read(people.is_suppressed, lead.person.email, "")
    assert store.read(people.is_suppressed, "", lead.person.phone)
    with pytest.raises(UsageError, match="asked not to be contacted"):
        store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    with pytest.raises(UsageError, match="asked not to be contacted"):
        store.write(leads.add, NewLead("Ana", "Other", email=lead.person.email.upper()), NOW)


def test_whoever_objects_without_an_address_is_not_called_again_either(store: Store, bank: Bank) -> None:
    lead = store.write(leads.add, NewLead("Ana Ruiz", "Nordwind"), NOW)
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    close(store, call, "do_not_contact")
    with pytest.raises(UsageError, match="asked not to be contacted"):
        store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)


def test_a_call_that_was_closed_by_mistake_blocks_nobody_once_it_is_closed_otherwise(
    store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    close(store, call, "do_not_contact")
    record(store, call, changes.reopened(author=AUTHOR, now=NOW))
    assert store.read(people.is_suppressed, lead.person.email, "")  # nobody calls while that is not decided
    assert [row.verdict for row in store.read(leads.list_leads)] == ["do_not_contact"]
    close(store, call, "follow_up", lifted="a slip of the key")
    assert not store.read(people.is_suppressed, lead.person.email, lead.person.phone)
    assert store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW).lead == lead


@pytest.mark.parametrize("asked", [True, False], ids=["verdict", "disposition"])
def test_contact_comes_back_only_for_a_written_reason_which_is_noted(
    store: Store, call: Call, lead: Lead, bank: Bank, asked: bool
) -> None:
    if asked:
        answer(store, call, said("compliance.objection", "yes", "confirmed"))
    close(store, call, "other" if asked else "do_not_contact")
    record(store, call, changes.reopened(author=AUTHOR, now=NOW))
    if asked:
        record(store, call, changes.undo(2, author=AUTHOR, now=NOW))
    assert store.read(calls.objected, call.header.id)
    assert calls.ended_contact(loaded(store, call))
    for lifted in ("", "  "):
        with pytest.raises(UsageError, match=r"asked not to be contacted: .* needs a written reason"):
            close(store, call, "follow_up", lifted=lifted)
    assert loaded(store, call).header.ended_at is None
    close(store, call, "follow_up", lifted="they wrote on Monday")
    after = loaded(store, call)
    assert [note.text for note in after.state.notes] == ["may be contacted again: they wrote on Monday"]
    assert not calls.ended_contact(after)
    assert not store.read(calls.objected, call.header.id)
    record(store, call, changes.reopened(author=AUTHOR, now=NOW))
    close(store, call, "follow_up")


def test_a_reopened_call_still_keeps_off_who_has_no_address(store: Store, bank: Bank) -> None:
    lead = store.write(leads.add, NewLead("Ana Ruiz", "Nordwind"), NOW)
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    close(store, call, "do_not_contact")
    record(store, call, changes.reopened(author=AUTHOR, now=NOW))
    assert store.read(calls.objected, call.header.id)
    with pytest.raises(UsageError, match="asked not to be contacted"):
        store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)


def test_a_mistake_on_one_call_does_not_lift_what_another_one_said(
    store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    other = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    answer(store, call, said("compliance.objection", "yes"))
    store.write(calls.close, call.header.id, changes.closing("other", author=AUTHOR, now=NOW - timedelta(hours=1)))
    close(store, other, "do_not_contact")
    record(store, other, changes.reopened(author=AUTHOR, now=NOW))
    close(store, other, "follow_up", lifted="it was meant for the other one")
    assert store.read(people.is_suppressed, lead.person.email, "")


@pytest.mark.parametrize(
    ("disposition", "more", "listed"),
    [
        ("follow_up", {}, "insufficient"),
        ("other", {}, "insufficient"),
        ("handed_off", {}, "handed_off"),
        ("no_show", {}, "no_show"),
        ("disqualified", {"reason": "NO-PAIN"}, "disqualified"),
        ("nurture", {"reason": "NO-PAIN", "trigger": "a new CFO"}, "nurture"),
    ],
)
def test_the_list_says_how_a_call_ended_where_its_verdict_does_not(
    store: Store, call: Call, disposition: str, more: dict[str, Any], listed: str
) -> None:
    close(store, call, disposition, **more)
    assert [row.verdict for row in store.read(leads.list_leads)] == [listed]


@pytest.mark.parametrize(("disposition", "more"), [("disqualified", {}), ("nurture", {"reason": "NO-PAIN"})])
def test_an_ending_demands_its_reason_and_its_way_back_whatever_the_verdict(
    store: Store, call: Call, disposition: str, more: dict[str, Any]
) -> None:
    with pytest.raises(UsageError, match=f"a call that ends as {disposition} needs"):
        close(store, call, disposition, **more)


def test_the_list_says_who_is_not_to_be_contacted(store: Store, call: Call) -> None:
    close(store, call, "do_not_contact")
    assert [row.verdict for row in store.read(leads.list_leads)] == ["do_not_contact"]


def test_an_override_does_not_lift_an_objection(store: Store, call: Call, lead: Lead) -> None:
    answer(store, call, said("compliance.objection", "yes"))
    record(store, call, changes.override("develop", "they were joking", author=AUTHOR, now=NOW))
    close(store, call)
    assert store.read(people.is_suppressed, lead.person.email, "")


def test_interrupted_calls_are_listed_until_they_are_closed(store: Store, call: Call) -> None:
    answer(store, call, PAIN)
    assert [row.header.id for row in store.read(calls.interrupted)] == [call.header.id]
    close(store, call)
    assert store.read(calls.interrupted) == ()
    assert [row.header.id for row in store.read(calls.list_calls, "ruiz nord")] == [call.header.id]
    assert store.read(calls.list_calls, "nobody") == ()


def test_the_next_call_knows_what_the_earlier_ones_learned(store: Store, call: Call, lead: Lead) -> None:
    record(store, call, changes.rating("need", 1, Evidence.CLAIMED, "x", author=AUTHOR, now=NOW))
    record(store, call, changes.not_applicable("budget", True, author=AUTHOR, now=NOW))
    answer(store, call, PAIN, DATED, MONEY, Answer("money.amount", state=State.UNKNOWN))
    close(store, call, "handed_off")
    later = NOW + timedelta(days=7)
    other = material.bank("other")
    second = store.write(calls.start, lead.id, other, stage="ae", author=AUTHOR, now=later)
    assert second.start.on == TODAY + timedelta(days=7)
    assert set(second.start.answers) == {"pain.trigger", "money.route"}
    assert second.start.answers["pain.trigger"].at == NOW + timedelta(minutes=1)
    assert (dict(second.start.ratings), second.start.not_applicable) == ({}, frozenset())
    assert (second.state.sheet.stage, second.state.asked) == ("ae", frozenset())
    assert loaded(store, second) == second


def test_the_latest_word_of_earlier_calls_counts(store: Store, call: Call, lead: Lead, bank: Bank) -> None:
    answer(store, call, PAIN, MONEY)
    close(store, call)
    second = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW + timedelta(days=1))
    day = NOW + timedelta(days=1, minutes=1)
    vain = Answer("money.route", state=State.UNKNOWN)
    record(store, second, changes.answer(vain, author=AUTHOR, now=day))
    third = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW + timedelta(days=2))
    assert set(third.start.answers) == {"pain.trigger"}


def test_what_is_said_on_an_older_call_later_does_not_change_a_newer_one(
    store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    second = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW + timedelta(hours=1))
    answer(store, call, PAIN, minutes=90)
    assert loaded(store, second).start.answers == {}


def test_an_old_value_that_no_longer_fits_its_question_is_asked_again(store: Store, call: Call, lead: Lead) -> None:
    answer(store, call, MONEY, said("people.users", 40))
    changed = {**material.TOPICS, "people": {"title": "People", "facts": [
        {**fact, "type": "text"} if fact["id"] == "users" else fact for fact in material.TOPICS["people"]["facts"]
    ]}}  # fmt: skip
    second = store.write(
        calls.start, lead.id, material.bank(topics=changed), author=AUTHOR, now=NOW + timedelta(days=1)
    )
    assert set(second.start.answers) == {"money.route"}


def renaming(name: str = "duo") -> Bank:
    """The bank with another id for the question about the problem, and for the answer that the money is there."""
    topics, criteria = copy.deepcopy(material.TOPICS), copy.deepcopy(material.CRITERIA)
    topics["pain"]["facts"][0] |= {"id": "cause", "renamed_from": "pain.trigger"}
    topics["money"]["facts"][0]["choices"][0] |= {"id": "planned", "renamed_from": "allocated"}
    criteria[1]["ask"] = ["pain.cause", "pain.since"]
    framework = {"framework": name, "title": name, "version": "2.0.0", "criteria": criteria}
    return bank_from({"framework": framework, "topics": topics})


def test_answers_are_carried_to_what_their_question_is_called_now(store: Store, call: Call, lead: Lead) -> None:
    answer(store, call, PAIN, MONEY)
    day = NOW + timedelta(days=1)
    second = store.write(calls.start, lead.id, renaming(), author=AUTHOR, now=day)
    assert {fact: known.value for fact, known in second.start.answers.items()} == {
        "pain.cause": PAIN.value,
        "money.route": "planned",
    }
    assert second.start.answers["pain.cause"].quote == PAIN.quote
    assert loaded(store, second) == second


def test_the_latest_word_counts_under_whatever_id_it_was_said(store: Store, call: Call, lead: Lead, bank: Bank) -> None:
    answer(store, call, PAIN, MONEY)
    for days, held_with, word in (
        (1, bank, said("pain.trigger", "It got worse", quality=3)),
        (2, renaming(), said("pain.cause", "A new law", quality=2)),
        (3, material.bank("other"), Answer("money.route", state=State.UNKNOWN)),
    ):
        day = NOW + timedelta(days=days)
        next_call = store.write(calls.start, lead.id, held_with, author=AUTHOR, now=day)
        record(store, next_call, changes.answer(word, author=AUTHOR, now=day + timedelta(minutes=1)))
    last = store.write(calls.start, lead.id, renaming(), author=AUTHOR, now=NOW + timedelta(days=4))
    assert {fact: known.value for fact, known in last.start.answers.items()} == {"pain.cause": "A new law"}


def test_a_call_is_found_by_its_id_or_the_beginning_or_the_end_of_it(store: Store, call: Call) -> None:
    whole = str(call.header.id)
    for text in (whole, whole.upper(), whole[:10], call.header.id.hex[-6:], call.header.id.hex):
        assert store.read(calls.find_call, text) == call.header


@pytest.mark.parametrize("text", ["", "zzz", "%", "00000000-0000-0000-0000-000000000000"])
def test_a_call_that_does_not_exist_is_not_found(text: str, store: Store, call: Call) -> None:
    with pytest.raises(NotFoundError):
        store.read(calls.find_call, text)


def test_a_beginning_that_several_calls_share_is_refused(store: Store, call: Call, lead: Lead, bank: Bank) -> None:
    store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    with pytest.raises(UsageError, match="2 calls"):
        store.read(calls.find_call, call.header.id.hex[:4])


def test_a_bank_that_the_caller_has_is_used_only_where_it_is_the_calls(store: Store, call: Call, bank: Bank) -> None:
    event = changes.answer(MONEY, author=AUTHOR, now=NOW)
    store.write(calls.record, call.header.id, [event], bank=bank)
    smaller = material.bank(topics={**material.TOPICS, "people": {**material.TOPICS["people"], "title": "Other"}})
    bad = changes.answer(said("money.route", "gold"), author=AUTHOR, now=NOW)
    with pytest.raises(SheetError):
        store.write(calls.record, call.header.id, [bad], bank=smaller)
