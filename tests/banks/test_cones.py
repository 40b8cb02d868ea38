from __future__ import annotations

import pytest

from discovery.banks.conditions import Json, condition_from
from discovery.banks.cones import Cones, Outcome
from discovery.banks.grammar import parse

TYPES: dict[str, dict[str, Json]] = {
    "a.yes": {"type": "yes_no"},
    "a.kind": {"type": "choice", "choices": [{"id": one, "label": one} for one in ("x", "y", "z")]},
    "a.tools": {"type": "choices", "choices": [{"id": one, "label": one} for one in ("x", "y")]},
    "a.count": {"type": "number"},
    "a.price": {"type": "money"},
    "a.day": {"type": "date"},
    "a.free": {"type": "text"},
    "a.on_yes": {"type": "number", "when": "a.yes == 'yes'"},
    "a.on_no": {"type": "yes_no", "when": {"fact": "a.yes", "is": "no"}},
    "a.deep": {"type": "text", "when": "a.on_yes > 5"},
}


class Facts:
    def __init__(self, more: dict[str, dict[str, Json]]) -> None:
        self._items = {**TYPES, **more}

    def fact(self, fact_id: str) -> dict[str, Json] | None:
        item = self._items.get(fact_id)
        return None if item is None else {"id": fact_id.partition(".")[2], "ask": "?", **item}

    def known(self) -> tuple[str, ...]:
        return tuple(self._items)


def outcome(text: str, more: dict[str, dict[str, Json]] | None = None) -> Outcome:
    return Cones(Facts(more or {})).outcome(condition_from(parse(text).tree))


BOTH, ALWAYS, NEVER = Outcome(True, True, True), Outcome(True, False, True), Outcome(False, True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.yes == 'yes'", BOTH),
        ("a.yes in ['yes', 'no']", ALWAYS),
        ("a.yes == 'yes' and a.yes == 'no'", NEVER),
        ("a.kind in [x, y, z]", ALWAYS),
        ("a.kind in [x, y]", BOTH),
        ("a.kind != x and a.kind != y and a.kind != z", NEVER),
        ("a.tools has x and a.tools has y", BOTH),
        ("a.tools has x or a.tools has y", ALWAYS),
        ("a.count > 5 and a.count < 6", BOTH),
        ("a.count > 5 and a.count < 5", NEVER),
        ("a.count >= 5 or a.count < 5", ALWAYS),
        ("a.count == 5 and a.count in [5, 6]", BOTH),
        ("a.price < 100 and a.price >= 100", NEVER),
        ("a.day < '2026-01-01' and a.day > '2025-01-01'", BOTH),
        ("a.day < '2025-01-01' and a.day > '2026-01-01'", NEVER),
        ("a.free answered", BOTH),
        ("a.free answered or not a.free answered", ALWAYS),
        ("a.on_yes answered and a.on_no answered", BOTH),  # as long as a.yes is not known
        ("a.on_yes answered and a.on_no answered and a.yes answered", NEVER),
        ("a.on_yes > 5 and a.yes == 'no'", NEVER),
        ("a.deep answered and a.on_yes < 4", NEVER),
        ("a.deep answered and a.on_yes < 9", BOTH),
        ("at_least 2 of (a.on_yes answered, a.on_no answered, a.yes == 'yes')", BOTH),
        ("at_least 3 of (a.on_yes answered, a.on_no answered, a.yes == 'yes')", NEVER),
    ],
)
def test_what_a_condition_can_come_to_is_found_by_trying(text: str, expected: Outcome) -> None:
    assert outcome(text) == expected


def test_a_condition_over_too_many_facts_is_not_proven() -> None:
    many = {f"b.f{n}": {"type": "yes_no"} for n in range(15)}
    text = " and ".join(f"({fact} == 'yes' or {fact} == 'no')" for fact in many)
    assert outcome(text, many).proven is False


def test_a_long_chain_of_conditions_is_decided_without_trying_everything() -> None:
    chain: dict[str, dict[str, Json]] = {"b.f0": {"type": "text"}}
    for n in range(1, 150):
        chain[f"b.f{n}"] = {"type": "text", "when": f"b.f{n - 1} answered"}
    assert outcome("b.f149 answered", chain) == BOTH


def test_a_chain_that_is_too_long_is_not_proven_and_does_not_overflow() -> None:
    chain: dict[str, dict[str, Json]] = {"b.f0": {"type": "text"}}
    for n in range(1, 3000):
        chain[f"b.f{n}"] = {"type": "text", "when": f"b.f{n - 1} answered"}
    assert outcome("b.f2999 answered", chain).proven is False


def test_the_states_of_one_check_are_limited_together() -> None:
    cones = Cones(Facts({}), left=3)
    condition = condition_from(parse("a.kind in [x, y, z]").tree)
    assert cones.outcome(condition).proven is False
