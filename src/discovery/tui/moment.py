"""One moment of a call, as the screen shows it: the fold of its events, seen through the bank and assessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from discovery.banks.model import ALWAYS_ON, Bank, Criterion, Fact
from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.assess import assess_view
from discovery.engine.assessment import Assessment
from discovery.engine.events import CallState, Event, answered, fold, noted
from discovery.engine.view import View, view

Place = tuple[str | None, str]
"""A question on the agenda: the criterion that asks it (None for what is always on) and its fact."""


class Mark(Enum):
    """The state of a question: a shape, and a letter that says the same."""

    CLOSED = "--"
    OPEN = "○ "
    CLAIMED = "◐c"
    CONFIRMED = "●C"
    UNKNOWN = "?d"
    DECLINED = "×x"


@dataclass(frozen=True)
class Moment:
    """Everything that a call screen paints from. `start` is what was known before the call."""

    bank: Bank
    start: Sheet
    state: CallState
    seen: View
    assessment: Assessment

    @property
    def sheet(self) -> Sheet:
        return self.state.sheet

    def answer(self, fact_id: str) -> Answer | None:
        """The answer to a fact, whether or not it counts at the moment."""
        return self.sheet.answers.get(fact_id)

    def mark(self, fact_id: str) -> Mark:
        answer = self.answer(fact_id)
        if not self.seen.relevant(fact_id):
            return Mark.CLOSED
        if answer is None:
            return Mark.OPEN
        if not answer.known:
            return Mark.UNKNOWN if answer.state is State.UNKNOWN else Mark.DECLINED
        return Mark.CONFIRMED if answer.evidence is Evidence.CONFIRMED else Mark.CLAIMED

    def carried_days(self, fact_id: str) -> int | None:
        """How many days ago an earlier call got the answer; None where this call asked, or nobody did."""
        answer = self.answer(fact_id)
        if answer is None or fact_id in self.state.asked or fact_id not in self.start.answers:
            return None
        return max(0, (self.sheet.on - answer.at.date()).days) if answer.at else 0

    def stale(self, fact_id: str) -> bool:
        """Whether a carried answer is older than its topic lets it count as fresh."""
        days, valid = self.carried_days(fact_id), self.bank.topics[self.bank.facts[fact_id].topic].valid_days
        return days is not None and valid is not None and days > valid

    @cached_property
    def stale_facts(self) -> tuple[str, ...]:
        """The facts that count and whose answer is too old, in the order of the agenda: worth asking again."""
        facts = (fact for _, fact in places(self.bank))
        return tuple(fact for fact in facts if self.stale(fact) and self.seen.relevant(fact))

    @cached_property
    def asked(self) -> int:
        """How many questions of the criteria this call asked; what is always on does not tire anybody."""
        return sum(1 for fact in self.state.asked if fact.partition(".")[0] not in ALWAYS_ON)

    @cached_property
    def in_scope(self) -> frozenset[str]:
        """The criteria that count."""
        return frozenset(criterion.id for criterion in self.seen.scope())

    def noted(self, event: Event) -> Moment:
        """The moment after one more note: a note decides nothing, so nothing is assessed anew."""
        return replace(self, state=noted(self.state, event))

    def answered(self, event: Event) -> Moment:
        """The moment after one more answer, without folding all that was before."""
        return _assessed(self.bank, self.start, answered(self.state, event))

    def core(self, place: Place) -> bool:
        criterion, fact = place
        return self.bank.facts[fact].core if criterion is None else fact in self.bank.by_id[criterion].core

    def next_open(self, after: Place) -> Place | None:
        """The next question in ask order that was not asked and still counts, from the top again after the last.

        Where all were asked, the next one whose answer is too old to count on.
        """
        every = list(places(self.bank))
        start = every.index(after) + 1 if after in every else 0
        counting = [place for place in (*every[start:], *every[:start]) if place[0] in {None, *self.in_scope}]
        unasked = (place for place in counting if self.mark(place[1]) is Mark.OPEN)
        return next(unasked, None) or next((place for place in counting if place[1] in self.stale_facts), None)


def left_at(bank: Bank, events: tuple[Event, ...]) -> str | None:
    """The fact that was in front when a call was left, as far as its events tell: the last one that they speak of."""
    by_seq = {event.seq: event for event in events}
    for event in reversed(events):
        body = event.body or {}
        of = by_seq.get(body.get("of", event.seq), event)
        fact = (of.body or {}).get("fact")
        if fact in bank.facts:
            return str(fact)
    return None


def moment(bank: Bank, events: tuple[Event, ...], start: Sheet) -> Moment:
    """The moment after those events."""
    return _assessed(bank, start, fold(events, start))


def _assessed(bank: Bank, start: Sheet, state: CallState) -> Moment:
    seen = view(bank, state.sheet)
    return Moment(bank, start, state, seen, assess_view(seen))


def places(bank: Bank) -> Iterator[Place]:
    """The agenda in its order."""
    for criterion, fact in bank.questions():
        yield (criterion.id if criterion else None), fact.id


def asking(bank: Bank, place: Place) -> tuple[Criterion | None, Fact, str]:
    """The criterion, the fact and the wording of a question."""
    criterion = bank.by_id[place[0]] if place[0] is not None else None
    return criterion, bank.facts[place[1]], bank.wording(place[1], criterion)
