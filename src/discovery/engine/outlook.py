"""What can still happen on a call, and what to ask next: sections 6 and 7."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log2

from discovery.banks.model import Criterion
from discovery.engine.answers import Evidence
from discovery.engine.assessment import Assessment, Verdict
from discovery.engine.flips import NEXT_STEP, next_step_flip
from discovery.engine.odds import odds_and_gains
from discovery.engine.prior import DEFAULT_PRIOR, Prior
from discovery.engine.reach import reachable
from discovery.engine.view import View

ONLY_GATES_AFTER = 10
WRAP_UP_AFTER = 13
PROPOSALS = 3
_TELLING = 0.005
"""Bits below which the end of a criterion is said to tell nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question worth asking; `gain` in bits about the verdict. `criterion` is None for the date of the next step."""

    fact: str
    criterion: str | None
    gain: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """`odds` are by verdict, those of no chance left out; `next` has at most three, the best first.

    `settled`: nothing that is still unasked can change the verdict. `deciding`: the open criteria whose end tells
    something of the verdict, the most telling first. `wrap_up`: enough has been asked. `source`: of the odds.
    """

    reachable: tuple[Verdict, ...]
    settled: bool
    odds: Mapping[Verdict, float]
    next: tuple[Suggestion, ...]
    deciding: tuple[str, ...]
    wrap_up: bool
    source: str

    def share(self, suggestion: Suggestion) -> float:
        """How much of the doubt about the verdict that question ends, expected: its gain over the odds' entropy."""
        doubt = _doubt(self.odds)
        return min(1.0, suggestion.gain / doubt) if doubt else 0.0


def outlook(
    seen: View,
    now: Assessment,
    *,
    prior: Prior = DEFAULT_PRIOR,
    asked: int | None = None,
    stale: Collection[str] = frozenset(),
) -> Outlook:
    """The outlook of an assessed sheet; `asked` questions of this call, by default all that the sheet answers.

    `stale`: facts whose answer is too old to count on, and which are therefore proposed like unasked ones.
    """
    odds, gains = odds_and_gains(seen, now, prior)
    count = asked_count(seen) if asked is None else asked
    can = reachable(seen, now)
    return Outlook(
        reachable=can,
        settled=can == (now.verdict,),
        odds=odds,
        next=tuple(_proposals(seen, now, gains, count, stale))[:PROPOSALS],
        deciding=tuple(name for name in _by_gain(seen, gains) if gains[name] >= _TELLING),
        wrap_up=count >= WRAP_UP_AFTER,
        source=prior.source,
    )


def on_the_call(ahead: Outlook, seen: View, now: Assessment, prior: Prior) -> Outlook:
    """The outlook with what a rep is told to ask: nothing once the call is settled, and first of all for the date of
    the next step where that is all that is missing to be qualified.

    That is worth what the date tells of the verdict: H(V) − Σ p(s) · H(V | s), with s dated or not.
    """
    if ahead.settled:
        return replace(ahead, next=())
    flips = {flip.verdict for flip in next_step_flip(seen, now)}
    if Verdict.QUALIFIED not in flips or NEXT_STEP in seen.sheet.answers or not seen.relevant(NEXT_STEP):
        return ahead
    ends = ((prior.next_step, 1.0), (1 - prior.next_step, 0.0))
    rest = sum(p * _doubt(odds_and_gains(seen, now, replace(prior, next_step=dated))[0]) for p, dated in ends)
    first = Suggestion(NEXT_STEP, None, max(0.0, _doubt(ahead.odds) - rest))
    return replace(ahead, next=(first, *ahead.next)[:PROPOSALS])


def _doubt(odds: Mapping[Verdict, float]) -> float:
    """The entropy of the verdict, in bits."""
    return -sum(chance * log2(chance) for chance in odds.values() if chance)


def asked_count(seen: View) -> int:
    """How many questions of the criteria were asked, in vain or not."""
    asked = {fact for criterion in seen.bank.criteria for fact in criterion.ask}
    return len(asked & seen.sheet.answers.keys())


def _proposals(
    seen: View, now: Assessment, gains: Mapping[str, float], count: int, stale: Collection[str]
) -> Iterator[Suggestion]:
    if count >= WRAP_UP_AFTER or now.verdict is Verdict.DO_NOT_CONTACT:
        return
    money, only_gates = _money_may_come(seen, now), count >= ONLY_GATES_AFTER
    proposed: set[str] = set()
    for criterion_id in _by_gain(seen, gains):
        criterion = seen.bank.by_id[criterion_id]
        for fact_id in criterion.ask:
            if fact_id in proposed or (fact_id in seen.sheet.answers and fact_id not in stale):
                continue
            if _open(seen, criterion, fact_id, money=money, only_gates=only_gates):
                proposed.add(fact_id)
                yield Suggestion(fact_id, criterion_id, gains[criterion_id])
                break


def _money_may_come(seen: View, now: Assessment) -> bool:
    """Whether the money need not wait: the pain is known, by an answer or a rating, or the talk is of money already."""
    answered = [fact for fact in seen.sheet.answers if fact in seen.bank.facts]
    if any(_phase(seen, fact) == "money" or (_phase(seen, fact) == "pain" and seen.known(fact)) for fact in answered):
        return True
    rated = (seen.bank.by_id[score.id] for score in now.criteria if score.rated and score.evidence is not Evidence.NONE)
    return any(_phase(seen, fact) == "pain" for criterion in rated for fact in criterion.ask)


def _phase(seen: View, fact_id: str) -> str:
    return seen.bank.facts[fact_id].phase


def _by_gain(seen: View, gains: Mapping[str, float]) -> list[str]:
    """The open criteria, the most telling first; ties in the order of the conversation."""
    order = {criterion.id: place for place, criterion in enumerate(seen.bank.asked)}
    return sorted(gains, key=lambda name: (-round(gains[name], 9), order[name]))


def _open(seen: View, criterion: Criterion, fact_id: str, *, money: bool, only_gates: bool) -> bool:
    """Whether a question may be proposed: it is relevant, and neither brake holds it."""
    if not seen.relevant(fact_id):
        return False
    fact = seen.bank.facts[fact_id]
    if fact.phase == "money" and not money:
        return False
    gate = criterion.must_pass is not None or criterion.knockout is not None or fact.bears_knockout
    return gate or not only_gates
