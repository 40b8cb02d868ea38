"""Small random banks and sheets, and what happens to a sheet as a call goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from discovery.banks.model import Bank, Fact, bank_from
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State

ON = date(2026, 11, 22)
ALWAYS_ON: dict[str, Any] = {
    "next_step": {
        "topic": "next_step",
        "title": "Next step",
        "facts": [{"id": "date", "ask": "When?", "type": "date"}],
    },
    "compliance": {
        "topic": "compliance",
        "title": "Compliance",
        "facts": [{"id": "objection", "ask": "Do they object?", "type": "yes_no"}],
    },
}


def document(criteria: list[dict[str, Any]], facts: list[dict[str, Any]], **framework: Any) -> dict[str, Any]:
    """A resolved bank of one topic `t`."""
    return {
        "framework": {"framework": "x", "title": "X", "version": "1.0.0", "criteria": criteria, **framework},
        "topics": {"t": {"topic": "t", "title": "T", "facts": facts}, **ALWAYS_ON},
    }


@st.composite
def choices(draw: st.DrawFn, knockouts: bool) -> list[dict[str, Any]]:
    made = []
    for quality in range(4):
        choice: dict[str, Any] = {"id": f"c{quality}", "label": f"Choice {quality}", "quality": quality}
        if knockouts and quality == 0 and draw(st.integers(0, 6)) == 0:
            choice["knockout"] = "KO"
        made.append(choice)
    return made


@st.composite
def criteria(
    draw: st.DrawFn, place: int, fact_ids: list[str], knockouts: bool, any_answer: bool = False
) -> dict[str, Any]:
    criterion: dict[str, Any] = {
        "id": f"k{place}",
        "title": f"Criterion {place}",
        "weight": draw(st.sampled_from([5, 8, 10, 13, 20, 25, 35, 12.5])),
        "ask": fact_ids,
        "risk": "A risk.",
    }
    if any_answer and draw(st.booleans()):
        criterion["must_pass"] = {"min_quality": 0, "min_evidence": "claimed"}
    elif draw(st.booleans()):
        criterion["must_pass"] = {
            "min_quality": draw(st.integers(0, 3)),
            "min_evidence": draw(st.sampled_from(["claimed", "confirmed"])),
        }
    if knockouts and draw(st.integers(0, 2)) == 0:
        criterion["knockout"] = "KC"
    if draw(st.booleans()):
        criterion["proof"] = fact_ids[:1]
    return criterion


@st.composite
def banks(
    draw: st.DrawFn, most: int = 4, conditions: bool = True, knockouts: bool = True, any_answer: bool = False
) -> Bank:
    """A bank of one to `most` criteria over choices of quality 0 to 3; some of its facts hang on earlier ones.

    `any_answer`: many of its gates are met by any answer.
    """
    facts: list[dict[str, Any]] = []
    made = []
    for place in range(draw(st.integers(1, most))):
        ids = []
        for number in range(draw(st.integers(1, 3))):
            fact: dict[str, Any] = {"id": f"f{place}_{number}", "ask": "What?", "type": "choice", "core": True}
            fact["choices"] = draw(choices(knockouts))
            if conditions and facts and draw(st.integers(0, 2)) == 0:
                earlier = draw(st.sampled_from(facts))["id"]
                operator = draw(st.sampled_from(["is", "not"]))
                fact["when"] = {"fact": f"t.{earlier}", operator: draw(st.sampled_from(["c0", "c2", "c3"]))}
            facts.append(fact)
            ids.append(f"t.{fact['id']}")
        made.append(draw(criteria(place, ids, knockouts, any_answer)))
    threshold = draw(st.sampled_from(["open", "standard", "strict", 30]))
    return bank_from(document(made, facts, threshold=threshold, min_coverage=draw(st.sampled_from([30, 50, 70]))))


def answers(fact: Fact) -> st.SearchStrategy[Answer]:
    """Any answer to a choice."""
    evidence = st.sampled_from([Evidence.CLAIMED, Evidence.CONFIRMED])
    known = st.builds(
        Answer, st.just(fact.id), st.sampled_from([choice.id for choice in fact.choices] or ["no"]), evidence
    )
    in_vain = st.builds(
        lambda state: Answer(fact.id, None, Evidence.NONE, state=state),
        st.sampled_from([State.UNKNOWN, State.DECLINED]),
    )
    return st.one_of(known, known, known, in_vain)


def topic_facts(bank: Bank) -> list[Fact]:
    return list(bank.topics["t"].facts)


@st.composite
def sheets(draw: st.DrawFn, bank: Bank, ratings: bool = True) -> Sheet:
    sheet = Sheet(on=ON)
    for fact in topic_facts(bank):
        if draw(st.booleans()):
            sheet = sheet.answer(draw(answers(fact)))
    if draw(st.booleans()):
        sheet = sheet.answer(Answer("next_step.date", "2026-12-01"))
    if ratings and draw(st.integers(0, 3)) == 0:
        criterion = draw(st.sampled_from(bank.criteria))
        evidence = draw(st.sampled_from([Evidence.CLAIMED, Evidence.CONFIRMED]))
        sheet = sheet.rate(Rating(criterion.id, draw(st.integers(0, 3)), evidence, "heard it"))
    return sheet


@st.composite
def banks_and_sheets(draw: st.DrawFn, /, **kinds: Any) -> tuple[Bank, Sheet]:
    bank = draw(banks(**kinds))
    return bank, draw(sheets(bank))
