"""The odds of each verdict and what knowing a criterion is worth: section 7, exact for any number of open criteria.

The final verdict depends on the criteria's end states only through sums (score, lost points, coverage) and
through flags that split the sums. So each probability is the tail of a sum of independent parts, which a forward and a
backward pass over the criteria give, together with the same probability given each end state of each
criterion. Sums are kept in whole units, so that thresholds are compared exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from discovery.banks.model import Criterion
from discovery.engine.answers import Evidence
from discovery.engine.assess import gate_state
from discovery.engine.assessment import TOLERANCE, Assessment, CriterionScore, Verdict
from discovery.engine.prior import END_STATES, Prior
from discovery.engine.reach import open_knockout
from discovery.engine.view import View

Odds = Mapping[Verdict, float]

EXACT_UP_TO = 5
NEGLIGIBLE = 1e-4
IMPOSSIBLE = 1e-12
"""What sums and differences of floats leave of a verdict that no completion gives."""


@dataclass(frozen=True, slots=True)
class End:
    """One way in which a criterion may end, with its sums in whole units."""

    chance: float
    knocked_out: bool
    points: int
    lost: int
    covered: int
    gate: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The open criteria and what the resolved ones add, with the bounds of the verdict, in whole units."""

    ends: tuple[tuple[End, ...], ...]
    start: End
    score_bound: int
    lost_bound: int
    """Lost points of at least this many leave the ceiling below the threshold."""
    cover_bound: int
    dated: float


def odds_and_gains(seen: View, now: Assessment, prior: Prior) -> tuple[Odds, Mapping[str, float]]:
    """The probability of each verdict, and for each open criterion the bits that its end state tells of the verdict."""
    open_scores = [score for score in now.criteria if not score.resolved]
    if now.verdict is Verdict.DO_NOT_CONTACT or not now.criteria or any(k.fact for k in now.knockouts):
        return {now.verdict: 1.0}, {score.id: 0.0 for score in open_scores}
    if now.knockouts and any(score.resolved and _fired(now, score) for score in now.criteria):
        return {Verdict.DISQUALIFIED: 1.0}, {score.id: 0.0 for score in open_scores}
    problem = _problem(seen, now, open_scores, prior)
    given = _given(problem)
    whole = _mixture(problem.ends[0], given[0]) if problem.ends else _closed(problem)
    gains = {
        score.id: max(0.0, _entropy(whole) - _rest(ends, verdicts))
        for score, ends, verdicts in zip(open_scores, problem.ends, given, strict=True)
    }
    return {verdict: chance for verdict, chance in zip(_ORDER, whole, strict=True) if chance > IMPOSSIBLE}, gains


_ORDER = (Verdict.DISQUALIFIED, Verdict.INSUFFICIENT, Verdict.QUALIFIED, Verdict.NURTURE, Verdict.DEVELOP)


def _fired(now: Assessment, score: CriterionScore) -> bool:
    return any(knockout.criterion == score.id for knockout in now.knockouts)


def _written(value: float) -> Fraction:
    """A weight or a bound exactly as the bank has it written."""
    return Fraction(str(value))


def _mean(quality: float | None) -> Fraction:
    """The fraction that a mean of few qualities stands for."""
    return Fraction(quality or 0).limit_denominator(10_000)


def _share(percent: float) -> Fraction:
    """A bound as a share of the whole, within the tolerance with which the assessment compares."""
    return (_written(percent) - _written(TOLERANCE)) / 100


def _problem(seen: View, now: Assessment, open_scores: Sequence[CriterionScore], prior: Prior) -> Problem:
    weights = [_written(score.weight) for score in now.criteria]
    qualities = [_mean(score.quality) for score in now.criteria]
    unit = 6 * math.lcm(*(part.denominator for part in (*weights, *qualities)))
    unit *= math.lcm(*(weight.denominator for weight in weights))
    total = sum(weights) * unit
    threshold, cover = _share(seen.bank.threshold), _share(seen.bank.min_coverage)
    done = [score for score in now.criteria if score.resolved]
    resolved = [_end(1.0, _units(score, unit), score.quality, score.evidence, "", False) for score in done]
    gates = {gate.criterion: gate.state for gate in now.gates}
    states = {gates.get(score.id, "met") for score in done}
    start = End(
        1.0,
        False,
        sum(end.points for end in resolved),
        sum(end.lost for end in resolved),
        sum(end.covered for end in resolved),
        "weak" if "weak" in states else ("open" if "open" in states else "met"),
    )
    return Problem(
        ends=tuple(_ends(seen, score, unit, prior) for score in open_scores),
        start=start,
        score_bound=math.ceil(threshold * total),
        lost_bound=math.floor((1 - threshold) * total) + 1,
        cover_bound=math.ceil(cover * total),
        dated=1.0 if now.next_step_dated else prior.next_step,
    )


def _ends(seen: View, score: CriterionScore, unit: int, prior: Prior) -> tuple[End, ...]:
    criterion = seen.bank.by_id[score.id]
    bears = bool(criterion.knockout) or open_knockout(seen, criterion)
    states = ((score.quality, score.evidence), *END_STATES)
    whole = _units(score, unit)
    return tuple(
        _end(chance, whole, quality, evidence, _gate(criterion, quality, evidence), bears)
        for chance, (quality, evidence) in zip(prior.ends(score.id), states, strict=True)
    )


def _units(score: CriterionScore, unit: int) -> int:
    """The weight of a criterion in whole units."""
    return int(_written(score.weight) * unit)


def _gate(criterion: Criterion, quality: float | None, evidence: Evidence) -> str:
    return gate_state(criterion.must_pass, quality, evidence) if criterion.must_pass else "met"


def _end(
    chance: float,
    whole: int,
    quality: float | None,
    evidence: Evidence,
    gate: str,
    bears_knockout: bool,
) -> End:
    mean = _mean(quality)
    earned = whole * mean.numerator // (3 * mean.denominator)
    return End(
        chance=chance,
        knocked_out=bears_knockout and quality == 0 and evidence is Evidence.CONFIRMED,
        points=earned * evidence.rank // 2,
        lost=whole - earned if evidence is Evidence.CONFIRMED else 0,
        covered=whole if evidence is not Evidence.NONE else 0,
        gate=gate,
    )


Shares = tuple[float, float, float, float, float]
"""Probabilities in the order of `_ORDER`."""


def _given(problem: Problem) -> list[list[Shares]]:
    """The shares of the verdicts given each end of each open criterion."""
    start = problem.start
    alive = [[end for end in ends if not end.knocked_out] for ends in problem.ends]
    steady = [[end for end in ends if end.gate != "weak"] for ends in alive]
    passing = [[end for end in ends if end.gate == "met"] for ends in alive]
    none_weak, all_met = start.gate != "weak", start.gate == "met"
    cover = _Tail([_sums(ends, "covered") for ends in alive], start.covered, problem.cover_bound)
    cover_steady = _Tail([_sums(ends, "covered") for ends in steady], start.covered, problem.cover_bound, none_weak)
    lost = _Tail([_sums(ends, "lost") for ends in steady], start.lost, problem.lost_bound, none_weak)
    score = _Tail([_sums(ends, "points") for ends in passing], start.points, problem.score_bound, all_met)
    thin_lost = _Thin(steady, "lost", start, problem.lost_bound, problem.cover_bound, none_weak)
    thin_score = _Thin(passing, "points", start, problem.score_bound, problem.cover_bound, all_met)
    without = _leave_one_out([sum(end.chance for end in ends) for ends in alive])
    given: list[list[Shares]] = []
    for place, ends in enumerate(problem.ends):
        shares: list[Shares] = []
        for end in ends:
            if end.knocked_out:
                shares.append((1.0, 0.0, 0.0, 0.0, 0.0))
                continue
            kept = without[place]
            covered = cover.given(place, end.covered)
            qualified = 0.0
            if end.gate == "met":
                qualified = score.given(place, end.points) - thin_score.given(place, end)
            nurture = covered
            if end.gate != "weak":
                nurture -= cover_steady.given(place, end.covered)
                nurture += lost.given(place, end.lost) - thin_lost.given(place, end)
            qualified *= problem.dated
            shares.append((1 - kept, kept - covered, qualified, nurture, covered - qualified - nurture))
        given.append(shares)
    return given


def _sums(ends: Sequence[End], name: str) -> dict[int, float]:
    """The chances of the values that one part of a sum takes."""
    chances: dict[int, float] = {}
    for end in ends:
        value = getattr(end, name)
        chances[value] = chances.get(value, 0.0) + end.chance
    return chances


class _Tail:
    """The probability that a sum of independent parts reaches a bound, whole and given each value of each part."""

    def __init__(self, parts: list[dict[int, float]], start: int, bound: int, possible: bool = True) -> None:
        self.bound = bound
        rest = [0, *accumulate(max(part, default=0) for part in reversed(parts))][::-1]
        forward: list[dict[int, float]] = [{min(start, bound): 1.0} if possible else {}]
        for part, ahead in zip(parts, rest[1:], strict=True):
            floor = bound - ahead
            after: dict[int, float] = {}
            for value, chance in forward[-1].items():
                for more, share in part.items():
                    total = value + more
                    if total >= bound:
                        total = bound
                    elif total < floor:
                        continue
                    after[total] = after.get(total, 0.0) + chance * share
            forward.append(after)
        backward: list[dict[int, float]] = [{}] * len(parts) + [dict.fromkeys(forward[-1], 1.0)]
        for place in range(len(parts) - 1, -1, -1):
            later, items = backward[place + 1], tuple(parts[place].items())
            backward[place] = {
                value: sum(later.get(min(value + more, bound), 0.0) * share for more, share in items)
                for value in forward[place]
            }
        self.forward, self.backward = forward, backward
        self.known: dict[tuple[int, int], float] = {}

    def given(self, place: int, value: int) -> float:
        """The probability given that one part has that value."""
        found = self.known.get((place, value))
        if found is None:
            later, bound = self.backward[place + 1], self.bound
            found = sum(
                chance * later.get(min(total + value, bound), 0.0) for total, chance in self.forward[place].items()
            )
            self.known[place, value] = found
        return found


class _Thin:
    """The probability that a sum reaches its bound while coverage stays below its own: the part of a tail to take off.

    Each part of the sum is at most what it covers, so this is impossible, and nothing is computed, where the
    bound is not below the coverage that is needed. Totals are pairs of the sum, capped at its bound, and coverage.
    With more than `EXACT_UP_TO` parts, totals less likely than `NEGLIGIBLE` are left out: together they are far
    less than the 0.02 that is allowed there, and they are most of the work.
    """

    def __init__(
        self, ends: list[list[End]], name: str, start: End, bound: int, cover_bound: int, possible: bool
    ) -> None:
        self.name, self.bound, self.cover_bound = name, bound, cover_bound
        self.empty = not possible or bound >= cover_bound
        if self.empty:
            return
        parts = [_pairs(choices, name) for choices in ends]
        most = [max((value for value, _ in part), default=0) for part in parts]
        rest = [0, *accumulate(reversed(most))][::-1]
        self.floors = [bound - ahead for ahead in rest[1:]]
        self.forward = [{(min(getattr(start, name), bound), start.covered): 1.0}]
        for place, part in enumerate(parts):
            after = self._ahead(place, part)
            if len(parts) > EXACT_UP_TO:
                after = {total: chance for total, chance in after.items() if chance > NEGLIGIBLE}
            self.forward.append(after)
            if not after:
                self.empty = True
                return
        self.backward: list[dict[tuple[int, int], float]] = [{}] * len(parts)
        self.backward.append(dict.fromkeys(self.forward[-1], 1.0))
        for place in range(len(parts) - 1, -1, -1):
            items, later = [(*pair, share) for pair, share in parts[place].items()], self.backward[place + 1]
            self.backward[place] = {
                (value, covered): sum(
                    later.get((min(value + more, bound), covered + cover), 0.0) * share for more, cover, share in items
                )
                for value, covered in self.forward[place]
            }
        self.known: dict[tuple[int, int, int], float] = {}

    def _ahead(self, place: int, part: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
        """The totals after a part, where they can still end above the one bound and below the other."""
        bound, floor, cover_bound = self.bound, self.floors[place], self.cover_bound
        items = [(*pair, share) for pair, share in part.items()]
        after: dict[tuple[int, int], float] = {}
        for (value, covered), chance in self.forward[-1].items():
            room, wanted = cover_bound - covered, floor - value
            for more, cover, share in items:
                if cover < room and more >= wanted:
                    total = value + more
                    reached = (total if total < bound else bound, covered + cover)
                    after[reached] = after.get(reached, 0.0) + chance * share
        return after

    def given(self, place: int, end: End) -> float:
        """The probability given that one criterion ends so."""
        if self.empty:
            return 0.0
        more, cover = getattr(end, self.name), end.covered
        found = self.known.get((place, more, cover))
        if found is None:
            later, bound = self.backward[place + 1], self.bound
            found = sum(
                chance * later.get((min(value + more, bound), covered + cover), 0.0)
                for (value, covered), chance in self.forward[place].items()
            )
            self.known[place, more, cover] = found
        return found


def _pairs(ends: Sequence[End], name: str) -> dict[tuple[int, int], float]:
    """The chances of the pairs of one part of a sum and its coverage."""
    chances: dict[tuple[int, int], float] = {}
    for end in ends:
        pair = (getattr(end, name), end.covered)
        chances[pair] = chances.get(pair, 0.0) + end.chance
    return chances


def _leave_one_out(chances: Sequence[float]) -> list[float]:
    """The product of all but one, for each."""
    before = [1.0, *accumulate(chances, lambda a, b: a * b)]
    after = [1.0, *accumulate(reversed(chances), lambda a, b: a * b)][::-1]
    return [before[place] * after[place + 1] for place in range(len(chances))]


def _mixture(ends: Sequence[End], shares: Sequence[Shares]) -> list[float]:
    columns = zip(*shares, strict=True)
    return [max(0.0, sum(end.chance * share for end, share in zip(ends, column, strict=True))) for column in columns]


def _closed(problem: Problem) -> list[float]:
    """The shares where no criterion is open: only the next step is."""
    start, bounds = problem.start, problem
    if start.covered < bounds.cover_bound:
        return [0.0, 1.0, 0.0, 0.0, 0.0]
    if start.gate == "weak" or start.lost >= bounds.lost_bound:
        return [0.0, 0.0, 0.0, 1.0, 0.0]
    if start.gate == "met" and start.points >= bounds.score_bound:
        return [0.0, 0.0, problem.dated, 0.0, 1 - problem.dated]
    return [0.0, 0.0, 0.0, 0.0, 1.0]


def _entropy(shares: Sequence[float]) -> float:
    return -sum(share * math.log2(share) for share in shares if share > 0)


def _rest(ends: Sequence[End], shares: Sequence[Shares]) -> float:
    """The bits that are left once the end of the criterion is known."""
    return sum(end.chance * _entropy(share) for end, share in zip(ends, shares, strict=True))
