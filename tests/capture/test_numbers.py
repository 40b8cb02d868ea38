from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.values import plain_number
from discovery.errors import ValueRefused
from tests.capture.facts import entered


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("40", 40),
        ("0", 0),
        ("007", 7),
        ("1.5k", 1500),
        ("1.15m", 1_150_000),
        ("2 million", 2_000_000),
        ("2 Mio", 2_000_000),
        ("3bn", 3_000_000_000),
        ("two hundred", 200),
        ("a million", 1_000_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("two hundred and ten", 210),
        ("seventy-five thousand", 75_000),
        ("a dozen", 12),
        ("a couple of hundred", 200),
        ("Twelve", 12),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1\u202f200", 1200),
        ("1'200", 1200),
        ("1,200,300.5", 1_200_300.5),
        ("1.200.300,5", 1_200_300.5),
        ("12.000.000", 12_000_000),
        ("12.5", 12.5),
        ("12.0", 12),
        ("2,5", 2.5),
        ("0.500", 0.5),
        ("1.125", 1.125),
        (".5", 0.5),
        ("about 40", 40),
        ("Around 40.", 40),
        ("~40", 40),
        ("roughly 1.5k", 1500),
        ("ca. 40", 40),
        ("3rd", 3),
        ("-5", -5),
        ("\u22125", -5),
        ("minus 5", -5),
        ("1e-05", 0.00001),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, value: float) -> None:
    found = entered("number", typed)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("40 users", "users", 40),
        ("1 user", "users", 1),
        ("40users", "users", 40),
        ("about 1.5k Users", "users", 1500),
        ("6 weeks", "week", 6),
        ("3rd place", "place", 3),
        ("place 3", "place", 3),
        ("7 of 10", "of 10", 7),
        ("7 out of 10", "of 10", 7),
        ("7/10", "of 10", 7),
        ("40 %", "%", 40),
        ("40 percent", "%", 40),
        ("18 million", "months", 18_000_000),
    ],
)
def test_a_trailing_or_leading_unit_is_dropped(typed: str, unit: str, value: float) -> None:
    assert entered("number", typed, unit=unit) == value


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("soonish", '"soonish" is not a number: try 40, 1.5k, 2 million'),
        ("(5)", "is not a number"),
        ("5-", "is not a number"),
        ("40 hours", "is not a number"),
        ("٣", "is not a number"),
        ("½", "is not a number"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("1.200", "type 1200 or 1.2"),
        ("40-60", "such as 40,"),
        ("40–60k", "such as 40k,"),
        ("40 to 60", "such as 40,"),
        ("40+", "type 40,"),
        ("over 40", "type 40,"),
        ("at least 1.5k", "type 1.5k,"),
        ("1,20,000", "type 120000"),
        ("9" * 16, "at most 15 digits"),
        ("9" * 150, "at most 15 digits"),
        ("9" * 5000, "is too long"),
        ("", "40, 1.5k, 2 million"),
    ],
)
def test_what_is_not_one_number_is_refused_with_what_to_type(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("number", typed)
    assert advice in str(refusal.value)


def test_a_letter_that_may_be_a_unit_or_a_million_is_refused() -> None:
    with pytest.raises(ValueRefused, match="type 18 months"):
        entered("number", "18m", unit="months")


whole = st.integers(-(10**15) + 1, 10**15 - 1)
broken = st.floats(-1e9, 1e9).filter(lambda number: number == 0 or abs(number) > 1e-90)


@given(whole | broken)
def test_a_number_reads_back_from_its_text(value: float) -> None:
    assert entered("number", str(value)) == value


@given(whole | broken, st.sampled_from(["users", "of 10", "%"]))
def test_a_number_reads_back_from_how_it_is_shown(value: float, unit: str) -> None:
    shown = plain_number(value)
    assert entered("number", f"{shown} {unit}", unit=unit) == float(shown.replace(",", ""))
