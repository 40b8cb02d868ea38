from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.conditions import Truth
from discovery.banks.dates import last_day
from discovery.banks.model import Bank, Fact, bank_from
from discovery.engine.answers import Answer, Evidence, Sheet, firm_relevance, relevance
from discovery.engine.values import check_value, describe, knockouts_of, quality_of
from discovery.errors import SheetError
from tests.engine.strategies import ALWAYS_ON, ON, document

SCALES: dict[str, dict[str, Any]] = {
    "money": {
        "scale": [
            {"gte": 12000, "quality": 3},
            {"gte": 5000, "quality": 2},
            {"lt": 5000, "quality": 0, "knockout": "BELOW-PRICE-FLOOR"},
        ]
    },
    "number": {"scale": [{"gt": 5, "lte": 10, "quality": 1}], "unit": "users"},
    "date": {
        "scale": [
            {"within_days": 30, "quality": 3},
            {"beyond_days": 90, "quality": 1},
            {"beyond_days": -1, "quality": 2},
        ]
    },
    "choice": {"choices": [{"id": "in_plan", "label": "In the plan", "quality": 3}, {"id": "other", "label": "Other"}]},
    "choices": {
        "choices": [
            {"id": "a", "label": "A", "quality": 1},
            {"id": "b", "label": "B", "quality": 3},
            {"id": "c", "label": "C", "knockout": "KO"},
        ]
    },
    "people": {"scale": [{"at_least": 2, "quality": 3}]},
    "text": {},
    "yes_no": {},
    "person": {},
}


def test_a_condition_on_money_in_another_currency_is_not_decided() -> None:
    facts: list[dict[str, Any]] = [
        {"id": "m", "ask": "How much?", "type": "money"},
        {"id": "big", "ask": "?", "type": "text", "when": {"fact": "t.m", "gte": 10}},
        {"id": "small", "ask": "?", "type": "text", "when": {"not": {"fact": "t.m", "gte": 10}}},
        {"id": "any", "ask": "?", "type": "text", "when": {"fact": "t.m", "answered": True}},
        {"id": "none", "ask": "?", "type": "text", "when": {"fact": "t.m", "answered": False}},
    ]
    made = [{"id": "k", "title": "K", "weight": 1, "ask": ["t.m"]}]
    bank = bank_from(document(made, facts, currency="EUR"))

    def seen(currency: str, look: Callable[[Bank, Sheet], Mapping[str, Truth]]) -> list[Truth]:
        answer = Answer("t.m", {"amount": 50, "currency": currency}, Evidence.CONFIRMED)
        found = look(bank, Sheet(ON).answer(answer))
        return [found[f"t.{name}"] for name in ("big", "small", "any", "none")]

    for look in (relevance, firm_relevance):
        assert seen("EUR", look) == [True, False, True, False]
        assert seen("CHF", look) == [None, None, True, False]


def fact(kind: str) -> Fact:
    facts = [{"id": "f", "ask": "?", "type": kind, **SCALES[kind]}]
    return bank_from(document([{"id": "k", "title": "K", "weight": 1, "ask": ["t.f"]}], facts)).facts["t.f"]


ANA = {"name": "Ana Ruiz", "title": "CFO", "role": "decider", "email": ""}


def usd(amount: float, currency: str = "USD") -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "per": None}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "a word"),
        ("yes_no", "no"),
        ("choice", "other"),
        ("choices", ["a", "c"]),
        ("number", 1.5),
        ("money", {"amount": 5, "currency": "EUR", "per": "year"}),
        ("date", "2026-12-31"),
        ("date", "2026-12"),
        ("date", "2026-Q4"),
        ("person", ANA),
        ("people", [ANA]),
    ],
)
def test_a_value_of_its_type_is_taken(kind: str, value: Any) -> None:
    assert check_value(fact(kind), value) == value


def test_what_is_null_of_a_person_was_not_said() -> None:
    said = {"name": "Ana", "title": None, "role": None, "email": None}
    assert check_value(fact("person"), said) == {"name": "Ana"}
    assert check_value(fact("people"), [said, {"name": None, "title": "CFO"}]) == [{"name": "Ana"}, {"title": "CFO"}]


@pytest.mark.parametrize(("value", "quality"), [(["a", "a"], None), (["a", "b", "a"], 3)])
def test_a_choice_that_is_named_twice_counts_once(value: list[str], quality: int | None) -> None:
    options = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    asked = {"id": "f", "ask": "?", "type": "choices", "choices": options, "scale": [{"at_least": 2, "quality": 3}]}
    bank = bank_from(document([{"id": "k", "title": "K", "weight": 1, "ask": ["t.f"]}], [asked]))
    answer = Answer("t.f", check_value(bank.facts["t.f"], value), Evidence.CLAIMED)
    assert quality_of(bank.facts["t.f"], answer, on=ON, currency="USD") == quality


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", ""),
        ("text", 3),
        ("yes_no", True),
        ("choice", "else"),
        ("choice", ["other"]),
        ("choices", []),
        ("choices", ["z"]),
        ("number", True),
        ("number", float("nan")),
        ("number", "3"),
        ("number", 10**400),
        ("money", 50),
        ("money", {"amount": 5}),
        ("money", {"amount": 5, "currency": "euro"}),
        ("money", {"amount": 5, "currency": "EUR", "per": "moon"}),
        ("money", {"amount": 5, "currency": "EUR", "per": None, "extra": 1}),
        ("date", "soon"),
        ("date", "2026-13"),
        ("date", "2026-Q5"),
        ("date", "20261231"),
        ("date", "2026-W48-1"),
        ("date", "2026-12-31\n"),
        ("date", "2026-12\n"),
        ("date", "２０２６-12"),
        ("date", 5),
        ("person", {"name": "", "title": ""}),
        ("person", {"name": "Ana", "role": "queen"}),
        ("person", {"name": None, "title": None}),
        ("person", {"name": "Ana", "email": 3}),
        ("people", ANA),
        ("people", []),
    ],
)
def test_a_value_of_another_type_is_refused_with_the_name_of_its_fact(kind: str, value: Any) -> None:
    with pytest.raises(SheetError, match=r"^t\.f: "):
        check_value(fact(kind), value)


@pytest.mark.parametrize(
    ("kind", "value", "quality"),
    [
        ("money", usd(12000), 3),
        ("money", usd(11999.99), 2),
        ("money", usd(0), 0),
        ("money", usd(50000, "EUR"), None),
        ("number", 5, None),
        ("number", 10, 1),
        ("number", 11, None),
        ("date", "2026-12-22", 3),
        ("date", "2026-12-23", 2),
        ("date", "2026-12", 2),
        ("date", "2027-Q1", 1),
        ("date", "2026-11-01", 3),
        ("choice", "other", None),
        ("choices", ["a", "b"], 3),
        ("choices", ["c"], None),
        ("people", [ANA], None),
        ("people", [ANA, ANA], 3),
        ("text", "words", None),
    ],
)
def test_the_quality_of_an_answer_comes_from_choice_or_scale(kind: str, value: Any, quality: int | None) -> None:
    assert quality_of(fact(kind), Answer("t.f", value), on=ON, currency="USD") == quality
    assert quality_of(fact(kind), Answer("t.f", value, quality=1), on=ON, currency="USD") == 1


@pytest.mark.parametrize(
    ("kind", "value", "evidence", "codes"),
    [
        ("money", usd(100), Evidence.CONFIRMED, ("BELOW-PRICE-FLOOR",)),
        ("money", usd(100), Evidence.CLAIMED, ()),
        ("money", usd(100, "EUR"), Evidence.CONFIRMED, ()),
        ("choices", ["b", "c"], Evidence.CONFIRMED, ("KO",)),
        ("choices", ["b"], Evidence.CONFIRMED, ()),
    ],
)
def test_only_a_confirmed_answer_fires_its_knockout(
    kind: str, value: Any, evidence: Evidence, codes: tuple[str, ...]
) -> None:
    assert knockouts_of(fact(kind), Answer("t.f", value, evidence), on=ON, currency="USD") == codes


@pytest.mark.parametrize(
    ("value", "day"),
    [("2026-12-05", date(2026, 12, 5)), ("2028-02", date(2028, 2, 29)), ("2026-Q1", date(2026, 3, 31))],
)
def test_a_month_or_quarter_ends_on_its_last_day(value: str, day: date) -> None:
    assert last_day(value) == day


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("yes_no", "yes", "Yes"),
        ("choice", "in_plan", "In the plan"),
        ("choices", ["a", "b"], "A, B"),
        ("number", 1500, "1,500 users"),
        ("number", 1.5, "1.5 users"),
        ("money", {"amount": 50000, "currency": "EUR", "per": "year"}, "EUR 50,000 a year"),
        ("money", {"amount": 50000, "currency": "EUR", "per": "one_off"}, "EUR 50,000 one-off"),
        ("person", ANA, "Ana Ruiz, CFO, decider"),
        ("people", [ANA, {"name": "Bo", "role": "economic_buyer"}], "Ana Ruiz, CFO, decider; Bo, economic buyer"),
        ("text", "two\nlines", "two lines"),
    ],
)
def test_a_value_is_read_as_people_say_it(kind: str, value: Any, text: str) -> None:
    assert describe(fact(kind), value) == text


@given(st.sampled_from(sorted(SCALES)), st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_any_json_is_taken_or_refused_in_one_line(kind: str, value: Any) -> None:
    refusal = ""
    try:
        check_value(fact(kind), value)
    except SheetError as error:
        refusal = str(error)
    assert "\n" not in refusal


def test_the_topics_that_are_always_on_are_part_of_the_bank() -> None:
    assert set(ALWAYS_ON) <= set(bank_from(document([], [])).topics)
