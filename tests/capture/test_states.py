from __future__ import annotations

import pytest

from tests.capture.test_line import proposed, read


@pytest.mark.parametrize(
    ("bank", "line", "fact"),
    [
        ("meddic", "she'd have to ask who signs", "economic_buyer.signer"),
        ("meddic", "who signs? no idea", "economic_buyer.signer"),
        ("meddic", "nobody knows when the committee meets", "decision_process.committee"),
        ("neat", "has never worked out what it costs them", "impact.cost"),
        ("spiced", "couldnt tell me how many users", "situation.users"),
        ("spiced", "hasn't a clue when the contract ends", "timeline.renewal"),
        ("bant", "will find out when their budget year starts", "money.fiscal_year"),
        ("spin", "he doesn't know how often it happens", "impact.volume"),
    ],
)
def test_what_they_dont_know_is_known_by_the_words_of_its_question(bank: str, line: str, fact: str) -> None:
    assert {name: proposal.state for name, proposal in proposed(bank, line).items()} == {fact: "unknown"}


@pytest.mark.parametrize(
    ("bank", "line", "fact"),
    [
        ("bant", "won't name a budget figure", "money.amount"),
        ("bant", "refuses to give a budget", "money.amount"),
        ("bant", "dodged the question about budget", "money.amount"),
        ("meddpicc", "keeps his cards close on the other vendors", "competition.alternatives"),
        ("champ", "rather not talk about the blocker", "authority.blocker"),
    ],
)
def test_what_they_will_not_say_is_said_in_many_ways(bank: str, line: str, fact: str) -> None:
    assert {name: proposal.state for name, proposal in proposed(bank, line).items()} == {fact: "declined"}


def test_what_is_not_known_ends_before_the_next_thing() -> None:
    found = proposed("meddic", "doesn't know who signs but the CFO is on board")
    assert found["economic_buyer.signer"].state == "unknown"
    assert found["economic_buyer.stance"].value == "behind"


@pytest.mark.parametrize(
    ("bank", "line", "fact", "state"),
    [
        ("bant", "asked twice for the budget, wont tell me a number", "money.amount", "declined"),
        ("bant", "whats the budget? wouldnt tell me", "money.amount", "declined"),
        ("meddic", "who signs? dont know yet", "economic_buyer.signer", "unknown"),
    ],
)
def test_a_number_or_a_name_is_that_of_what_was_asked_before(bank: str, line: str, fact: str, state: str) -> None:
    assert {name: proposal.state for name, proposal in proposed(bank, line).items()} == {fact: state}


@pytest.mark.parametrize(
    ("bank", "line"),
    [
        ("meddpicc", "legal has to look at it, how long that takes he doesnt know"),
        ("meddpicc", "he wont talk to vendors"),
    ],
)
def test_where_it_is_not_sure_what_is_meant_nothing_is(bank: str, line: str) -> None:
    assert all(proposal.state == "answered" for proposal in read(bank, line).proposals)


def test_a_strange_word_beside_what_is_not_known_is_kept() -> None:
    assert read("bant", "they dont know the zorblat budget").note == "the zorblat budget"
