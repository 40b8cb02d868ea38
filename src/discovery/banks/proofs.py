"""What trying all answers gives up on, decided by z3: the extra `lint`.

Every condition has two formulas, *surely true* and *surely false*; where neither holds it is unknown (Kleene). The
answers of a fact are the same few as in `cones`, and each test is evaluated on them by `conditions`, so that the
semantics are written down once. A query that takes too long is not proven, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import z3

from discovery.banks.conditions import All, Any_, AtLeast, Condition, Leaf, Not, Seen, Truth, Unknown, evaluate
from discovery.banks.cones import Cones, GaveUpError, Outcome, domains_of, leaves_of
from discovery.banks.model import Bank, Criterion, Fact
from discovery.banks.qualities import qualities, scored
from discovery.banks.words import describe

TIMEOUT = 2000
"""Milliseconds for one query."""
UNDECIDED_LIMIT = 5
"""Queries of one check that may run out of time; then no more are asked."""
EFFORT = 40_000
"""Tests of answers that are written down as formulas in one check: a few seconds with all their queries."""
QUERY = 100
"""What a query costs besides, in such tests."""
_CLASHING = 4
_Row = tuple[Seen, int | None]


@dataclass
class Proofs:
    """The prover of one check. `timeout` in milliseconds a query; `left` is what may still be written down."""

    timeout: int = TIMEOUT
    undecided: int = 0
    left: int = EFFORT

    def outcome(self, cones: Cones, condition: Condition) -> Outcome:
        """What the condition can come to."""
        world = self._world(cones, condition)
        if world is None:
            return Outcome(can_hold=False, can_fail=False, proven=False)
        found = [self._possible(world, world.truth(condition, wanted)) for wanted in (True, False)]
        return Outcome(found[0] is True, found[1] is True, None not in found)

    def clash(self, cones: Cones, condition: Condition) -> tuple[str, ...]:
        """Parts of a condition that cannot hold together, and facts whose `when` is why, in words; () if not proven."""
        world = self._world(cones, condition)
        if world is None:
            return ()
        solver = self._solver()
        solver.set("core.minimize", True)
        names: dict[str, str] = {}
        for part in condition.of if isinstance(condition, All) else (condition,):
            names[f"p{len(names)}"] = describe(part, world.facts)
            solver.assert_and_track(world.truth(part, wanted=True), f"p{len(names) - 1}")
        for fact, rule in world.rules:
            names[f"p{len(names)}"] = f"the `when` of {fact}"
            solver.assert_and_track(rule, f"p{len(names) - 1}")
        solver.add(*world.bounds)
        core = {str(name) for name in solver.unsat_core()} if self._check(solver) == z3.unsat else set()
        return tuple(text for name, text in names.items() if name in core)[:_CLASHING]

    def can_pass(self, bank: Bank, criterion: Criterion) -> bool | None:
        """Whether some answers make a criterion meet its must_pass; None where not proven. Needs a must_pass."""
        gate = criterion.must_pass
        asked = All(tuple(Leaf(fact, "answered", True) for fact in dict.fromkeys((*criterion.ask, *criterion.proof))))
        world = self._world(Cones(_Nothing(), EFFORT, dict(bank.facts)), asked, scores=True)
        if gate is None or world is None:
            return None
        ways = [world.mean(criterion.proof, gate.min_quality, whole=True)]
        if gate.min_evidence == "claimed":
            ways.append(world.mean(criterion.ask, gate.min_quality, whole=False))
        return self._possible(world, z3.Or(ways))

    def _world(self, cones: Cones, condition: Condition, *, scores: bool = False) -> _World | None:
        """The formulas of a cone; None where it is too large, or the check has cost enough."""
        if self.undecided >= UNDECIDED_LIMIT:
            return None
        cones = Cones(cones.source, self.left, cones.built)
        try:
            order = cones.cone(condition)
            tests = All((condition, *(scored(fact) for fact in order))) if scores else condition
            domains = domains_of(tests, order)
        except GaveUpError:
            return None
        read = (leaf.fact for part in (tests, *(fact.when for fact in order if fact.when)) for leaf in leaves_of(part))
        self.left = cones.left - QUERY - sum(len(domains[fact]) for fact in read)
        if self.left < 0:
            return None
        return _World(order, {fact.id: _rows(fact, domains[fact.id], scores=scores) for fact in order})

    def _possible(self, world: _World, formula: z3.BoolRef) -> bool | None:
        solver = self._solver()
        solver.add(*world.bounds, *(rule for _, rule in world.rules), formula)
        answer = self._check(solver)
        return None if answer == z3.unknown else bool(answer == z3.sat)

    def _solver(self) -> z3.Solver:
        solver = z3.Solver()
        solver.set("timeout", self.timeout)
        return solver

    def _check(self, solver: z3.Solver) -> z3.CheckSatResult:
        answer = solver.check()
        self.undecided += answer == z3.unknown
        return answer


class _World:
    """Formulas about the facts of a cone: which of its rows each fact has, and whether it is closed."""

    def __init__(self, order: list[Fact], rows: Mapping[str, list[_Row]]) -> None:
        self.facts = {fact.id: fact for fact in order}
        self._rows = rows
        self._at = {fact.id: z3.Int(f"at {fact.id}") for fact in order}
        self._closed = {fact.id: z3.Bool(f"closed {fact.id}") for fact in order}
        self.bounds = [z3.And(self._at[fact] >= 0, self._at[fact] < len(self._rows[fact])) for fact in self._at]
        self.rules = [
            (fact.id, self._closed[fact.id] == self.truth(fact.when, wanted=False)) for fact in order if fact.when
        ]
        self.bounds += [z3.Not(self._closed[fact.id]) for fact in order if fact.when is None]

    def truth(self, condition: Condition, wanted: bool) -> z3.BoolRef:
        """That a condition is surely true, or surely false: what `wanted` says."""
        match condition:
            case Leaf(fact=fact):
                rows = [n for n, (seen, _) in enumerate(self._rows[fact]) if _truth(condition, seen) is wanted]
                said = self._one_of(fact, rows)
                return z3.And(z3.Not(self._closed[fact]), said) if wanted else z3.Or(self._closed[fact], said)
            case Not(of=part):
                return self.truth(part, not wanted)
            case All(of=parts) | Any_(of=parts):
                together = z3.And if isinstance(condition, All) is wanted else z3.Or
                return together([self.truth(part, wanted) for part in parts])
            case AtLeast(n=n, of=parts):
                least = n if wanted else len(parts) - n + 1
                return z3.PbGe([(self.truth(part, wanted), 1) for part in parts], least)

    def mean(self, facts: Iterable[str], least: int, *, whole: bool) -> z3.BoolRef:
        """That the mean quality of the facts is at least so much; `whole`: all that are relevant are answered."""
        sums, counts, needed = [], [], []
        for fact in facts:
            rated = [n for n, (_, quality) in enumerate(self._rows[fact]) if quality is not None]
            counted = z3.And(z3.Not(self._closed[fact]), self._one_of(fact, rated))
            counts.append(z3.If(counted, 1, 0))
            for n in rated:
                quality = self._rows[fact][n][1] or 0
                sums.append(z3.If(z3.And(counted, self._at[fact] == n), quality, 0))
            if whole:
                unknown = [n for n, (seen, _) in enumerate(self._rows[fact]) if isinstance(seen, Unknown)]
                needed.append(z3.Or(self._closed[fact], z3.Not(self._one_of(fact, unknown))))
        return z3.And(z3.Sum(counts) >= 1, z3.Sum(sums) >= least * z3.Sum(counts), *needed)

    def _one_of(self, fact: str, rows: list[int]) -> z3.BoolRef:
        return z3.Or([self._at[fact] == n for n in rows])


def _truth(leaf: Leaf, seen: Seen) -> Truth:
    return evaluate(leaf, lambda _: seen)


class _Nothing:
    """No facts but those that are built already."""

    def fact(self, fact_id: str) -> None:
        return None

    def known(self) -> Iterable[str]:
        return ()


def _rows(fact: Fact, domain: tuple[Seen, ...], *, scores: bool) -> list[_Row]:
    """The answers of a fact, each with every quality that it may have."""
    if not scores:
        return [(seen, None) for seen in domain]
    return [(seen, quality) for seen in domain for quality in qualities(fact, seen)]
