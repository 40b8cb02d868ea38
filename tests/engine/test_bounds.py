from __future__ import annotations

from typing import Any

import pytest

from discovery.banks.model import bank_from
from discovery.engine.answers import Answer, Evidence, Rating, Sheet
from discovery.engine.assess import assess_view
from discovery.engine.outlook import outlook
from discovery.engine.view import view
from tests.engine.strategies import ON, document

CONFIRMED = Evidence.CONFIRMED


@pytest.mark.parametrize(
    ("bound", "qualities"),
    [
        ({"threshold": 66.66667, "min_coverage": 0}, (3, 3, 0)),
        ({"threshold": 33.33334, "min_coverage": 0}, (3, 0, 0)),
        ({"threshold": 50.00001, "min_coverage": 0}, (3, 3, 0, 0)),
        ({"threshold": 0, "min_coverage": 66.66667}, (3, 3, None)),
        ({"threshold": 66.6666666667, "min_coverage": 0}, (3, 3, 0)),
    ],
)
def test_odds_take_the_bounds_of_the_bank_as_they_stand(
    bound: dict[str, float], qualities: tuple[int | None, ...]
) -> None:
    facts: list[dict[str, Any]] = [
        {"id": f"f{n}", "ask": "What?", "type": "text", "core": True} for n in range(len(qualities))
    ]
    made: list[dict[str, Any]] = [
        {"id": f"k{n}", "title": "K", "weight": 1, "ask": [f"t.f{n}"]} for n in range(len(qualities))
    ]
    sheet = Sheet(ON).answer(Answer("next_step.date", "2026-12-01"))
    for n, quality in enumerate(qualities):
        if quality is not None:
            sheet = sheet.rate(Rating(f"k{n}", quality, CONFIRMED))
    seen = view(bank_from(document(made, facts, **bound)), sheet)
    now = assess_view(seen)
    found = outlook(seen, now)
    if found.settled:
        assert found.odds == {now.verdict: 1.0}
    stays = 0.2 if None in qualities else 1.0
    assert found.odds[now.verdict] == pytest.approx(stays)
