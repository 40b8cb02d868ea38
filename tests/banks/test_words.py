from __future__ import annotations

import pytest

from discovery.banks.conditions import condition_from
from discovery.banks.grammar import parse
from discovery.banks.words import describe, describe_band
from tests.banks.samples import SHIPPED, library


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("money.route == allocated", "money.route is “In this year's budget”"),
        ("money.route != allocated", "money.route is not “In this year's budget”"),
        ("authority.join == 'yes'", "authority.join is yes"),
        ("money.amount >= 12000.5", "money.amount is at least 12,000.5"),
        ("timeline.needed_by < '2026-12-31'", "timeline.needed_by is before 2026-12-31"),
        ("not money.amount answered", "not (money.amount is answered)"),
        (
            "money.amount > 1 and (money.amount < 5 or authority.join answered)",
            "money.amount is more than 1 and (money.amount is less than 5 or authority.join is answered)",
        ),
        (
            "at_least 1 of (money.route in [allocated, opex], authority.join answered)",
            "at least 1 of (money.route is one of “In this year's budget”, “The department's running costs”; "
            "authority.join is answered)",
        ),
    ],
)
def test_a_condition_is_said_in_words(text: str, words: str) -> None:
    facts = library(SHIPPED).bank("bant").facts
    assert describe(condition_from(parse(text).tree), facts) == words


def test_every_condition_and_band_that_ships_can_be_said() -> None:
    facts = library(SHIPPED).bank("scotsman").facts
    said = [describe(fact.when, facts) for fact in facts.values() if fact.when]
    said += [describe_band(band) for fact in facts.values() for band in fact.scale]
    assert len(said) > 20
    assert all(said)
    assert describe_band(facts["money.amount"].scale[0]) == "12,000 or more"
