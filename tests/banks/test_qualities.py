from __future__ import annotations

from typing import Any

import pytest

from discovery.banks.conditions import Known, Unknown
from discovery.banks.model import Fact, fact_from
from discovery.banks.qualities import gap, hidden_bands, qualities


def fact(kind: str, *scale: dict[str, Any], choices: list[dict[str, Any]] | None = None) -> Fact:
    return fact_from("t", {"id": "f", "ask": "?", "type": kind, "scale": scale, "choices": choices or []})


@pytest.mark.parametrize(
    ("kind", "scale", "hidden", "missing"),
    [
        ("number", [{"gte": 100}, {"gte": 10}, {"lt": 10}], (), None),
        ("number", [{"gte": 10}, {"gte": 100}, {"lt": 10}], (1,), None),
        ("money", [{"gt": 5, "lt": 5}, {"gte": 1}], (0,), None),
        ("number", [{"gt": 100}, {"lt": 100}], (), 100),
        ("number", [{"gte": 100}, {"lt": 50}], (), 50),
        ("number", [{"gte": 100}], (), None),
        ("date", [{"within_days": 30}, {"within_days": 90}, {"beyond_days": 90}], (), None),
        ("date", [{"within_days": 90}, {"within_days": 30}], (1,), None),
        ("date", [{"within_days": 30}, {"beyond_days": 31}], (), 31),
        ("people", [{"at_least": 3}, {"at_least": 1}], (), None),
        ("people", [{"at_least": 1}, {"at_least": 3}], (1,), None),
        ("number", [], (), None),
    ],
)
def test_bands_without_effect_and_gaps_between_bands_are_found(
    kind: str, scale: list[dict[str, Any]], hidden: tuple[int, ...], missing: float | None
) -> None:
    found = fact(kind, *({**band, "quality": 1} for band in scale))
    assert hidden_bands(found) == hidden
    assert gap(found) == missing


CHOICES: list[dict[str, Any]] = [
    {"id": "a", "label": "A", "quality": 1},
    {"id": "b", "label": "B", "quality": 3},
    {"id": "c", "label": "C"},
]


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("text", "x", (None, 0, 1, 2, 3)),
        ("choice", "a", (1,)),
        ("choice", "c", (None,)),
        ("choices", ["a", "b", "c"], (3,)),
        ("number", 12, (2,)),
        ("number", 3, (None,)),
        ("date", "2026-01-01", (None, 2)),
        ("yes_no", "yes", (None,)),
    ],
)
def test_the_qualities_of_an_answer_are_those_of_the_bank(kind: str, value: Any, found: tuple[int | None, ...]) -> None:
    scale: list[dict[str, Any]] = {
        "number": [{"gte": 10, "quality": 2}],
        "date": [{"within_days": 3, "quality": 2}],
    }.get(kind, [])
    asked = fact(kind, *scale, choices=CHOICES if kind.startswith("choice") else None)
    assert qualities(asked, Known(value)) == found
    assert qualities(asked, Unknown()) == (None,)
