from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from discovery.capture.entry import parse
from discovery.engine.answers import Answer, Evidence, State
from discovery.errors import UsageError
from discovery.service.banks import shipped
from discovery.tui import replies
from discovery.tui.replies import Entry, RatingDraft
from tests.service import material
from tests.service.material import said
from tests.tui.calling import moment_of

BANK = material.bank()
BANT = shipped().bank("bant")
ON = date(2026, 11, 22)
ROUTE, WORRIES, DECIDES, TRIGGER = (
    BANK.facts[name] for name in ("money.route", "people.worries", "people.decides", "pain.trigger")
)


def test_a_digit_picks_a_choice_that_is_claimed_until_it_is_confirmed() -> None:
    answer = replies.picked(ROUTE, None, 2)
    assert (answer.value, answer.evidence, answer.quality) == ("none", Evidence.CLAIMED, None)


def test_another_choice_takes_the_confirmation_back_and_keeps_the_quote() -> None:
    before = said("money.route", "none", quote="We have nothing", quality=1)
    after = replies.picked(ROUTE, before, 1)
    assert (after.value, after.evidence, after.quality, after.quote) == (
        "allocated",
        Evidence.CLAIMED,
        None,
        "We have nothing",
    )


def test_digits_switch_each_of_several_choices_on_and_off() -> None:
    first = replies.picked(WORRIES, None, 2)
    both = replies.picked(WORRIES, first, 1)
    assert (first.value, both.value) == (["time"], ["cost", "time"])
    assert replies.picked(WORRIES, both, 2).value == ["cost"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: replies.picked(ROUTE, None, 3), "no choice 3"),
        (lambda: replies.picked(ROUTE, None, 0), "no choice 0"),
        (lambda: replies.picked(ROUTE, said("money.route", "none"), 2), "already"),
        (lambda: replies.picked(WORRIES, said("people.worries", ["time"]), 2), "last choice"),
        (lambda: replies.rated(None, 2), "answer first"),
        (lambda: replies.rated(said("pain.trigger", "x"), 4), "0–3"),
        (lambda: replies.rated(said("pain.trigger", "x", quality=2), 2), "already"),
        (lambda: replies.confirmed(None), "answer first"),
        (lambda: replies.confirmed(Answer("pain.trigger", state=State.UNKNOWN)), "answer first"),
        (lambda: replies.in_vain(TRIGGER, Answer("pain.trigger", state=State.UNKNOWN), State.UNKNOWN), "already"),
        (lambda: replies.quoted(None, "words"), "answer first"),
    ],
)
def test_a_key_that_cannot_be_meant_is_refused_with_what_to_press(make: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        make()


def test_confirming_switches_to_and_fro() -> None:
    claimed = said("money.route", "none", "claimed")
    confirmed = replies.confirmed(claimed)
    assert confirmed.evidence is Evidence.CONFIRMED
    assert replies.confirmed(confirmed).evidence is Evidence.CLAIMED


def test_what_they_do_not_know_has_no_value_and_no_evidence() -> None:
    answer = replies.in_vain(ROUTE, said("money.route", "none"), State.DECLINED)
    assert (answer.value, answer.evidence, answer.state) == (None, Evidence.NONE, State.DECLINED)


def test_an_answer_after_they_did_not_know_starts_anew() -> None:
    answer = replies.picked(ROUTE, Answer("money.route", None, Evidence.NONE, state=State.UNKNOWN), 1)
    assert (answer.value, answer.evidence, answer.state) == ("allocated", Evidence.CLAIMED, State.ANSWERED)


def test_a_quote_is_cleaned() -> None:
    assert replies.quoted(said("pain.trigger", "x"), " \x1b[2Jit\u202e hurts ").quote == "[2Jit hurts"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("pain.trigger", "The audit failed"),
        ("people.users", 1500),
        ("people.users", 2.5),
        ("money.amount", {"amount": 50000, "currency": "EUR", "per": "year"}),
        ("money.amount", {"amount": 8000, "currency": "USD", "per": None}),
        ("next_step.date", "2026-12-01"),
        ("next_step.date", "2026-Q4"),
        ("money.owner", {"name": "Ana Ruiz", "title": "CFO", "role": "decider", "email": "ana@acme.example"}),
        ("money.owner", {"name": "Ana Ruiz", "title": "", "role": "unknown", "email": ""}),
        (
            "people.others",
            [
                {"name": "Ana", "title": "CFO", "role": "economic_buyer", "email": ""},
                {"name": "Bob Li", "title": "", "role": "user", "email": ""},
            ],
        ),
    ],
)
def test_what_is_known_can_be_changed_as_it_would_be_typed(fact: str, value: Any) -> None:
    typed = replies.as_typed(BANK.facts[fact], said(fact, value), ON, "EUR")
    assert typed
    assert parse(BANK.facts[fact], typed, on=ON, currency="EUR") == value


def test_nothing_known_leaves_the_line_empty() -> None:
    assert replies.as_typed(TRIGGER, None, ON, "EUR") == ""
    assert replies.as_typed(TRIGGER, Answer("pain.trigger", state=State.UNKNOWN), ON, "EUR") == ""


@pytest.mark.parametrize(
    ("fact", "typed", "text", "style"),
    [
        ("money.amount", "50k", "→ EUR 50,000", "good"),
        ("money.amount", "lots", "lots", "warn"),
        ("next_step.date", "2026-12-01", "→ 2026-12-01", "good"),
        ("pain.trigger", "the audit", "Enter takes it", "dim"),
        ("money.amount", "", "Enter takes it", "dim"),
    ],
)
def test_what_is_typed_is_echoed_as_it_is_understood(fact: str, typed: str, text: str, style: str) -> None:
    told, look = replies.understood(Entry("answer", (None, fact)), BANK.facts[fact], typed, ON, "EUR")
    assert text in told
    assert look == style
    assert "\n" not in told


@pytest.mark.parametrize("fact", BANT.facts.values(), ids=lambda fact: fact.id)
def test_every_question_says_what_can_be_pressed(fact: Any) -> None:
    keys = replies.keys_of(fact, None)
    assert "{call.unknown} don't know" in keys
    assert ("1–" in keys) == replies.picks_by_digit(fact)
    assert replies.placeholder("answer", fact)


@pytest.mark.parametrize(
    ("fact", "pasted", "line"),
    [
        (None, "one\r\ntwo\n\n  three ", "one / two / three"),
        ("people.others", "Ana, CFO\nBob, user", "Ana, CFO; Bob, user"),
        ("pain.trigger", "a\x1b[2J\tb\u2028c", "a[2J b / c"),
        (None, "\n", ""),
    ],
)
def test_a_paste_of_many_lines_loses_none(fact: str | None, pasted: str, line: str) -> None:
    assert replies.joined(BANK.facts[fact] if fact else None, pasted) == line


def test_a_draft_is_kept_under_what_it_is_about() -> None:
    place = ("budget", "money.route")
    subjects = {Entry(kind, place).subject for kind in ("answer", "quote", "note", "reason", "go_to")}
    assert len(subjects) == 5
    assert Entry("answer", ("need", "money.route")).subject == Entry("answer", place).subject
    assert Entry("reason", ("need", "money.route")).subject != Entry("reason", place).subject


def test_a_rating_starts_from_the_one_before() -> None:
    now = moment_of()
    criterion = now.bank.by_id["budget"]
    assert RatingDraft.of(criterion, None) == RatingDraft(criterion, None, Evidence.CLAIMED)
    assert RatingDraft(criterion).switched().evidence is Evidence.CONFIRMED
    assert RatingDraft(criterion).switched().switched() == RatingDraft(criterion)


def test_a_person_of_a_sheet_is_there_to_be_changed() -> None:
    short = Answer("people.others", [{"name": "Ana Ruiz", "title": "CFO", "role": "decider"}, {"name": "Bob"}])
    assert replies.as_typed(BANK.facts["people.others"], short, ON, "EUR") == "Ana Ruiz, CFO, decider; Bob"
