"""Conditions and scales in words."""

from __future__ import annotations

from collections.abc import Mapping

from discovery.banks.conditions import All, Any_, AtLeast, Condition, Json, Leaf, Not
from discovery.banks.model import Band, Fact

_NUMBERS = {"gt": "is more than", "gte": "is at least", "lt": "is less than", "lte": "is at most"}
_DATES = {"gt": "is after", "gte": "is not before", "lt": "is before", "lte": "is not after"}
_BOUNDS = {
    "gt": "more than {}",
    "gte": "{} or more",
    "lt": "less than {}",
    "lte": "{} or less",
    "within_days": "within {} days",
    "beyond_days": "more than {} days away",
    "at_least": "{} or more of them",
}


def describe(condition: Condition, facts: Mapping[str, Fact]) -> str:
    """A condition as a person says it, with the labels of choices."""
    return _said(condition, facts, inner=False)


def describe_band(band: Band) -> str:
    """The bounds of a band as a person says them."""
    return " and ".join(_BOUNDS[name].format(f"{bound:,.10g}") for name, bound in band.tests)


def _said(condition: Condition, facts: Mapping[str, Fact], *, inner: bool) -> str:
    match condition:
        case Leaf():
            return _leaf(condition, facts[condition.fact])
        case Not(of=part):
            return f"not ({_said(part, facts, inner=False)})"
        case All(of=parts) | Any_(of=parts):
            word = " and " if isinstance(condition, All) else " or "
            text = word.join(_said(part, facts, inner=True) for part in parts)
            return f"({text})" if inner and len(parts) > 1 else text
        case AtLeast(n=n, of=parts):
            return f"at least {n} of ({'; '.join(_said(part, facts, inner=False) for part in parts)})"


def _leaf(leaf: Leaf, fact: Fact) -> str:
    match leaf.operator:
        case "answered":
            return f"{fact.id} is answered" if leaf.operand else f"{fact.id} is not answered"
        case "in":
            return f"{fact.id} is one of {', '.join(_value(fact, value) for value in leaf.operand)}"
        case "is" | "not" | "has":
            verb = {"is": "is", "not": "is not", "has": "includes"}[leaf.operator]
            return f"{fact.id} {verb} {_value(fact, leaf.operand)}"
    words = _DATES if fact.type == "date" else _NUMBERS
    return f"{fact.id} {words[leaf.operator]} {_value(fact, leaf.operand)}"


def _value(fact: Fact, value: Json) -> str:
    if isinstance(value, str):
        choice = fact.choice(value)
        return f"“{choice.label}”" if choice else value
    return f"{value:,.10g} {fact.unit}" if fact.unit else f"{value:,.10g}"
