from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.conditions import condition_from
from discovery.banks.grammar import LENGTH_LIMIT, GrammarError, parse
from tests.banks.trees import Tree, text_of, trees

ANSWERED = {"fact": "a.b", "answered": True}


@given(trees)
def test_the_text_of_a_tree_is_read_as_that_tree(tree: Tree) -> None:
    parsed = parse(text_of(tree))
    assert parsed.tree == tree
    assert condition_from(parsed.tree) == condition_from(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b == 'x'", {"fact": "a.b", "is": "x"}),
        ('a.b!="x y"', {"fact": "a.b", "not": "x y"}),
        ("a.b>=50", {"fact": "a.b", "gte": 50}),
        ("a.b < -1.5", {"fact": "a.b", "lt": -1.5}),
        ("a.b in [x, 'y z', 3]", {"fact": "a.b", "in": ["x", "y z", 3]}),
        ("a.b has x", {"fact": "a.b", "has": "x"}),
        ("not a.b answered", {"not": ANSWERED}),
        ("not not a.b answered", {"not": {"not": ANSWERED}}),
        ("((a.b answered))", ANSWERED),
        (
            "a.b > 1 or a.b > 2 and not a.b > 3",
            {
                "any": [
                    {"fact": "a.b", "gt": 1},
                    {"all": [{"fact": "a.b", "gt": 2}, {"not": {"fact": "a.b", "gt": 3}}]},
                ]
            },
        ),
        (
            "at_least 2 of (a.b answered, a.b > 1 or a.b < 0, a.b == 3)",
            {
                "at_least": {
                    "n": 2,
                    "of": [
                        ANSWERED,
                        {"any": [{"fact": "a.b", "gt": 1}, {"fact": "a.b", "lt": 0}]},
                        {"fact": "a.b", "is": 3},
                    ],
                }
            },
        ),
    ],
)
def test_each_form_has_its_tree(text: str, tree: Tree) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "offset", "told"),
    [
        ("", 0, "expected a fact"),
        ("a.b", 3, "a test is missing"),
        ("a.b = 3", 4, "`=` is written `==`"),
        ("a.b == 3 && a.b == 4", 9, "`&&` is written `and`"),
        ("a.b == 3 || a.b == 4", 9, "`||` is written `or`"),
        ("!a.b answered", 0, "`!` is written `not`"),
        ("a.b == ", 6, "a value is missing"),
        ("a.b == and", 7, "a value is missing"),
        ("a.b in x", 7, "`[` is missing"),
        ("a.b in [x, ", 10, "a value is missing"),
        ("a.b in [x", 9, "`]` is missing"),
        ("(a.b answered", 13, "`)` is missing"),
        ("a.b answered)", 12, "')' is not expected here"),
        ("a.b answered a.b answered", 13, "'a.b' is not expected here"),
        ("a.b == 3 AND a.b == 4", 9, "'AND' is not expected here"),
        ("answered a.b", 0, "the fact comes first"),
        ("b == 3", 0, "expected a fact"),
        ("a.b == 'x", 7, "a quoted text has no end"),
        ("a.b == 2026-12-31", 11, "is not expected here"),
        ("a.b > 12345678901234567890", 6, "is not expected here"),
        ("a.b answered # why", 13, "'#' is not expected here"),
        ("at_least x of (a.b answered)", 9, "expected a number"),
        ("at_least 1.5 of (a.b answered)", 9, "is a whole one"),
        ("at_least 1 (a.b answered)", 11, "`of` is missing"),
        ("(" * 100 + "a.b answered", 25, "nested deeper than 24"),
        ("not " * 100 + "a.b answered", 100, "nested deeper than 24"),
        ("a.b answered and " * 1000, LENGTH_LIMIT, "longer than 4000"),
    ],
)
def test_a_mistake_has_its_offset(text: str, offset: int, told: str) -> None:
    with pytest.raises(GrammarError, match=re.escape(told)) as caught:
        parse(text)
    assert caught.value.offset == offset


def test_each_fact_and_operand_has_its_offset() -> None:
    text = "a.b > 1 and (c.d in [x] or not e.f answered)"
    offset = parse(text).offset
    assert offset(("all", 0, "fact")) == text.index("a.b")
    assert offset(("all", 0, "gt")) == text.index("1")
    assert offset(("all", 1, "any", 0, "in")) == text.index("[")
    assert offset(("all", 1, "any", 0, "in", 0)) == text.index("[")
    assert offset(("all", 1, "any", 1, "not", "fact")) == text.index("e.f")
    assert parse("at_least 2 of (a.b answered)").offset(("at_least", "n")) == 9


@given(st.text(alphabet="ab.12 =!<>'[]()\",-andorti_has", max_size=60))
def test_any_text_is_a_tree_or_a_located_error(text: str) -> None:
    found = outcome(text)
    assert isinstance(found, dict) or 0 <= found <= len(text)


def outcome(text: str) -> dict[str, Any] | int:
    try:
        return parse(text).tree
    except GrammarError as error:
        return error.offset
