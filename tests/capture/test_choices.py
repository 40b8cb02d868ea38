from __future__ import annotations

import pytest

from discovery.banks.model import Choice
from discovery.errors import ValueRefused
from tests.capture.facts import entered

TWELVE = tuple(Choice(f"c{at}", f"Label {at:02}", None, None, (), None) for at in range(1, 13))


@pytest.mark.parametrize("typed", ["y", "Y", "yes", "Yes!", "yeah", "yep"])
def test_yes_has_many_words(typed: str) -> None:
    assert entered("yes_no", typed) == "yes"


@pytest.mark.parametrize("typed", ["n", "no", "No.", "nope"])
def test_no_has_many_words(typed: str) -> None:
    assert entered("yes_no", typed) == "no"


@pytest.mark.parametrize("typed", ["maybe", "1", "yes and no", "?"])
def test_anything_else_is_neither_yes_nor_no(typed: str) -> None:
    with pytest.raises(ValueRefused, match="type y or n"):
        entered("yes_no", typed)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("1", "allocated"),
        ("5", "not_yet"),
        ("undecided", "undecided"),
        ("UNDEC", "undecided"),
        ("not yet", "not_yet"),
        ("In this year’s budget", "allocated"),
        ("in", "allocated"),
        ("Budgeted", "allocated"),
        ("line", "allocated"),
        ("no", "undecided"),
        ("yes, and a date", "dated"),
        ("yes and", "dated"),
        ("boss, alone", "discretion"),
    ],
)
def test_a_choice_goes_by_digit_id_label_or_how_it_starts(typed: str, choice: str) -> None:
    assert entered("choice", typed) == choice


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("0", "is none of the choices: type 1 In this year's budget; 2 "),
        ("6", "is none of the choices"),
        ("²", "is none of the choices"),
        ("whatever", "is none of the choices"),
        ("!", "is none of the choices"),
        ("yes", "type 4 Yes, and a date or 5 Yes, no date yet"),
    ],
)
def test_what_fits_no_choice_or_several_is_refused(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("choice", typed)
    assert advice in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("1", ["allocated"]),
        ("1 3", ["allocated", "undecided"]),
        ("1,3", ["allocated", "undecided"]),
        ("3; 1", ["undecided", "allocated"]),
        ("13", ["allocated", "undecided"]),
        ("1 1 3", ["allocated", "undecided"]),
        ("alloc, 2 3", ["allocated", "discretion", "undecided"]),
        ("budgeted and no", ["allocated", "undecided"]),
        ("yes, and a date", ["dated"]),
        ("yes, and a date, yes, no date yet, 1", ["dated", "not_yet", "allocated"]),
    ],
)
def test_several_choices_are_picked_in_the_order_said(typed: str, picked: list[str]) -> None:
    assert entered("choices", typed) == picked


def test_two_digits_are_one_key_where_there_are_ten_choices() -> None:
    assert entered("choices", "12, 1", choices=TWELVE) == ["c12", "c1"]


@pytest.mark.parametrize(("typed", "advice"), [("1 6", '"6" is none'), ("1, x", '"x" is none'), (", ,", "is none")])
def test_choices_are_refused_by_the_one_that_is_wrong(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("choices", typed)
    assert advice in str(refusal.value)
