from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import Bank, bank_from
from discovery.engine import odds
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from discovery.engine.assess import assess, assess_view, figures_of, gates_of, judge
from discovery.engine.assessment import Assessment, CriterionScore, Verdict
from discovery.engine.flips import Flip, flips, told
from discovery.engine.odds import odds_and_gains
from discovery.engine.outlook import on_the_call, outlook
from discovery.engine.prior import DEFAULT_PRIOR, END_STATES, Prior
from discovery.engine.reach import open_knockout, reachable
from discovery.engine.view import View, view
from tests.engine.strategies import ON, answers, banks, banks_and_sheets, document, sheets, topic_facts
from tests.engine.test_assess import bant, sheet_of
from tests.examples import examples

CLAIMED, CONFIRMED = Evidence.CLAIMED, Evidence.CONFIRMED


@dataclass
class Completion:
    chance: float
    ends: tuple[int, ...]
    with_open_knockouts: Verdict
    with_own_knockouts: Verdict


def completions(seen: View, now: Assessment, prior: Prior) -> Iterator[Completion]:
    """Every completion of section 6 and 7, one by one."""
    opens = [score for score in now.criteria if not score.resolved]
    dates = [(True, 1.0)] if now.next_step_dated else [(True, 0.5), (False, 0.5)]
    choices = [list(enumerate(prior.ends(score.id))) for score in opens]
    for (dated, chance), ends in product(dates, product(*choices)):
        scores = {score.id: score for score in now.criteria}
        for score, (place, _) in zip(opens, ends, strict=True):
            quality, evidence = (score.quality, score.evidence) if place == 0 else END_STATES[place - 1]
            points = score.weight * (quality or 0) / 3 * evidence.factor
            scores[score.id] = replace(score, quality=quality, evidence=evidence, points=points)
        final = tuple(scores.values())
        own = [s for s in final if _at_zero(s) and seen.bank.by_id[s.id].knockout]
        also = [s for s in final if _at_zero(s) and s.id in {o.id for o in opens} and _bears(seen, s)]
        yield Completion(
            chance * math.prod(share for _, share in ends),
            tuple(place for place, _ in ends),
            _judged(seen, final, bool(own or also), dated),
            _judged(seen, final, bool(own), dated),
        )


def _at_zero(score: CriterionScore) -> bool:
    return score.quality == 0 and score.evidence is CONFIRMED


def _bears(seen: View, score: CriterionScore) -> bool:
    return open_knockout(seen, seen.bank.by_id[score.id])


def _judged(seen: View, scores: tuple[CriterionScore, ...], knocked_out: bool, dated: bool) -> Verdict:
    return judge(seen.bank, scores, gates_of(seen.bank, scores), figures_of(scores), knocked_out, dated)


def _entropy(chances: Mapping[Verdict, float]) -> float:
    total = sum(chances.values())
    return -sum(c / total * math.log2(c / total) for c in chances.values() if c > 0)


@examples(60)
@given(banks_and_sheets(most=3))
def test_odds_and_gains_equal_full_enumeration(case: tuple[Bank, Sheet]) -> None:
    seen = view(*case)
    now = assess_view(seen)
    got, gains = odds_and_gains(seen, now, DEFAULT_PRIOR)
    assert sum(got.values()) == pytest.approx(1, abs=1e-9)
    if any(knockout.fact for knockout in now.knockouts):
        assert got == {Verdict.DISQUALIFIED: 1.0}
        return
    whole: dict[Verdict, float] = {}
    split: dict[tuple[int, int], dict[Verdict, float]] = {}
    for done in completions(seen, now, DEFAULT_PRIOR):
        verdict = done.with_open_knockouts
        whole[verdict] = whole.get(verdict, 0) + done.chance
        for place, end in enumerate(done.ends):
            part = split.setdefault((place, end), {})
            part[verdict] = part.get(verdict, 0) + done.chance
    for verdict in Verdict:
        assert got.get(verdict, 0) == pytest.approx(whole.get(verdict, 0), abs=1e-9)
    for place, criterion in enumerate(gains):
        rest = sum(sum(p.values()) * _entropy(p) for (where, _), p in split.items() if where == place)
        assert gains[criterion] == pytest.approx(_entropy(whole) - rest, abs=1e-9)


@examples(60)
@given(banks_and_sheets(most=3, conditions=False))
def test_reachable_verdicts_equal_full_enumeration(case: tuple[Bank, Sheet]) -> None:
    bank, sheet = case
    seen = view(bank, sheet)
    now = assess_view(seen)
    if now.knockouts:
        assert reachable(seen, now) == (Verdict.DISQUALIFIED,)
        return
    found = {done.with_own_knockouts for done in completions(seen, now, DEFAULT_PRIOR)}
    if any(open_knockout(seen, seen.bank.by_id[s.id]) for s in now.criteria):
        found.add(Verdict.DISQUALIFIED)
    nearly = any(c.knockout and len(c.proof) > 1 for c in bank.criteria)
    assert set(reachable(seen, now)) - ({Verdict.NURTURE} if nearly else set()) == found - (
        {Verdict.NURTURE} if nearly else set()
    )
    assert found <= set(reachable(seen, now))


@examples(60)
@given(banks_and_sheets(most=3))
def test_conditions_only_ever_add_to_what_is_reachable(case: tuple[Bank, Sheet]) -> None:
    seen = view(*case)
    now = assess_view(seen)
    if not any(knockout.firm for knockout in now.knockouts):
        found = {done.with_own_knockouts for done in completions(seen, now, DEFAULT_PRIOR)}
        extra = set(reachable(seen, now)) - found
        assert found <= set(reachable(seen, now))
        assert extra <= {Verdict.DISQUALIFIED, Verdict.INSUFFICIENT, Verdict.NURTURE}


@examples(25)
@given(banks(most=11), st.data())
def test_leaving_out_the_negligible_stays_within_the_tolerance(bank: Bank, data: st.DataObject) -> None:
    seen = view(bank, data.draw(sheets(bank)))
    now = assess_view(seen)
    quick, quick_gains = odds_and_gains(seen, now, DEFAULT_PRIOR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(odds, "EXACT_UP_TO", 99)
        exact, exact_gains = odds_and_gains(seen, now, DEFAULT_PRIOR)
    assert all(quick.get(verdict, 0) == pytest.approx(exact.get(verdict, 0), abs=0.02) for verdict in Verdict)
    assert all(quick_gains[name] == pytest.approx(exact_gains[name], abs=0.02) for name in exact_gains)


@examples(150)
@given(banks(), st.data())
def test_nothing_outside_the_reachable_set_ever_appears_later(bank: Bank, data: st.DataObject) -> None:
    sheet = Sheet(on=ON)
    possible: set[Verdict] = set(Verdict)
    for _ in range(8):
        seen = view(bank, sheet)
        now = assess_view(seen)
        assert now.verdict in possible
        possible &= set(reachable(seen, now))
        open_facts = [fact for fact in topic_facts(bank) if fact.id not in sheet.answers]
        if not open_facts:
            break
        sheet = sheet.answer(data.draw(answers(data.draw(st.sampled_from(open_facts)))))
        if data.draw(st.integers(0, 5)) == 0:
            sheet = sheet.answer(Answer("next_step.date", "2026-12-01"))


@given(banks_and_sheets())
def test_settled_means_that_the_verdict_now_is_the_only_one(case: tuple[Bank, Sheet]) -> None:
    seen = view(*case)
    now = assess_view(seen)
    found = outlook(seen, now)
    assert found.settled == (found.reachable == (now.verdict,))
    assert now.verdict in found.reachable
    assert set(found.odds) <= set(found.reachable) | {Verdict.DISQUALIFIED}


@examples(150)
@given(banks_and_sheets(knockouts=False, any_answer=True))
def test_the_verdict_now_is_always_reachable(case: tuple[Bank, Sheet]) -> None:
    seen = view(*case)
    now = assess_view(seen)
    assert now.verdict in reachable(seen, now)


@pytest.mark.parametrize(
    ("min_coverage", "verdicts"),
    [(50, (Verdict.QUALIFIED, Verdict.DEVELOP)), (90, (Verdict.INSUFFICIENT, Verdict.QUALIFIED))],
)
def test_a_gate_that_any_answer_meets_stays_open_where_the_others_cover_enough(
    min_coverage: int, verdicts: tuple[Verdict, ...]
) -> None:
    facts: list[dict[str, Any]] = [{"id": name, "ask": "What?", "type": "text", "core": True} for name in ("a", "b")]
    gate = {"min_quality": 0, "min_evidence": "claimed"}
    made: list[dict[str, Any]] = [
        {"id": "k0", "title": "One", "weight": 80, "ask": ["t.a"]},
        {"id": "k1", "title": "Two", "weight": 20, "ask": ["t.b"], "must_pass": gate},
    ]
    sheet = Sheet(ON).answer(Answer("t.a", "x", CONFIRMED, 3)).answer(Answer("next_step.date", "2026-12-01"))
    seen = view(bank_from(document(made, facts, min_coverage=min_coverage)), sheet)
    now = assess_view(seen)
    assert now.verdict in verdicts
    assert reachable(seen, now) == verdicts


def test_a_date_that_an_answer_may_close_again_leaves_the_verdict_open() -> None:
    facts: list[dict[str, Any]] = [
        {"id": "a", "ask": "What?", "type": "text", "core": True},
        {"id": "far", "ask": "?", "type": "yes_no"},
    ]
    made: list[dict[str, Any]] = [{"id": "k", "title": "K", "weight": 1, "ask": ["t.a", "t.far"], "proof": ["t.a"]}]
    tree = document(made, facts)
    when = {"fact": "t.far", "is": "no"}
    step = {"id": "date", "ask": "When?", "type": "date", "when": when}
    tree["topics"] = {**tree["topics"], "next_step": {"topic": "next_step", "title": "Next step", "facts": [step]}}
    bank = bank_from(tree)
    sheet = Sheet(ON).answer(Answer("t.a", "x", CONFIRMED, 3)).answer(Answer("next_step.date", "2026-12-01"))
    seen = view(bank, sheet)
    assert reachable(seen, assess_view(seen)) == (Verdict.QUALIFIED, Verdict.DEVELOP)
    assert assess(bank, sheet.answer(Answer("t.far", "yes", CONFIRMED))).verdict is Verdict.DEVELOP
    seen = view(bank, sheet.answer(Answer("t.far", "no", CONFIRMED)))
    assert reachable(seen, assess_view(seen)) == (Verdict.QUALIFIED,)


def test_a_qualified_call_is_not_settled_while_a_knockout_question_is_open() -> None:
    sheet = sheet_of(True, need=(3, CONFIRMED), authority=(3, CONFIRMED), timeline=(3, CONFIRMED))
    seen = view(bant(), sheet)
    assert outlook(seen, assess_view(seen)).reachable == (Verdict.DISQUALIFIED, Verdict.QUALIFIED)


def test_an_objection_to_contact_leaves_nothing_else() -> None:
    seen = view(bant(), Sheet(on=ON).answer(Answer("compliance.objection", "yes")))
    found = outlook(seen, assess_view(seen))
    assert (found.reachable, found.settled, found.next) == ((Verdict.DO_NOT_CONTACT,), True, ())


def _with_phases() -> Bank:
    facts: list[dict[str, Any]] = [
        {"id": "route", "ask": "How paid?", "type": "text", "phase": "money", "core": True},
        {"id": "range", "ask": "How much?", "type": "text", "phase": "money"},
        {"id": "pain", "ask": "What hurts?", "type": "text", "phase": "pain", "core": True},
    ]
    made: list[dict[str, Any]] = [
        {"id": "money", "title": "Money", "weight": 90, "ask": ["t.route", "t.range"]},
        {"id": "need", "title": "Need", "weight": 10, "ask": ["t.pain"]},
    ]
    return bank_from(document(made, facts))


def test_money_waits_until_a_question_about_pain_is_answered() -> None:
    bank = _with_phases()
    seen = view(bank, Sheet(on=ON))
    assert [proposed.fact for proposed in outlook(seen, assess_view(seen)).next] == ["t.pain"]
    seen = view(bank, Sheet(on=ON).answer(Answer("t.pain", "it breaks", CLAIMED, 2)))
    assert outlook(seen, assess_view(seen)).next[0].fact == "t.route"


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(ON).answer(Answer("t.range", "some", CLAIMED)),
        Sheet(ON).answer(Answer("t.range", state=State.DECLINED, evidence=Evidence.NONE)),
        Sheet(ON).rate(Rating("need", 3, CONFIRMED)),
    ],
    ids=["answered", "declined", "pain rated"],
)
def test_money_waits_no_longer_once_they_talk_of_it_or_the_pain_is_rated(sheet: Sheet) -> None:
    seen = view(_with_phases(), sheet)
    assert "t.route" in [proposed.fact for proposed in outlook(seen, assess_view(seen)).next]


def test_a_question_that_two_criteria_ask_is_proposed_once() -> None:
    facts: list[dict[str, Any]] = [{"id": name, "ask": "?", "type": "text", "core": True} for name in ("a", "b")]
    made: list[dict[str, Any]] = [
        {"id": "k0", "title": "One", "weight": 50, "ask": ["t.a"]},
        {"id": "k1", "title": "Two", "weight": 50, "ask": ["t.a", "t.b"]},
    ]
    seen = view(bank_from(document(made, facts)), Sheet(ON))
    found = [(each.criterion, each.fact) for each in outlook(seen, assess_view(seen)).next]
    assert found == [("k0", "t.a"), ("k1", "t.b")]


@pytest.mark.parametrize(("asked", "criteria", "wrap_up"), [(9, 3, False), (10, 3, False), (13, 0, True)])
def test_late_questions_are_gates_and_then_none(asked: int, criteria: int, wrap_up: bool) -> None:
    seen = view(bant(), Sheet(on=ON))
    found = outlook(seen, assess_view(seen), asked=asked)
    assert (len(found.next), found.wrap_up) == (criteria, wrap_up)


def _all_but_the_date() -> tuple[View, Assessment]:
    """A BANT sheet that a dated next step alone keeps from being qualified."""
    ratings = {name: Rating(name, 3, CONFIRMED) for name in ("budget", "authority", "need", "timeline")}
    seen = view(bant(), Sheet(ON, ratings=ratings))
    return seen, assess_view(seen)


def test_the_date_of_the_next_step_comes_first_where_nothing_else_is_missing() -> None:
    seen, now = _all_but_the_date()
    ahead = outlook(seen, now)
    assert now.verdict is Verdict.DEVELOP
    assert "next_step.date" not in [each.fact for each in ahead.next]
    called = on_the_call(ahead, seen, now, DEFAULT_PRIOR)
    first, *others = called.next
    assert (first.fact, first.criterion) == ("next_step.date", None)
    assert tuple(others) == ahead.next[:2]
    expected = _entropy(ahead.odds) - sum(
        chance * _entropy(odds_and_gains(seen, now, replace(DEFAULT_PRIOR, next_step=dated))[0])
        for chance, dated in ((0.5, 1.0), (0.5, 0.0))
    )
    assert math.isclose(first.gain, expected, abs_tol=1e-9)
    assert 0 < called.share(first) <= 1


def test_the_date_is_not_proposed_where_more_is_missing_or_it_was_asked_in_vain() -> None:
    nothing = view(bant(), Sheet(ON))
    empty = assess_view(nothing)
    ahead = outlook(nothing, empty)
    assert on_the_call(ahead, nothing, empty, DEFAULT_PRIOR) == ahead
    seen, _ = _all_but_the_date()
    vain = view(bant(), seen.sheet.answer(Answer("next_step.date", state=State.UNKNOWN, evidence=Evidence.NONE)))
    ahead = outlook(vain, assess_view(vain))
    assert on_the_call(ahead, vain, assess_view(vain), DEFAULT_PRIOR) == ahead


def test_nothing_is_proposed_on_a_settled_call() -> None:
    seen = view(bant(), Sheet(ON, answers={"compliance.objection": Answer("compliance.objection", "yes")}))
    now = assess_view(seen)
    assert on_the_call(outlook(seen, now), seen, now, DEFAULT_PRIOR).next == ()


def test_what_would_change_the_verdict_is_said_once_a_criterion() -> None:
    seen = view(bant(), Sheet(ON))
    ends = (
        [(CLAIMED, 0, 3), (CONFIRMED, 0, 3)],
        [(CLAIMED, 3, 3), (CONFIRMED, 2, 3)],
        [(CLAIMED, 2, 3), (CONFIRMED, 2, 3)],
    )
    found = [
        Flip("need", None, (), evidence, low, high, Verdict.DEVELOP, f"{evidence} {low}")
        for each in ends for evidence, low, high in each
    ]  # fmt: skip
    assert [told(seen.bank, found[at : at + 2]) for at in (0, 2, 4)] == [
        ("develop once Need is asked",),
        ("develop if Need is confirmed at 2 or better, or claimed at 3",),
        ("develop if Need is at 2 or better",),
    ]
    assert told(seen.bank, found[:1]) == ("claimed 0",)


def test_a_learned_prior_moves_the_odds() -> None:
    seen = view(bant(), Sheet(on=ON).answer(Answer("next_step.date", "2026-12-01")))
    now = assess_view(seen)
    strong = Prior(by_criterion=dict.fromkeys(seen.bank.by_id, (0.0,) * 8 + (1.0,)))
    assert outlook(seen, now, prior=strong).odds == pytest.approx({Verdict.QUALIFIED: 1.0})
    assert outlook(seen, now).odds[Verdict.QUALIFIED] < 0.2


def test_the_flip_names_the_criterion_and_what_it_takes() -> None:
    sheet = sheet_of(True, need=(3, CLAIMED), authority=(2, CLAIMED), timeline=(3, CONFIRMED))
    seen = view(bant(), sheet)
    texts = [flip.text for flip in flips(seen, assess_view(seen))]
    assert "qualified if Need is confirmed at 3" in texts


@examples(60)
@given(banks_and_sheets())
def test_every_flip_of_a_choice_comes_true(case: tuple[Bank, Sheet]) -> None:
    bank, sheet = case
    seen = view(bank, sheet)
    now = assess_view(seen)
    for flip in flips(seen, now):
        assert flip.verdict is not now.verdict
        for value in flip.values:
            assert flip.fact
            assert assess(bank, sheet.answer(Answer(flip.fact, value, flip.evidence))).verdict is flip.verdict
        if flip.criterion and flip.fact is None and flip.low is not None:
            rated = sheet.rate(Rating(flip.criterion, flip.low, flip.evidence, "test"))
            assert assess(bank, rated).verdict is flip.verdict
