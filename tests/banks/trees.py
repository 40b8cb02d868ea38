"""Random conditions, as trees and as text."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
FACTS = ("a.one", "a.two", "b.three", "b_2.four_4")
WORDS = ("x", "yes", "all_of", "no")
_SIGNS = {"is": "==", "not": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

values = st.one_of(
    st.sampled_from(WORDS),
    st.integers(-1000, 10**9),
    st.sampled_from(["two words", "it has", "2026-12-31"]),
    st.sampled_from([0.5, -2.25]),
)
leaves: st.SearchStrategy[Tree] = st.one_of(
    st.builds(lambda f, o, v: {"fact": f, o: v}, st.sampled_from(FACTS), st.sampled_from(tuple(_SIGNS)), values),
    st.builds(lambda f, v: {"fact": f, "in": v}, st.sampled_from(FACTS), st.lists(values, max_size=3)),
    st.builds(lambda f, v: {"fact": f, "has": v}, st.sampled_from(FACTS), st.sampled_from(WORDS)),
    st.builds(lambda f: {"fact": f, "answered": True}, st.sampled_from(FACTS)),
)


def nodes(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Trees one level deeper than those."""
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda of: {"all": of}),
        several.map(lambda of: {"any": of}),
        parts.map(lambda part: {"not": part}),
        st.builds(lambda n, of: {"at_least": {"n": n, "of": of}}, st.integers(1, 4), several),
    )


trees: st.SearchStrategy[Tree] = st.recursive(leaves, nodes, max_leaves=12)


def text_of(tree: Tree) -> str:
    """A text that means the tree; every node in parentheses."""
    if "fact" in tree:
        return _leaf(tree)
    if "not" in tree:
        return f"not ({text_of(tree['not'])})"
    if "at_least" in tree:
        of = ", ".join(text_of(part) for part in tree["at_least"]["of"])
        return f"at_least {tree['at_least']['n']} of ({of})"
    word = "all" if "all" in tree else "any"
    return (" and " if word == "all" else " or ").join(f"({text_of(part)})" for part in tree[word])


def _leaf(tree: Tree) -> str:
    fact = tree["fact"]
    if "answered" in tree:
        return f"{fact} answered"
    if "has" in tree:
        return f"{fact} has {tree['has']}"
    if "in" in tree:
        return f"{fact} in [{', '.join(_value(value) for value in tree['in'])}]"
    operator = next(name for name in _SIGNS if name in tree)
    return f"{fact} {_SIGNS[operator]} {_value(tree[operator])}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value if value in WORDS else f"'{value}'"
    return str(value)
