from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from discovery.banks.model import Bank
from discovery.engine.answers import Answer
from discovery.engine.calls import NewEvent
from discovery.engine.events import Kind
from discovery.engine.handoffs import REJECTION_CODES, HandOff, State
from discovery.engine.working_time import working_time
from discovery.errors import NotFoundError, UsageError
from discovery.ids import new_id
from discovery.leads.lead import Lead, NewLead
from discovery.service import calls, changes, handoffs, leads
from discovery.service.calls import Call
from discovery.storage import chain, people
from discovery.storage.store import Store
from tests.service.material import AUTHOR, DATED, MONEY, NOW, PAIN, said
from tests.tui.test_plain import HOSTILE

BEN = "Ben Cole"


@pytest.fixture
def call(store: Store, lead: Lead, bank: Bank) -> Call:
    """A call that was closed as handed off."""
    return held(store, lead, bank, PAIN, MONEY, DATED)


def held(store: Store, lead: Lead, bank: Bank, *answers: Answer, disposition: str = "handed_off") -> Call:
    started = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    return closed(store, started.header.id, *answers, disposition=disposition)


def closed(store: Store, call_id: UUID, *answers: Answer, disposition: str = "handed_off") -> Call:
    record(store, call_id, *(changes.answer(answer, author=AUTHOR, now=NOW) for answer in answers))
    return store.write(calls.close, call_id, changes.closing(disposition, author=AUTHOR, now=NOW))


def record(store: Store, call_id: UUID, *events: NewEvent) -> None:
    store.write(calls.record, call_id, events)


def reopen(store: Store, call: Call, *answers: Answer, disposition: str = "handed_off") -> Call:
    """The call after it was reopened, more was said, and it was closed again."""
    record(store, call.header.id, changes.reopened(author=AUTHOR, now=NOW))
    return closed(store, call.header.id, *answers, disposition=disposition)


def submit(store: Store, call: Call, **more: Any) -> HandOff:
    return store.write(handoffs.submit, call.header.id, author=AUTHOR, now=NOW, **more)


def answer(store: Store, call: Call, use_case: Callable[..., HandOff], *args: Any, **more: Any) -> HandOff:
    return store.write(use_case, call.header.id, *args, author=BEN, now=NOW + timedelta(hours=1), **more)


def test_a_call_is_handed_over_accepted_and_rated(store: Store, call: Call) -> None:
    sent = submit(store, call, to=f" {BEN}\n", note="rings at nine")
    assert (sent.state, sent.by, sent.to, sent.note) == (State.SUBMITTED, AUTHOR, BEN, "rings at nine")
    assert len(sent.fingerprint) == 64
    taken = answer(store, call, handoffs.accept)
    assert (taken.state, taken.answered_by) == (State.ACCEPTED, BEN)
    rated = answer(store, call, handoffs.rate, 4, "the CFO decides")
    assert rated.rating is not None
    assert (rated.rating.stars, rated.rating.different) == (4, "the CFO decides")
    assert store.read(handoffs.get, call.header.id) == rated
    assert store.read(chain.verify).calls == 1
    assert store.read(calls.load, call.header.id).state == call.state


def test_an_answer_is_due_in_working_time(store: Store, call: Call) -> None:
    friday_evening = submit(store, call)  # at 21:30
    assert friday_evening.due is not None
    assert friday_evening.due.isoformat() == "2026-11-23T13:00:00-05:00"


def test_a_team_has_an_agreement_of_its_own(store: Store, call: Call) -> None:
    sent = submit(store, call, sla_hours=1.5, working=working_time("20:00-24:00", "mon-sun"))
    assert sent.due == NOW + timedelta(hours=1.5)


@pytest.mark.parametrize("disposition", ["follow_up", "other", "no_show"])
def test_only_a_call_that_ended_as_handed_off_is_handed_over(
    disposition: str, store: Store, lead: Lead, bank: Bank
) -> None:
    call = held(store, lead, bank, disposition=disposition)
    with pytest.raises(UsageError, match=f"ended as {disposition.replace('_', ' ')}: reopen it"):
        submit(store, call)


def test_an_open_call_is_not_handed_over(store: Store, lead: Lead, bank: Bank) -> None:
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    with pytest.raises(UsageError, match="still open"):
        submit(store, call)
    with pytest.raises(NotFoundError):
        store.write(handoffs.submit, new_id(), author=AUTHOR, now=NOW)


def test_whoever_asked_not_to_be_contacted_is_not_handed_over(store: Store, call: Call, lead: Lead) -> None:
    store.write(people.suppress, lead.person.email, "", "DNC-REQUEST", NOW)
    with pytest.raises(UsageError, match="Ana Ruiz asked not to be contacted"):
        submit(store, call)


def test_an_objection_on_the_call_stands_without_an_address(store: Store, bank: Bank) -> None:
    lead = store.write(leads.add, NewLead("", "Nordwind"), NOW)
    call = held(store, lead, bank, said("compliance.objection", "yes"))
    with pytest.raises(UsageError, match="Nordwind asked not to be contacted"):
        submit(store, call)


MOVES: dict[str, tuple[Callable[..., HandOff], tuple[Any, ...]]] = {
    "accepted": (handoffs.accept, ()),
    "returned": (handoffs.return_, (["Money"],)),
    "rejected": (handoffs.reject, ("NOT-ICP",)),
    "rated": (handoffs.rate, (3,)),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_was_never_handed_over_takes_no_answer(move: str, store: Store, call: Call) -> None:
    use_case, args = MOVES[move]
    with pytest.raises(UsageError, match="never handed over: submit it first"):
        answer(store, call, use_case, *args)
    with pytest.raises(NotFoundError):
        store.write(use_case, new_id(), *args, author=BEN, now=NOW)


@pytest.mark.parametrize(
    ("before", "then", "told"),
    [
        ("accepted", "accepted", "Ben Cole accepted this hand-off on 2026-11-20 at 22:30: it cannot be accepted now"),
        ("accepted", "rejected", "Ben Cole accepted this hand-off .* it cannot be rejected now"),
        ("returned", "accepted", "Ben Cole returned this hand-off"),
        ("rejected", "rated", "Ben Cole rejected this hand-off"),
        (None, "rated", "Sam Okafor submitted this hand-off on 2026-11-20 at 21:30: it cannot be rated now"),
    ],
)
def test_a_move_out_of_turn_is_told_what_happened(
    before: str | None, then: str, told: str, store: Store, call: Call
) -> None:
    submit(store, call)
    if before:
        answer(store, call, MOVES[before][0], *MOVES[before][1])
    moves = len(store.read(calls.load, call.header.id).events)
    with pytest.raises(UsageError, match=told):
        answer(store, call, MOVES[then][0], *MOVES[then][1])
    assert len(store.read(calls.load, call.header.id).events) == moves


def test_a_hand_off_is_submitted_once(store: Store, call: Call) -> None:
    submit(store, call)
    with pytest.raises(UsageError, match="Sam Okafor submitted this hand-off"):
        submit(store, call)
    answer(store, call, handoffs.accept)
    with pytest.raises(UsageError, match="Ben Cole accepted this hand-off"):
        submit(store, call, note="again")


def test_what_was_returned_comes_back_when_something_was_added(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.return_, ["Money", " "], "no figure")
    with pytest.raises(UsageError, match="returned for: Money; no figure; reopen the call"):
        submit(store, call)
    reopen(store, call, said("money.amount", {"amount": 9000, "currency": "EUR", "per": "year"}))
    again = submit(store, call)
    assert (again.state, again.rounds, again.missing) == (State.SUBMITTED, 2, ())


def test_what_was_returned_comes_back_with_a_note_why_nothing_was_added(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.return_, [], "no figure")
    with pytest.raises(UsageError, match="returned for: no figure; reopen"):
        submit(store, call, note=" ")
    assert submit(store, call, note="they never name one before a demonstration").rounds == 2


def test_what_was_accepted_by_mistake_is_returned_by_whoever_accepted_it(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.accept)
    with pytest.raises(UsageError, match=r"Ben Cole accepted this hand-off .*: only they can return it"):
        store.write(handoffs.return_, call.header.id, ["Money"], author="Kim Vale", now=NOW)
    back = answer(store, call, handoffs.return_, ["Money"])
    assert (back.state, back.missing, back.rounds) == (State.RETURNED, ("Money",), 1)
    assert [row.hand_off.state for row in store.read(handoffs.list_, undecided=True)] == [State.RETURNED]
    assert store.read(handoffs.attention, AUTHOR, NOW).returned == 1
    assert submit(store, call, note="they name no figure").state is State.SUBMITTED
    assert store.read(chain.verify).events > 0


def test_what_was_rejected_does_not_come_back_unchanged(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.reject, "NO-SHOW")
    with pytest.raises(UsageError, match=r"Ben Cole rejected this lead with the same answers \(NO-SHOW, 2026-11-20\)"):
        submit(store, call, note="please")
    reopen(store, call, replace(DATED, value="2026-12-15"))
    assert submit(store, call).state is State.SUBMITTED


def test_nor_does_it_come_back_by_a_call_that_learned_nothing_new(
    store: Store, call: Call, lead: Lead, bank: Bank
) -> None:
    submit(store, call)
    answer(store, call, handoffs.reject, "NO-REASON-NOW")
    later = held(store, lead, bank)
    with pytest.raises(UsageError, match="with the same answers"):
        submit(store, later)
    reopen(store, later, said("people.decides", "yes"))
    assert submit(store, later).state is State.SUBMITTED


def test_nor_when_what_was_added_is_taken_away_again(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.reject, "NOT-ICP")
    reopen(store, call, replace(PAIN, quote="Worse than bad."))
    submit(store, call)
    reopen(store, call, PAIN)
    with pytest.raises(UsageError, match="with the same answers"):
        submit(store, call)


def test_a_call_that_is_reopened_takes_its_waiting_hand_off_back(store: Store, call: Call) -> None:
    submit(store, call)
    record(store, call.header.id, changes.reopened(author=AUTHOR, now=NOW))
    found = store.read(handoffs.get, call.header.id)
    assert found is not None
    assert found.state is State.WITHDRAWN
    with pytest.raises(UsageError, match="taken back by the rep"):
        answer(store, call, handoffs.accept)
    with pytest.raises(UsageError, match="still open"):
        submit(store, call)
    closed(store, call.header.id)
    assert submit(store, call).state is State.SUBMITTED


@pytest.mark.parametrize("reason", REJECTION_CODES, ids=lambda reason: reason.code)
def test_a_rejected_lead_goes_where_its_code_says(reason: Any, store: Store, call: Call) -> None:
    submit(store, call)
    found = answer(store, call, handoffs.reject, f" {reason.code.lower()}")
    assert (found.state, found.code, found.back_to) == (State.REJECTED, reason.code, reason.back_to)


def test_or_where_the_account_executive_says(store: Store, call: Call) -> None:
    submit(store, call)
    found = answer(store, call, handoffs.reject, "NOT-ICP", "nurture", "two years too early")
    assert (found.back_to, found.why) == ("nurture", "two years too early")


@pytest.mark.parametrize(
    ("use_case", "args", "told"),
    [
        (handoffs.return_, ([" "], "\n"), "say what is missing"),
        (handoffs.reject, ("BORED",), "'BORED' is not a reason to reject: NOT-ICP, "),
        (handoffs.reject, ("NOT-ICP", "bin"), "'bin' is no place for a rejected lead: sdr, nurture, disqualified"),
        (handoffs.rate, (0,), "0 is not a rating"),
        (handoffs.rate, (6,), "6 is not a rating"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    use_case: Callable[..., HandOff], args: tuple[Any, ...], told: str, store: Store, call: Call
) -> None:
    before = submit(store, call)
    with pytest.raises(UsageError, match=told):
        answer(store, call, use_case, *args)
    assert store.read(handoffs.get, call.header.id) == before


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_typed_is_kept_clean(hostile: str, store: Store, call: Call) -> None:
    submit(store, call, to=hostile, note=hostile)
    found = store.write(handoffs.return_, call.header.id, [hostile, "x"], hostile, author=hostile, now=NOW)
    for text in (found.why, found.answered_by, *found.missing):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_lists_attention_and_figures_are_those_of_the_store(store: Store, call: Call, lead: Lead, bank: Bank) -> None:
    other = store.write(leads.add, NewLead("Kim Vale", "Vale"), NOW)
    second = held(store, other, bank, PAIN, MONEY)
    submit(store, call, to=BEN)
    submit(store, second)
    answer(store, second, handoffs.accept)
    rows = store.read(handoffs.list_)
    assert [(row.company, row.hand_off.state) for row in rows] == [("Nordwind", "submitted"), ("Vale", "accepted")]
    assert [row.company for row in store.read(handoffs.list_, undecided=True)] == ["Nordwind"]
    late = NOW + timedelta(days=4)
    assert store.read(handoffs.attention, AUTHOR, late).overdue == 1
    assert store.read(handoffs.attention, "Kim", late).others == 1
    whole, *groups = store.read(handoffs.figures, late, by="company")
    assert (whole.submitted, whole.acceptance, whole.overdue) == (2, 100.0, 1)
    assert [(one.group, one.accepted) for one in groups] == [("Nordwind", 0), ("Vale", 1)]
    assert store.read(handoffs.figures, late, since=late)[0].submitted == 0
    with pytest.raises(UsageError, match="'weather' is nothing to group by: rep, bank, company, source"):
        store.read(handoffs.figures, late, by="weather")


def test_what_a_call_may_be_returned_for_is_listed_least_settled_first(store: Store, lead: Lead, bank: Bank) -> None:
    call = held(store, lead, bank, PAIN, said("money.route", "allocated", "claimed"))
    open_ = (("Next step", "no date"), ("Budget", "only claimed"), ("Need", "confirmed"))
    assert store.read(handoffs.points, call.header.id) == open_
    reopen(store, call, MONEY, DATED)
    settled = {"Budget": "confirmed", "Need": "confirmed", "Next step": "dated"}
    assert dict(store.read(handoffs.points, call.header.id)) == settled


def test_a_move_does_not_disturb_the_kinds_that_a_rep_records(store: Store, call: Call) -> None:
    submit(store, call)
    answer(store, call, handoffs.return_, ["Money"])
    again = reopen(store, call, said("people.decides", "yes"))
    kinds = [event.kind for event in again.events]
    assert kinds[-5:] == [Kind.SUBMITTED, Kind.RETURNED, Kind.REOPENED, Kind.ANSWER, Kind.CLOSED]
    assert again.state.asked >= {"people.decides"}
