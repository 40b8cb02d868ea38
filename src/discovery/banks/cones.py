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
TESTS_LIMIT = 100_000
"""Tests of facts that are made for all conditions of one check: what keeps it within a second."""
OPERANDS_LIMIT = 100
"""Values that the tests of one fact may name."""
FACTS_LIMIT = 200
"""Facts that a condition may hang on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether some answers make a condition true, and some false; `proven` where that is all there is."""

    can_hold: bool
    can_fail: bool
    proven: bool


class GaveUpError(Exception):
    """There is more to try than is worth it."""


@dataclass
class Cones:
    """The facts in force as values, and how many tests of them may still be made."""

    source: Facts
    left: int = TESTS_LIMIT
    built: dict[str, Fact] = field(default_factory=dict)
    _leaves: dict[str, tuple[Leaf, ...]] = field(default_factory=dict)

    def fact(self, fact_id: str) -> Fact:
        """A fact that is there. The files have been checked."""
        if fact_id not in self.built:
            item = self.source.fact(fact_id)
            if item is None:
                raise KeyError(fact_id)
            self.built[fact_id] = fact_from(fact_id.partition(".")[0], lowered(item))
        return self.built[fact_id]

    def leaves(self, fact: Fact) -> tuple[Leaf, ...]:
        """The tests in the `when` of a fact."""
        if fact.id not in self._leaves:
            self._leaves[fact.id] = tuple(leaves_of(fact.when)) if fact.when else ()
        return self._leaves[fact.id]

    def outcome(self, condition: Condition) -> Outcome:
        """What the condition can come to."""
        seen: set[Truth] = set()
        try:
            for truth in self._truths(condition, self.cone(condition)):
                seen.add(truth)
                if True in seen and False in seen:
                    break
        except GaveUpError:
            return Outcome(True in seen, False in seen, proven=False)
        return Outcome(True in seen, False in seen, proven=True)

    def cone(self, condition: Condition) -> list[Fact]:
        """The facts that a condition hangs on, each after those that its own `when` reads. Raises GaveUpError."""
        found: dict[str, Fact] = {}
        entered: set[str] = set()
        pending = [(fact, False) for fact in facts_of(condition)]
        while pending:
            fact_id, ready = pending.pop()
            if fact_id in found:
                continue
            fact = self.fact(fact_id)
            self._spend(1 + len(self.leaves(fact)))
            if ready or fact.when is None:
                found[fact_id] = fact
                continue
            entered.add(fact_id)
            if len(entered) + len(found) > FACTS_LIMIT:
                raise GaveUpError
            pending.append((fact_id, True))
            pending += [(leaf.fact, False) for leaf in self.leaves(fact)]
        return list(found.values())

    def _spend(self, tests: int) -> None:
        self.left -= tests
        if self.left < 0:
            raise GaveUpError

    def _truths(self, condition: Condition, order: list[Fact]) -> Iterator[Truth]:
        """The truth of the condition in every state of its cone; a closed fact has one state."""
        cost = len(list(leaves_of(condition)))
        domains = domains_of(condition, order)
        state: dict[str, Seen] = {}
        tried = 0
        stack: list[Iterator[Seen]] = [iter(self._options(order[0], domains, state))] if order else []
        while stack:
            try:
                state[order[len(stack) - 1].id] = next(stack[-1])
            except StopIteration:
                stack.pop()
                continue
            if len(stack) < len(order):
                stack.append(iter(self._options(order[len(stack)], domains, state)))
                continue
            tried += 1
            self._spend(cost)
            if tried > STATES_LIMIT:
                raise GaveUpError
            yield evaluate(condition, state.__getitem__)

    def _options(
        self, fact: Fact, domains: Mapping[str, tuple[Seen, ...]], state: Mapping[str, Seen]
    ) -> tuple[Seen, ...]:
        self._spend(len(self.leaves(fact)))
        closed = fact.when is not None and evaluate(fact.when, state.__getitem__) is False
        return (Closed(),) if closed else domains[fact.id]


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


def domains_of(condition: Condition, order: list[Fact]) -> dict[str, tuple[Seen, ...]]:
    """The values that matter of each fact of a cone. Raises GaveUpError where they are too many."""
    tests: dict[str, list[Leaf]] = {fact.id: [] for fact in order}
    for part in (condition, *(fact.when for fact in order if fact.when)):
        for leaf in leaves_of(part):
            tests[leaf.fact].append(leaf)
    return {fact.id: domain(fact, tests[fact.id]) for fact in order}


def domain(fact: Fact, leaves: list[Leaf]) -> tuple[Seen, ...]:
    """One value for each way in which the answers of a fact differ to these tests, and not known."""
    named = list(dict.fromkeys(chain.from_iterable(_operands(leaf) for leaf in leaves)))
    return (*(Known(value) for value in _values(fact, named)), Unknown())


def _operands(leaf: Leaf) -> tuple[Json, ...]:
    if leaf.operator == "answered":
        return ()
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _values(fact: Fact, named: list[Json]) -> list[Json]:
    if len(named) > OPERANDS_LIMIT:
        raise GaveUpError
    match fact.type:
        case "yes_no":
            return ["yes", "no"] if named else ["yes"]
        case "choice":
            return [*named, *_others(fact, named)]
        case "choices":
            others = _others(fact, named)
            if len(named) > 12:
                raise GaveUpError
            subsets = (combinations(named, size) for size in range(len(named) + 1))
            return [[*subset, *others] for subset in chain.from_iterable(subsets) if subset or others]
        case "number" | "money":
            return _around(sorted(named))
        case "date":
            return ["", *chain.from_iterable((bound, f"{bound}~") for bound in sorted(named))]
        case _:
            return ["x"]


def _others(fact: Fact, named: list[Json]) -> list[Json]:
    """One choice that no test names, where there is one."""
    return [choice.id for choice in fact.choices if choice.id not in named][:1]


def _around(bounds: list[float]) -> list[Json]:
    """A number below, at, between and above the bounds."""
    if not bounds:
        return [0]
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return [bounds[0] - 1, *bounds, *between, bounds[-1] + 1]
