from __future__ import annotations

import pytest

from discovery.service.banks import shipped
from discovery.tui.finder import Finder
from discovery.tui.moment import places
from tests.tui.calling import moment_of

NOW = moment_of(bank=shipped().bank("bant"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("last time", "pain.example"),
        ("LAST happened", "pain.example"),
        ("contact you again", "compliance.objection"),
        ("money.route", "money.route"),
        ("budget year", "money.fiscal_year"),
    ],
)
def test_a_question_is_found_by_its_words_its_id_or_its_topic(typed: str, first: str) -> None:
    target = Finder.of(NOW, typed).target
    assert target is not None
    assert target[1] == first


def test_what_has_the_words_in_its_wording_comes_before_what_has_them_elsewhere() -> None:
    found = [
        NOW.bank.wording(fact, NOW.bank.by_id.get(criterion or ""))
        for criterion, fact in Finder.of(NOW, "budget").found
    ]
    spoken = ["budget" in wording.casefold() for wording in found]
    assert True in spoken
    assert False in spoken
    assert spoken == sorted(spoken, reverse=True)


def test_nothing_typed_finds_every_question_in_its_order() -> None:
    assert Finder.of(NOW, "  ").found == tuple(places(NOW.bank))


def test_the_choice_stays_inside_what_was_found() -> None:
    finder = Finder.of(NOW, "")
    assert finder.moved(-3).at == 0
    assert finder.moved(999).at == len(finder.found) - 1
    assert Finder.of(NOW, "nothing has this in it").moved(1).target is None
