from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import Bank, MustPass, bank_from
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from tests.engine.strategies import ON, answers, banks, banks_and_sheets, document, sheets, topic_facts

CLAIMED, CONFIRMED = Evidence.CLAIMED, Evidence.CONFIRMED
MUST_PASS = {"min_quality": 2, "min_evidence": "claimed"}


def bant() -> Bank:
    facts: list[dict[str, Any]] = [
        {"id": name, "ask": f"{name}?", "type": "text", "core": True} for name in ("authority", "need", "timeline")
    ]
    floor = {"id": "unfundable", "label": "No", "quality": 0, "knockout": "BELOW-PRICE-FLOOR"}
    facts.append({"id": "budget", "ask": "budget?", "type": "choice", "core": True, "choices": [floor]})
    made: list[dict[str, Any]] = [
        {
            "id": "budget",
            "title": "Budget",
            "weight": 20,
            "ask": ["t.budget"],
            "risk": "Nobody has confirmed the money.",
        },
        {"id": "authority", "title": "Authority", "weight": 25, "ask": ["t.authority"], "must_pass": MUST_PASS},
        {
            "id": "need",
            "title": "Need",
            "weight": 35,
            "ask": ["t.need"],
            "must_pass": {"min_quality": 2, "min_evidence": "confirmed"},
            "knockout": "NO-PAIN",
        },
        {"id": "timeline", "title": "Timeline", "weight": 20, "ask": ["t.timeline"], "must_pass": MUST_PASS},
    ]
    return bank_from(document(made, facts))


def test_a_gate_without_figures_has_the_default_ones() -> None:
    facts = [{"id": "a", "ask": "What?", "type": "text", "core": True}]
    made = [{"id": "k", "title": "K", "weight": 1, "ask": ["t.a"], "must_pass": {}}]
    assert bank_from(document(made, facts)).by_id["k"].must_pass == MustPass(2, "confirmed")


def sheet_of(dated: bool = False, **known: tuple[int, Evidence]) -> Sheet:
    sheet = Sheet(on=ON)
    for name, (quality, evidence) in known.items():
        sheet = sheet.rate(Rating(name, quality, evidence, "test"))
    return sheet.answer(Answer("next_step.date", "2026-12-01")) if dated else sheet


@pytest.mark.parametrize(
    ("sheet", "verdict", "grade", "score", "ceiling", "coverage"),
    [
        (
            sheet_of(True, need=(3, CONFIRMED), authority=(2, CLAIMED), timeline=(3, CONFIRMED)),
            Verdict.QUALIFIED,
            "B",
            190 / 3,
            100,
            80,
        ),
        (
            sheet_of(True, need=(3, CLAIMED), authority=(2, CLAIMED), timeline=(3, CONFIRMED)),
            Verdict.DEVELOP,
            None,
            275 / 6,
            100,
            80,
        ),
        (sheet_of(budget=(0, CLAIMED)), Verdict.INSUFFICIENT, None, 0, 100, 20),
        (
            Sheet(on=ON).answer(Answer("t.budget", "unfundable", CONFIRMED)),
            Verdict.DISQUALIFIED,
            None,
            0,
            80,
            20,
        ),
        (
            sheet_of(
                True, need=(3, CONFIRMED), authority=(3, CONFIRMED), budget=(2, CONFIRMED), timeline=(1, CONFIRMED)
            ),
            Verdict.NURTURE,
            None,
            80,
            80,
            100,
        ),
    ],
)
def test_the_worked_examples_come_out_exactly(
    sheet: Sheet, verdict: Verdict, grade: str | None, score: float, ceiling: float, coverage: float
) -> None:
    found = assess(bant(), sheet)
    assert (found.verdict, found.grade) == (verdict, grade)
    assert (found.score, found.ceiling, found.coverage) == pytest.approx((score, ceiling, coverage), abs=1e-9)


def test_an_open_budget_stays_a_risk_of_a_qualified_call() -> None:
    sheet = sheet_of(True, need=(3, CONFIRMED), authority=(2, CLAIMED), timeline=(3, CONFIRMED))
    assert assess(bant(), sheet).risks == ("Nobody has confirmed the money.",)


def test_an_objection_to_contact_overrides_everything() -> None:
    sheet = sheet_of(
        True, need=(3, CONFIRMED), authority=(3, CONFIRMED), timeline=(3, CONFIRMED), budget=(3, CONFIRMED)
    )
    assert assess(bant(), sheet).verdict is Verdict.QUALIFIED
    objected = sheet.answer(Answer("compliance.objection", "yes"))
    assert assess(bant(), objected).verdict is Verdict.DO_NOT_CONTACT


def test_a_claimed_negative_never_disqualifies() -> None:
    sheet = Sheet(on=ON).answer(Answer("t.budget", "unfundable", CLAIMED))
    assert assess(bant(), sheet).knockouts == ()


def test_everything_not_applicable_is_insufficient_with_all_figures_zero() -> None:
    sheet = replace(Sheet(on=ON), not_applicable=frozenset({"budget", "authority", "need", "timeline"}))
    found = assess(bant(), sheet)
    assert found.verdict is Verdict.INSUFFICIENT
    assert (found.score, found.ceiling, found.coverage, found.proof) == (0, 0, 0, 0)


def test_a_criterion_of_a_later_stage_does_not_count() -> None:
    body = dict(bant().document)
    criteria = [{**item, "stage": "ae"} if item["id"] == "need" else item for item in body["framework"]["criteria"]]
    bank = bank_from({"framework": {**body["framework"], "criteria": criteria}, "topics": body["topics"]})
    sheet = sheet_of(True, authority=(3, CONFIRMED), timeline=(3, CONFIRMED))
    assert [score.id for score in assess(bank, sheet).criteria] == ["budget", "authority", "timeline"]
    assert [score.id for score in assess(bank, replace(sheet, stage="ae")).criteria][2] == "need"


def test_confirmed_proof_alone_sets_quality_and_evidence() -> None:
    facts: list[dict[str, Any]] = [
        {"id": "a", "ask": "a?", "type": "text", "core": True},
        {"id": "b", "ask": "b?", "type": "text"},
    ]
    bank = bank_from(document([{"id": "k", "title": "K", "weight": 1, "ask": ["t.a", "t.b"]}], facts))
    sheet = Sheet(on=ON).answer(Answer("t.a", "said", CLAIMED, 3)).answer(Answer("t.b", "said", CONFIRMED, 0))
    assert (assess(bank, sheet).criteria[0].quality, assess(bank, sheet).criteria[0].evidence) == (1.5, CLAIMED)
    confirmed = sheet.answer(Answer("t.a", "said", CONFIRMED, 3))
    assert (assess(bank, confirmed).criteria[0].quality, assess(bank, confirmed).criteria[0].evidence) == (3, CONFIRMED)


def test_asked_in_vain_is_not_a_negative() -> None:
    declined = Answer("t.need", None, Evidence.NONE, state=State.DECLINED)
    assert assess(bant(), Sheet(on=ON).answer(declined)).criteria[2].evidence is Evidence.NONE


def test_the_reason_says_what_to_do_next() -> None:
    sheet = sheet_of(True, need=(3, CLAIMED), authority=(2, CLAIMED), timeline=(3, CONFIRMED))
    assert assess(bant(), sheet).reasons[0].startswith("Need is not confirmed: ")


@given(banks_and_sheets())
def test_score_stays_below_ceiling_and_points_add_up(case: tuple[Bank, Sheet]) -> None:
    found = assess(*case)
    assert found.score <= found.ceiling + 1e-9 <= 100 + 2e-9
    total = sum(score.weight for score in found.criteria)
    assert 100 * sum(score.points for score in found.criteria) / total == pytest.approx(found.score, abs=1e-9)
    assert found.proof <= found.coverage + 1e-9
    assert found.reasons


@given(banks(), st.data())
def test_raising_a_quality_never_lowers_figures_or_verdict(bank: Bank, data: st.DataObject) -> None:
    sheet = data.draw(sheets(bank, ratings=False))
    fact = data.draw(st.sampled_from(topic_facts(bank)))
    evidence = data.draw(st.sampled_from([CLAIMED, CONFIRMED]))
    answer = Answer(fact.id, data.draw(st.sampled_from(fact.choices)).id, evidence)
    low, high = sorted(data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    worse = assess(bank, sheet.answer(replace(answer, quality=low)))
    better = assess(bank, sheet.answer(replace(answer, quality=high)))
    assert better.score >= worse.score - 1e-9
    assert better.ceiling >= worse.ceiling - 1e-9
    rank = {Verdict.DISQUALIFIED: 0, Verdict.NURTURE: 1, Verdict.DEVELOP: 1, Verdict.QUALIFIED: 2}
    if worse.verdict in rank and better.verdict in rank:
        assert rank[better.verdict] >= rank[worse.verdict]


@given(banks(conditions=False), st.data())
def test_one_more_answer_never_lowers_coverage_without_conditions(bank: Bank, data: st.DataObject) -> None:
    sheet = data.draw(sheets(bank))
    fact = data.draw(st.sampled_from(topic_facts(bank)))
    others = {name: answer for name, answer in sheet.answers.items() if name != fact.id}
    sheet = replace(sheet, answers=others)
    after = sheet.answer(data.draw(answers(fact)))
    assert assess(bank, after).coverage >= assess(bank, sheet).coverage - 1e-9


@given(banks(conditions=False))
def test_all_unknown_is_insufficient_and_all_strong_is_qualified_a(bank: Bank) -> None:
    empty = Sheet(on=ON)
    unknown = empty
    strong = empty.answer(Answer("next_step.date", "2026-12-01"))
    for fact in topic_facts(bank):
        unknown = unknown.answer(Answer(fact.id, None, Evidence.NONE, state=State.UNKNOWN))
        strong = strong.answer(Answer(fact.id, "c3", CONFIRMED))
    assert assess(bank, empty).verdict is Verdict.INSUFFICIENT
    assert assess(bank, unknown).verdict is Verdict.INSUFFICIENT
    found = assess(bank, strong)
    assert (found.verdict, found.grade) == (Verdict.QUALIFIED, "A")


@given(banks(most=2), st.data())
def test_the_order_of_recording_does_not_matter(bank: Bank, data: st.DataObject) -> None:
    sheet = data.draw(sheets(bank))
    found = {
        assess(bank, replace(sheet, answers=dict(order))) for order in list(permutations(sheet.answers.items()))[:24]
    }
    assert len(found) <= 1 or not sheet.answers


@given(banks_and_sheets())
def test_what_another_framework_asked_changes_nothing_here(case: tuple[Bank, Sheet]) -> None:
    bank, sheet = case
    elsewhere = sheet.answer(Answer("champion.who", "Ana", CONFIRMED, 3)).rate(Rating("champion", 3, CONFIRMED, "met"))
    assert assess(bank, elsewhere) == assess(bank, sheet)


def test_an_objection_to_contact_has_the_state_of_each_gate_and_asks_for_nothing() -> None:
    sheet = sheet_of(need=(0, CLAIMED), authority=(3, CONFIRMED), timeline=(1, CONFIRMED))
    reasons = assess(bant(), sheet.answer(Answer("compliance.objection", "yes"))).reasons
    assert reasons[0].startswith("They object")
    assert reasons[1:] == (
        "Timeline: its gate is confirmed weak",
        "Need: its gate was still open",
        "Authority: its gate was passed",
    )
