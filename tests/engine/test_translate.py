from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from discovery.banks.model import Bank, bank_from
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from discovery.engine.translate import translate
from tests.engine.strategies import ALWAYS_ON, ON, banks_and_sheets

Fact = dict[str, Any]


def bank(*facts: Fact, version: str = "1.0.0", criterion: str = "k") -> Bank:
    """A bank of one criterion that asks those facts of the topic `t`."""
    asked = {"id": criterion, "title": "K", "weight": 1, "ask": [f"t.{fact['id']}" for fact in facts]}
    return bank_from(
        {
            "framework": {"framework": "x", "title": "X", "version": version, "criteria": [asked]},
            "topics": {"t": {"topic": "t", "title": "T", "facts": list(facts)}, **ALWAYS_ON},
        }
    )


def fact(fact_id: str, kind: str = "text", *choices: str | Fact, **more: Any) -> Fact:
    listed = [{"id": item, "label": item} if isinstance(item, str) else item for item in choices]
    return {"id": fact_id, "ask": "What?", "type": kind, **({"choices": listed} if listed else {}), **more}


def renamed(choice: str, before: str) -> Fact:
    return {"id": choice, "label": choice, "renamed_from": before}


def sheet(**values: Any) -> Sheet:
    return Sheet(ON, answers={f"t.{name}": Answer(f"t.{name}", value) for name, value in values.items()})


def values(found: Sheet) -> dict[str, Any]:
    assert all(answer.fact == fact_id for fact_id, answer in found.answers.items())
    return {fact_id.removeprefix("t."): answer.value for fact_id, answer in found.answers.items()}


@pytest.mark.parametrize(
    ("old", "new", "said", "reads", "notes"),
    [
        pytest.param([fact("a")], [fact("a"), fact("b")], {"a": "x"}, {"a": "x"}, [], id="added"),
        pytest.param([fact("a"), fact("b")], [fact("a")], {"b": "x"}, {"b": "x"}, ["is kept and not scored"],
                     id="removed"),
        pytest.param([fact("a")], [fact("b", renamed_from="t.a")], {"a": "x"}, {"b": "x"}, [], id="renamed"),
        pytest.param([fact("a")], [fact("a", "number")], {"a": "x"}, {}, ["t.a: text before, number"], id="type"),
        pytest.param([fact("a")], [fact("b", "number", renamed_from="t.a")], {"a": "x"}, {}, ["text before"],
                     id="renamed, another type"),
        pytest.param([fact("a", "choice", "p", "q")], [fact("a", "choice", "p", "q", "r")], {"a": "q"}, {"a": "q"}, [],
                     id="choice added"),
        pytest.param([fact("a", "choice", "p", "q")], [fact("a", "choice", "p")], {"a": "q"}, {}, ["no choice q"],
                     id="choice removed"),
        pytest.param([fact("a", "choice", "p", "q")], [fact("a", "choice", "p", renamed("s", "q"))], {"a": "q"},
                     {"a": "s"}, [], id="choice renamed"),
        pytest.param([fact("a", "choice", "p", "q")], [fact("b", "choice", "p", renamed("s", "q"), renamed_from="t.a")],
                     {"a": "q"}, {"b": "s"}, [], id="both renamed"),
        pytest.param([fact("a", "choices", "p", "q", "r")], [fact("a", "choices", "p", renamed("s", "r"))],
                     {"a": ["r", "q", "p"]}, {"a": ["s", "p"]}, ["no choice q"], id="some choices removed"),
        pytest.param([fact("a", "choices", "p", "q")], [fact("a", "choices", "p")], {"a": ["q"]}, {}, ["no choice q"],
                     id="all choices removed"),
        pytest.param([fact("a", "choices", "p", "q")], [fact("a", "choices", renamed("p", "q"))], {"a": ["q", "p"]},
                     {"a": ["p"]}, [], id="two choices become one"),
        pytest.param([fact("a"), fact("b")], [fact("b", renamed_from="t.a")], {"a": "x", "b": "y"}, {"b": "y"},
                     ["has an answer of its own"], id="two facts become one"),
        pytest.param([fact("a"), fact("b")], [fact("b", renamed_from="t.a")], {"a": "x"}, {"b": "x"}, [],
                     id="the other of two facts"),
        pytest.param([fact("a")], [fact("a", "choice", "p")], {"other": 1, "a": "x"}, {"other": 1}, ["text before"],
                     id="a fact of another framework"),
        pytest.param([fact("a")], [fact("a"), fact("c", "choice", "p")], {"c": "q"}, {}, ["no choice q"],
                     id="a fact of another framework that does not fit"),
    ],
)  # fmt: skip
def test_old_answers_are_read_by_a_new_bank(
    old: list[Fact], new: list[Fact], said: dict[str, Any], reads: dict[str, Any], notes: list[str]
) -> None:
    found, told = translate(sheet(**said), bank(*old), bank(*new, version="2.0.0"))
    assert values(found) == reads
    assert len(told) == len(notes)
    assert all(part in note for part, note in zip(notes, told, strict=True))


def test_evidence_quality_and_quote_go_with_the_answer() -> None:
    answer = Answer("t.a", "x", Evidence.CONFIRMED, 3, "word for word", "Ana")
    found, _ = translate(Sheet(ON, answers={"t.a": answer}), bank(fact("a")), bank(fact("b", renamed_from="t.a")))
    assert found.answers["t.b"] == Answer("t.b", "x", Evidence.CONFIRMED, 3, "word for word", "Ana")


def test_what_they_did_not_know_stays_asked_in_vain() -> None:
    asked = Sheet(ON).answer(Answer("t.a", None, Evidence.NONE, state=State.UNKNOWN))
    found, notes = translate(asked, bank(fact("a", "choice", "p")), bank(fact("b", "choice", "q", renamed_from="t.a")))
    assert (found.answers["t.b"].state, notes) == (State.UNKNOWN, ())


def test_a_rating_of_a_criterion_that_is_gone_is_told() -> None:
    rated = Sheet(ON).rate(Rating("k", 2, Evidence.CLAIMED, "heard"))
    _, notes = translate(rated, bank(fact("a")), bank(fact("a"), criterion="j"))
    assert notes == ("k: not in x 1.0.0; its rating is not counted",)


@given(banks_and_sheets())
def test_the_same_bank_reads_a_sheet_as_it_is(pair: tuple[Bank, Sheet]) -> None:
    assert translate(pair[1], pair[0], pair[0]) == (pair[1], ())
    reworded = bank_from({**pair[0].document, "framework": {**pair[0].document["framework"], "title": "Y"}})
    assert translate(pair[1], pair[0], reworded) == (pair[1], ())
