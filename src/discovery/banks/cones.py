"""What a condition can come to, found by trying the answers of everything that it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise

from discovery.banks.conditions import (
    All,
    Any_,
    AtLeast,
    Closed,
    Condition,
    Json,
    Known,
    Leaf,
    Not,
    Seen,
    Truth,
    Unknown,
    evaluate,
    facts_of,
)
from discovery.banks.model import Fact, fact_from
from discovery.banks.references import Facts
from discovery.banks.resolve import lowered

STATES_LIMIT = 20_000
"""States that are tried for one condition."""
ALL_STATES_LIMIT = 100_000
"""States that are tried for all conditions of one check."""
FACTS_LIMIT = 200
"""Facts that a condition may hang on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether some answers make a condition true, and some false; `proven` where that is all there is."""

    can_hold: bool
    can_fail: bool
    proven: bool


class _GaveUpError(Exception):
    pass


@dataclass
class Cones:
    """The facts in force as values, and how many states may still be tried."""

    source: Facts
    left: int = ALL_STATES_LIMIT
    _built: dict[str, Fact] = field(default_factory=dict)

    def fact(self, fact_id: str) -> Fact:
        """A fact that is there. The files have been checked."""
        if fact_id not in self._built:
            item = self.source.fact(fact_id)
            if item is None:
                raise KeyError(fact_id)
            self._built[fact_id] = fact_from(fact_id.partition(".")[0], lowered(item))
        return self._built[fact_id]

    def outcome(self, condition: Condition) -> Outcome:
        """What the condition can come to."""
        seen: set[Truth] = set()
        try:
            order = self._cone(condition)
            leaves = list(leaves_of(condition))
            for fact in order:
                leaves += leaves_of(fact.when) if fact.when else []
            domains = [domain(fact, [leaf for leaf in leaves if leaf.fact == fact.id]) for fact in order]
            for truth in self._truths(condition, order, domains):
                seen.add(truth)
                if True in seen and False in seen:
                    break
        except _GaveUpError:
            return Outcome(True in seen, False in seen, proven=False)
        return Outcome(True in seen, False in seen, proven=True)

    def _cone(self, condition: Condition) -> list[Fact]:
        """The facts that a condition hangs on, each after those that its own `when` reads."""
        found: dict[str, Fact] = {}
        entered: set[str] = set()
        pending = [(fact, False) for fact in facts_of(condition)]
        while pending:
            fact_id, ready = pending.pop()
            if fact_id in found:
                continue
            fact = self.fact(fact_id)
            if ready or fact.when is None:
                found[fact_id] = fact
                continue
            entered.add(fact_id)
            if len(entered) + len(found) > FACTS_LIMIT:
                raise _GaveUpError
            pending.append((fact_id, True))
            pending += [(read, False) for read in facts_of(fact.when)]
        return list(found.values())

    def _truths(self, condition: Condition, order: list[Fact], domains: list[tuple[Seen, ...]]) -> Iterator[Truth]:
        """The truth of the condition in every state of its cone; a closed fact has one state."""
        state: dict[str, Seen] = {}
        tried = 0
        stack: list[Iterator[Seen]] = [iter(_options(order[0], domains[0], state))] if order else []
        while stack:
            try:
                state[order[len(stack) - 1].id] = next(stack[-1])
            except StopIteration:
                stack.pop()
                continue
            if len(stack) < len(order):
                at = len(stack)
                stack.append(iter(_options(order[at], domains[at], state)))
                continue
            tried, self.left = tried + 1, self.left - 1
            if tried > STATES_LIMIT or self.left < 0:
                raise _GaveUpError
            yield evaluate(condition, state.__getitem__)


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """The tests of facts in a condition."""
    match condition:
        case Leaf():
            yield condition
        case Not(of=part):
            yield from leaves_of(part)
        case All(of=parts) | Any_(of=parts) | AtLeast(of=parts):
            for part in parts:
                yield from leaves_of(part)


def _options(fact: Fact, values: tuple[Seen, ...], state: Mapping[str, Seen]) -> tuple[Seen, ...]:
    closed = fact.when is not None and evaluate(fact.when, state.__getitem__) is False
    return (Closed(),) if closed else values


def domain(fact: Fact, leaves: list[Leaf]) -> tuple[Seen, ...]:
    """One value for each way in which the answers of a fact differ to these tests, and not known."""
    named = list(dict.fromkeys(chain.from_iterable(_operands(leaf) for leaf in leaves)))
    return (*(Known(value) for value in _values(fact, named)), Unknown())


def _operands(leaf: Leaf) -> tuple[Json, ...]:
    if leaf.operator == "answered":
        return ()
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _values(fact: Fact, named: list[Json]) -> list[Json]:
    match fact.type:
        case "yes_no":
            return ["yes", "no"] if named else ["yes"]
        case "choice":
            others = [choice.id for choice in fact.choices if choice.id not in named]
            return [*named, *others[:1]]
        case "choices":
            others = [choice.id for choice in fact.choices if choice.id not in named][:1]
            if len(named) > 12:
                raise _GaveUpError
            subsets = (combinations(named, size) for size in range(len(named) + 1))
            return [[*subset, *others] for subset in chain.from_iterable(subsets) if subset or others]
        case "number" | "money":
            return _around(sorted(named))
        case "date":
            return ["", *chain.from_iterable((bound, f"{bound}~") for bound in sorted(named))]
        case _:
            return ["x"]


def _around(bounds: list[float]) -> list[Json]:
    """A number below, at, between and above the bounds."""
    if not bounds:
        return [0]
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return [bounds[0] - 1, *bounds, *between, bounds[-1] + 1]
