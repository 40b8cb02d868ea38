"""Answers and sheets: what is known at one moment of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from discovery.banks.conditions import Closed, Foreign, Json, Known, Seen, Truth, Undecided, Unknown, evaluate
from discovery.banks.model import Bank, Stage


class Evidence(StrEnum):
    """How well something is known."""

    NONE = "none"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        return _RANK[self]

    @property
    def factor(self) -> float:
        """f(e) of the verdict: 0, ½ or 1."""
        return _RANK[self] / 2


K = TypeVar("K")
V = TypeVar("V")

_RANK = {Evidence.NONE: 0, Evidence.CLAIMED: 1, Evidence.CONFIRMED: 2}


class State(StrEnum):
    """Whether a question got an answer, or was asked in vain."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value` is JSON as `bank-format` has it by type; `quality` 0 to 3 where the rep set one."""

    fact: str
    value: Json = None
    evidence: Evidence = Evidence.CLAIMED
    quality: int | None = None
    quote: str = ""
    speaker: str = ""
    state: State = State.ANSWERED
    at: datetime | None = None

    @property
    def known(self) -> bool:
        return self.state is State.ANSWERED

    @property
    def confirmed(self) -> bool:
        return self.known and self.evidence is Evidence.CONFIRMED


@dataclass(frozen=True, slots=True)
class Rating:
    """A person's own judgement of a whole criterion, which replaces the derived one."""

    criterion: str
    quality: int
    evidence: Evidence
    why: str = ""
    at: datetime | None = None


def _frozen(items: Mapping[K, V]) -> Mapping[K, V]:
    return items if isinstance(items, MappingProxyType) else MappingProxyType(dict(items))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a verdict is computed from, beside the bank. `on` is the day of the call."""

    on: date
    stage: Stage = "sdr"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", _frozen(self.answers))
        object.__setattr__(self, "ratings", _frozen(self.ratings))

    def answer(self, answer: Answer) -> Sheet:
        return replace(self, answers={**self.answers, answer.fact: answer})

    def rate(self, rating: Rating) -> Sheet:
        return replace(self, ratings={**self.ratings, rating.criterion: rating})

    def known(self, fact_id: str) -> Answer | None:
        """The answer to a fact where something is known."""
        answer = self.answers.get(fact_id)
        return answer if answer is not None and answer.known else None


def relevance(bank: Bank, sheet: Sheet) -> Mapping[str, Truth]:
    """By fact: relevant (True), closed (False), or undecided (None), which counts as relevant."""

    def see(fact_id: str, relevant: Truth) -> Seen:
        answer = sheet.known(fact_id)
        return _seen(bank, answer) if answer else Unknown()

    return _relevance(bank, see)


def firm_relevance(bank: Bank, sheet: Sheet) -> Mapping[str, Truth]:
    """Relevance as far as confirmed answers settle it: None where it hangs on one that is missing or only claimed."""

    def see(fact_id: str, relevant: Truth) -> Seen:
        answer = sheet.answers.get(fact_id)
        if answer is None or not answer.confirmed:
            return Undecided()
        return _seen(bank, answer, firm=relevant is True)

    return _relevance(bank, see)


def _seen(bank: Bank, answer: Answer, *, firm: bool = True) -> Seen:
    """What a condition sees of an answer with a value."""
    if bank.facts[answer.fact].type == "money" and answer.value["currency"] != bank.currency:
        return Foreign(firm)
    return Known(answer.value, firm)


def _relevance(bank: Bank, see: Callable[[str, Truth], Seen]) -> Mapping[str, Truth]:
    """Relevance in topological order; `see` says what a condition sees of a fact that is not closed."""
    found: dict[str, Truth] = {}

    def look(fact_id: str) -> Seen:
        return Closed() if found[fact_id] is False else see(fact_id, found[fact_id])

    for fact_id in bank.order:
        when = bank.facts[fact_id].when
        found[fact_id] = True if when is None else evaluate(when, look)
    return found
