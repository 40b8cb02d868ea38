"""Ten thousand random calls: what was said to be impossible never comes."""

from __future__ import annotations

import random
from typing import Any

import pytest

from discovery.banks.model import Bank, Fact, bank_from
from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.assess import assess_view
from discovery.engine.assessment import Verdict
from discovery.engine.reach import reachable
from discovery.engine.view import view
from tests.engine.strategies import ON, document

PARTS, CALLS = 8, 1250
"""In parts, so that no core has all of them."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_verdict_comes_that_was_not_reachable_before(part: int) -> None:
    chance = random.Random(20261122 + part)
    moved = 0
    for _ in range(CALLS):
        bank, sheet = _bank(chance), Sheet(on=ON)
        possible, verdicts = set(Verdict), set()
        while True:
            seen = view(bank, sheet)
            now = assess_view(seen)
            assert now.verdict in possible, (bank.document, sheet)
            verdicts.add(now.verdict)
            possible &= set(reachable(seen, now))
            open_facts = [fact for fact in bank.topics["t"].facts if not _confirmed(sheet, fact)]
            if not open_facts:
                break
            sheet = _one_more(chance, sheet, chance.choice(open_facts))
        moved += len(verdicts) > 1
    assert moved > CALLS / 2, "the calls are no test where the verdict never moves"


def _confirmed(sheet: Sheet, fact: Fact) -> bool:
    answer = sheet.answers.get(fact.id)
    return answer is not None and answer.confirmed


def _one_more(chance: random.Random, sheet: Sheet, fact: Fact) -> Sheet:
    """One more answer; what was only claimed may come out quite differently when it is confirmed."""
    before = sheet.answers.get(fact.id)
    if before is None and chance.random() < 0.2:
        return sheet.answer(Answer(fact.id, None, Evidence.NONE, state=State.UNKNOWN))
    claimed = before is None and chance.random() < 0.5
    evidence = Evidence.CLAIMED if claimed else Evidence.CONFIRMED
    sheet = sheet.answer(Answer(fact.id, chance.choice(fact.choices).id, evidence))
    return sheet.answer(Answer("next_step.date", "2026-12-01")) if chance.random() < 0.15 else sheet


def _bank(chance: random.Random) -> Bank:
    facts: list[dict[str, Any]] = []
    criteria = []
    for place in range(chance.randint(1, 4)):
        ask = []
        for number in range(chance.randint(1, 3)):
            fact: dict[str, Any] = {"id": f"f{place}_{number}", "ask": "What?", "type": "choice", "core": True}
            knockout = {"knockout": "KO"} if chance.random() < 0.15 else {}
            fact["choices"] = [{"id": "c0", "label": "0", "quality": 0, **knockout}]
            fact["choices"] += [{"id": f"c{quality}", "label": "1", "quality": quality} for quality in (1, 2, 3)]
            if facts and chance.random() < 0.4:
                condition = {chance.choice(["is", "not"]): chance.choice(["c0", "c2", "c3"])}
                fact["when"] = {"fact": f"t.{chance.choice(facts)['id']}", **condition}
            facts.append(fact)
            ask.append(f"t.{fact['id']}")
        criteria.append(_criterion(chance, place, ask))
    threshold, coverage = chance.choice(["open", "standard", "strict", 30]), chance.choice([30, 50, 70])
    return bank_from(document(criteria, facts, threshold=threshold, min_coverage=coverage))


def _criterion(chance: random.Random, place: int, ask: list[str]) -> dict[str, Any]:
    criterion: dict[str, Any] = {"id": f"k{place}", "title": "K", "weight": chance.choice([5, 10, 20, 35]), "ask": ask}
    if chance.random() < 0.5:
        evidence = chance.choice(["claimed", "confirmed"])
        criterion["must_pass"] = {"min_quality": chance.randint(1, 3), "min_evidence": evidence}
    if chance.random() < 0.3:
        criterion["knockout"] = "KC"
    if chance.random() < 0.4:
        criterion["proof"] = ask[:1]
    return criterion
