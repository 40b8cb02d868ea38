"""When a question is relevant: a small tree of conditions, evaluated in three values (Kleene).

An unanswered fact makes its leaf *unknown* (None), and so does one that is `unknown` or `declined`, or that is money
in another currency than the bank's; *unknown* never decides anything. `answered` alone has two values. A leaf about a
fact that is not relevant is false, whatever its operator, so that a closed branch closes what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from discovery.banks.dates import last_day

Json = Any
"""A JSON value: str, int, float, bool, None, list or dict of them."""

Truth = bool | None
"""True, False or None for *unknown*."""

OPERATORS = ("is", "not", "gt", "gte", "lt", "lte", "in", "has", "answered")
ORDERINGS = ("gt", "gte", "lt", "lte")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test of one fact. `operand` is a JSON value; a tuple for `in`."""

    fact: str
    operator: str
    operand: Json


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 — `Any` is taken
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    n: int
    of: tuple[Condition, ...]


Condition = Leaf | All | Any_ | Not | AtLeast


@dataclass(frozen=True, slots=True)
class Closed:
    """What a condition sees of a fact that is not relevant."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a condition sees of a fact that nobody knows: not asked, not known, declined."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a condition sees of a fact whose answer may still come or change: unknown even for `answered`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a condition sees of a fact with a value. Not `firm`: the fact may still turn out to be irrelevant."""

    value: Json
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a condition sees of money in another currency than the bank's: answered, and not to be compared."""

    firm: bool = True


Seen = Closed | Unknown | Undecided | Known | Foreign


def condition_from(tree: Json) -> Condition:
    """The condition of a tree as it stands in a resolved bank. Raises KeyError on a tree that was never checked."""
    if "fact" in tree:
        operator = next(name for name in OPERATORS if name in tree)
        operand = tree[operator]
        return Leaf(tree["fact"], operator, tuple(operand) if isinstance(operand, list) else operand)
    if "all" in tree:
        return All(tuple(condition_from(part) for part in tree["all"]))
    if "any" in tree:
        return Any_(tuple(condition_from(part) for part in tree["any"]))
    if "not" in tree:
        return Not(condition_from(tree["not"]))
    return AtLeast(tree["at_least"]["n"], tuple(condition_from(part) for part in tree["at_least"]["of"]))


def facts_of(condition: Condition) -> Iterator[str]:
    """The ids of the facts that a condition reads, in its order, with repeats."""
    match condition:
        case Leaf(fact=fact):
            yield fact
        case Not(of=part):
            yield from facts_of(part)
        case All(of=parts) | Any_(of=parts) | AtLeast(of=parts):
            for part in parts:
                yield from facts_of(part)


def evaluate(condition: Condition, see: Callable[[str], Seen]) -> Truth:
    """The truth of a condition, given what it sees of each fact."""
    match condition:
        case Leaf():
            return _leaf(condition, see(condition.fact))
        case Not(of=part):
            truth = evaluate(part, see)
            return None if truth is None else not truth
        case All(of=parts):
            truths = [evaluate(part, see) for part in parts]
            return False if False in truths else (None if None in truths else True)
        case Any_(of=parts):
            truths = [evaluate(part, see) for part in parts]
            return True if True in truths else (None if None in truths else False)
        case AtLeast(n=n, of=parts):
            truths = [evaluate(part, see) for part in parts]
            sure, possible = truths.count(True), truths.count(True) + truths.count(None)
            return True if sure >= n else (None if possible >= n else False)


def deciding(condition: Condition, see: Callable[[str], Seen]) -> frozenset[str]:
    """The facts that can still decide a condition: empty where it is decided."""
    if evaluate(condition, see) is not None:
        return frozenset()
    match condition:
        case Leaf(fact=fact):
            return frozenset({fact})
        case Not(of=part):
            return deciding(part, see)
        case All(of=parts) | Any_(of=parts) | AtLeast(of=parts):
            return frozenset().union(*(deciding(part, see) for part in parts))


def comparable(value: Json) -> float | str | None:
    """What an ordering compares of a value: a number, an amount of money, a date's last day; None without an order."""
    if isinstance(value, Mapping):
        value = value.get("amount")
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            return last_day(value).isoformat()
        except ValueError:
            return value
    return value if isinstance(value, int | float) else None


def _leaf(leaf: Leaf, seen: Seen) -> Truth:
    match seen:
        case Closed():
            return False
        case Undecided():
            return None
        case Unknown():
            return (leaf.operand is False) if leaf.operator == "answered" else None
        case Foreign() if leaf.operator != "answered":
            return None
        case Foreign(firm=firm):
            held = _test(leaf.operator, None, leaf.operand)
        case Known(value=value, firm=firm):
            held = _test(leaf.operator, value, leaf.operand)
    return None if held and not firm else held


def _test(operator: str, value: Json, operand: Json) -> bool:
    match operator:
        case "answered":
            return operand is not False
        case "is":
            return bool(value == operand)
        case "not":
            return bool(value != operand)
        case "in":
            return value in operand
        case "has":
            return isinstance(value, list | tuple) and operand in value
    left, right = comparable(value), comparable(operand)
    if left is None or right is None or isinstance(left, str) != isinstance(right, str):
        return False
    return _ordered(operator, left, right)


def _ordered(operator: str, left: Json, right: Json) -> bool:
    match operator:
        case "gt":
            return bool(left > right)
        case "gte":
            return bool(left >= right)
        case "lt":
            return bool(left < right)
        case _:
            return bool(left <= right)
