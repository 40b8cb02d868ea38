"""Classes of lines: what a text takes, what asks, what is taken back, what is read over little words."""

from __future__ import annotations

import pytest

from discovery.banks.conditions import Json
from discovery.capture.phrases import Phrases
from discovery.capture.tokens import taken_apart
from discovery.capture.words import load
from tests.capture.readers import LIBRARY
from tests.capture.test_line import proposed, read


@pytest.mark.parametrize(
    ("bank", "line", "fact", "text"),
    [
        ("bant", "if it slips they fail certification", "timeline.slip", "they fail certification"),
        ("meddic", "deal breaker wd be no EU hosting", "decision_criteria.deal_breaker", "no EU hosting"),
        ("gpctba", "top goal this yr is cutting churn", "goal.top", "cutting churn"),
        ("faint", "part thats relevant to her work is the shift planning", "interest.relevant", "the shift planning"),
        ("meddic", "first thing he'll want to know: who else runs it", "economic_buyer.asks", "who else runs it"),
        ("meddpicc", "must haves are SSO and an audit trail", "decision_criteria.must_haves", "SSO and an audit trail"),
    ],
)
def test_a_text_goes_from_its_announcement_to_its_end(bank: str, line: str, fact: str, text: str) -> None:
    assert {name: proposal.value for name, proposal in proposed(bank, line).items()} == {fact: text}


@pytest.mark.parametrize(
    "line",
    [
        "STILL TO ASK: who signs? when live? how much budget?",
        "to ask next time: who signs, is the budget approved",
        "who signs for the 50k budget?",
        "need to find out: who else has a say?",
    ],
)
def test_what_the_rep_still_has_to_ask_is_a_note(line: str) -> None:
    reading = read("bant", line)
    assert reading.proposals == ()
    assert reading.note == line


def test_a_value_with_a_question_mark_is_one() -> None:
    assert proposed("bant", "budget 50k?")["money.amount"].value == {"amount": 50000, "currency": "USD", "per": None}


@pytest.mark.parametrize(
    ("bank", "line", "fact", "value"),
    [
        ("spiced", "live by june, no, july", "timeline.needed_by", "2027-07"),
        ("neat", "happens 20, actually 30 times a month", "impact.volume", 30),
        ("meddpicc", "picking a vendor takes them nine weeks - sorry, eleven", "decision_process.duration", 11),
        ("scotsman", "demo fri the 4th no sorry the 11th", "next_step.date", "2026-12-11"),
        (
            "spiced",
            "worth 150k to them, no make it 120",
            "upside.gain",
            {"amount": 120_000, "currency": "USD", "per": None},
        ),
        ("bant", "budget isn't 50k, it's 30k", "money.amount", {"amount": 30_000, "currency": "USD", "per": None}),
        ("champ", "it was in the budget but no, nobody has thought about the money", "money.route", "undecided"),
        ("meddpicc", "three vendors, no actually only talking to us", "competition.alternatives", ["only_us"]),
    ],
)
def test_what_comes_after_a_correction_is_meant(bank: str, line: str, fact: str, value: Json) -> None:
    assert proposed(bank, line)[fact].value == value


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("any new software needs SSO, on prem not required", ["login"]),
        ("on prem required, SSO isn't needed", ["own_servers"]),
    ],
)
def test_what_is_said_not_to_be_is_not_proposed(line: str, values: list[str]) -> None:
    assert proposed("scotsman", line)["fit.constraints"].value == values


def test_a_choice_that_is_said_twice_is_there_once() -> None:
    line = "live by 1 april because of the ISO audit. it is because of the audit"
    drivers = [proposal.value for proposal in read("bant", line).proposals if proposal.fact == "timeline.driver"]
    assert drivers == [["regulation"]]


@pytest.mark.parametrize(
    ("line", "confirmed"),
    [
        ("living with it hurts more than changing it, he says !", True),
        ("living with it hurts more than changing it, all agreed!", True),
        ("living with it hurts more than changing it, dog barking !", False),
        ("living with it hurts more than changing it. he says !", False),
    ],
)
def test_a_mark_after_who_says_so_confirms_what_was_said(line: str, confirmed: bool) -> None:
    assert proposed("meddpicc", line)["competition.change_or_stay"].confirmed == confirmed


def test_little_words_may_stand_between_those_of_a_phrase() -> None:
    assert proposed("anum", "they have bought one of this before")["authority.bought_before"].value == "yes"
    assert "authority.bought_before" not in proposed("anum", "bought a house, this was before lunch")


@pytest.mark.parametrize(
    ("bank", "line", "fact", "value"),
    [
        ("anum", "how bad, 0 to 10: 8", "pain.severity", 8),
        ("gpctba", "6 outta 10 sure the plan gets them there", "plan.confidence", 6),
        ("neat", "two and a half hrs each", "impact.effort", 2.5),
        ("scotsman", "starting with sixty users", "size.scope", 60),
        ("meddic", "decision process takes 3 months", "decision_process.duration", 12),
        ("spin", "tech call thursday week", "next_step.date", "2026-12-03"),
        ("meddic", "want to have chosen by q1 next yr", "decision_process.decide_by", "2027-Q1"),
        ("neat", "costs 4 grand a month, euros", "impact.cost", {"amount": 4000, "currency": "EUR", "per": "month"}),
        ("faint", "can sign up to 8 grand, pounds", "economic_buyer.limit",
         {"amount": 8000, "currency": "GBP", "per": None}),
    ],
)  # fmt: skip
def test_values_as_they_are_said(bank: str, line: str, fact: str, value: Json) -> None:
    assert proposed(bank, line)[fact].value == value


@pytest.mark.parametrize(
    ("bank", "line"),
    [
        ("champ", "a competitor down the road got hacked in march and lost 400k"),
        ("neat", "her ex employer paid 3 mio in fines, unrelated to this"),
        ("champ", "at her last job they lost 40k a year to errors"),
        ("champ", "a friend's company paid 90k a year for it"),
    ],
)
def test_what_is_said_of_somebody_else_is_a_note(bank: str, line: str) -> None:
    reading = read(bank, line)
    assert (reading.proposals, reading.note) == ((), line)


def test_after_somebody_else_a_word_for_here_is_about_them_again() -> None:
    found = proposed("champ", "a friend's company paid 90k a year for it, here it costs 20k a year")
    assert found["impact.cost"].value == {"amount": 20000, "currency": "USD", "per": "year"}


@pytest.mark.parametrize(
    ("bank", "line", "fact", "value"),
    [
        ("bant", "wrong shipments cost them 30k - no wait 35k a year", "impact.cost",
         {"amount": 35000, "currency": "USD", "per": "year"}),
        ("gpctba", "measured by 12, sorry, 20 percent more orders", "goal.number", "20 percent more orders"),
    ],
)  # fmt: skip
def test_what_is_said_instead_of_a_value_or_a_text_is_meant(bank: str, line: str, fact: str, value: Json) -> None:
    assert {name: proposal.value for name, proposal in proposed(bank, line).items()} == {fact: value}


@pytest.mark.parametrize(
    ("bank", "line", "fact"),
    [
        ("scotsman", "nobody in house speaks for the competitor except Ian Bell", "competition.alternatives"),
        ("neat", "what's behind it is a lack of training", "economic_buyer.stance"),
        ("bant", "he took my call because a customer walked in october", "authority.role"),
        ("bant", "I decide together with my boss", "authority.role"),
        ("faint", "not interested in a trial", "interest.relevant"),
        ("meddpicc", "must be able to handle 3 currencies", "impact.effort"),
        ("scotsman", "phase 1 starts in spring", "size.scope"),
    ],
)
def test_a_word_said_in_passing_answers_nothing(bank: str, line: str, fact: str) -> None:
    assert fact not in proposed(bank, line)


def test_the_same_word_alone_in_its_clause_answers() -> None:
    assert proposed("bant", "it's my call")["authority.role"].value == "decide"


def test_a_phrase_whose_words_stand_apart_is_of_one_clause() -> None:
    line = taken_apart("just spent 80k on it, hard to walk away", load())
    matches = Phrases(LIBRARY.bank("meddpicc"), load()).matches(line)
    assert matches
    assert all(line.tokens[match.first].clause == line.tokens[match.last].clause for match in matches)


def test_a_choice_inside_the_words_that_announce_a_text_leaves_the_text() -> None:
    found = proposed("meddpicc", "might stay as is because nobody wants another migration")
    assert "nobody wants another migration" in str(found["competition.status_quo"].value)


def test_a_name_before_a_colon_may_say_whom_it_is_about() -> None:
    assert proposed("meddpicc", "what they like about Acme: the reports")["competition.likes"].value == "the reports"


def test_a_quotation_is_the_wording_of_what_stands_beside_it_and_no_answer_besides() -> None:
    assert proposed("bant", 'budget 50k "it is in the plan"').keys() == {"money.amount"}


@pytest.mark.parametrize(
    ("line", "day"),
    [("demo next week, wed 2 dec", "2026-12-02"), ("demo on 20/01", "2027-01-20"), ("demo by christmas", "2026-12-25")],
)
def test_days_as_they_are_said(line: str, day: str) -> None:
    assert proposed("spin", line)["next_step.date"].value == day


def test_a_bound_is_kept_in_the_note_and_one_of_a_condition_is_no_answer() -> None:
    reading = read("bant", "budget up to 50k")
    assert [(proposal.fact, proposal.said) for proposal in reading.proposals] == [("money.amount", "budget up to 50k")]
    assert reading.note == "up to 50k"
    assert proposed("bant", "if it costs more than 25k the board decides") == {}
    assert proposed("meddic", "she can sign up to 15k herself").keys() == {"economic_buyer.limit"}


def test_a_day_with_dots_ends_no_sentence() -> None:
    [proposal] = read("bant", "will bring his boss along on 3.12. at ten !").proposals[-1:]
    assert (proposal.value, proposal.confirmed) == ("2026-12-03", True)


@pytest.mark.parametrize(
    "line", ["remove me from the newsletter", "i bet they're broke", "they're broke, just a hunch"]
)
def test_narrow_wishes_and_guesses_are_notes(line: str) -> None:
    reading = read("bant", line)
    assert (reading.proposals, reading.note) == ((), line)
