from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.conditions import (
    All,
    Any_,
    Closed,
    Condition,
    Known,
    Leaf,
    Not,
    Seen,
    Undecided,
    Unknown,
    condition_from,
    deciding,
    evaluate,
    facts_of,
)
from tests.banks.trees import FACTS, WORDS, Tree, leaves, trees

known: st.SearchStrategy[Seen] = st.one_of(
    st.sampled_from(WORDS), st.integers(-5, 5), st.lists(st.sampled_from(WORDS), max_size=2)
).map(Known)
seen: st.SearchStrategy[Seen] = st.one_of(known, st.just(Closed()), st.just(Unknown()), st.just(Undecided()))
sheets = st.fixed_dictionaries(dict.fromkeys(FACTS, seen))
full_sheets = st.fixed_dictionaries(dict.fromkeys(FACTS, known))
conditions = trees.map(condition_from)


def without_answered(condition: Condition) -> bool:
    return "answered" not in str(condition)


@given(conditions.filter(without_answered), full_sheets, st.sets(st.sampled_from(FACTS)))
def test_an_answer_more_never_changes_what_is_decided(
    condition: Condition, full: Mapping[str, Seen], hidden: set[str]
) -> None:
    partial = {fact: Unknown() if fact in hidden else value for fact, value in full.items()}
    before = evaluate(condition, partial.__getitem__)
    assert before in (None, evaluate(condition, full.__getitem__))


@given(conditions, full_sheets)
def test_with_every_answer_nothing_is_unknown(condition: Condition, full: Mapping[str, Seen]) -> None:
    assert evaluate(condition, full.__getitem__) is not None
    assert deciding(condition, full.__getitem__) == frozenset()


@given(conditions, sheets)
def test_not_is_its_own_inverse_and_keeps_unknown(condition: Condition, sheet: Mapping[str, Seen]) -> None:
    truth = evaluate(condition, sheet.__getitem__)
    negated = evaluate(Not(condition), sheet.__getitem__)
    assert negated is (None if truth is None else not truth)
    assert evaluate(Not(Not(condition)), sheet.__getitem__) is truth


@given(conditions, conditions, sheets)
def test_de_morgan_holds_in_three_values(left: Condition, right: Condition, sheet: Mapping[str, Seen]) -> None:
    see = sheet.__getitem__
    assert evaluate(Not(All((left, right))), see) is evaluate(Any_((Not(left), Not(right))), see)


@given(leaves.map(condition_from))
def test_a_test_of_a_closed_fact_is_false_whatever_its_operator(leaf: Condition) -> None:
    assert evaluate(leaf, lambda _: Closed()) is False


@given(conditions, sheets)
def test_what_can_still_decide_is_among_the_facts_that_are_read(
    condition: Condition, sheet: Mapping[str, Seen]
) -> None:
    found = deciding(condition, sheet.__getitem__)
    assert found <= set(facts_of(condition))
    assert bool(found) is (evaluate(condition, sheet.__getitem__) is None)


def test_answered_has_two_values_and_an_open_answer_is_unknown_to_it() -> None:
    leaf = Leaf("a.one", "answered", True)
    assert evaluate(leaf, lambda _: Unknown()) is False
    assert evaluate(leaf, lambda _: Known("x")) is True
    assert evaluate(leaf, lambda _: Undecided()) is None


@given(trees)
def test_every_tree_of_the_format_is_a_condition(tree: Tree) -> None:
    assert set(facts_of(condition_from(tree))) <= set(FACTS)
