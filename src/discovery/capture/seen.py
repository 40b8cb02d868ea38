"""A line as it is read: what stands in it, and one reading of one piece of it."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from discovery.banks.conditions import Json
from discovery.capture.labels import Label
from discovery.capture.likeness import Like
from discovery.capture.phrases import Match
from discovery.capture.tokens import Line, Span

State = Literal["answered", "unknown", "declined"]

SURE = 0.75
"""From here on a candidate is taken."""

VALUE = 0.45
"""How sure a value is by itself, with nothing beside it."""

_PREFERRED, _ASKED = 0.3, 0.06
_LIKELY, _BEHIND, _MOST_LIKELY = 0.05, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one piece. `sureness` may exceed 1 before it is shown.

    `kept`: what the note keeps besides. `bound`: the place of the words that say what is meant, where they stand apart.
    """

    fact: str
    value: Json
    start: int
    end: int
    sureness: float
    state: State = "answered"
    quote: str = ""
    kept: str = ""
    bound: int = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with what stands in it, and where it is read: the day of the call, the fact in front.

    `choices` by fact and clause; `negated` and `past` are the places of the tokens that end a negation, or that make
    a date after them another one than is asked for; `absent` says that what stands before is not so; `elsewhere` are
    the clauses about somebody else, such as a former employer; `likes` what each clause is like.
    """

    line: Line
    labels: Sequence[Label]
    matches: tuple[Match, ...]
    cues: Mapping[str, Sequence[Match]]
    choices: Mapping[tuple[str, int], Sequence[Match]]
    negated: frozenset[int]
    past: frozenset[int]
    absent: tuple[Match, ...]
    on: date
    prefer: str | None
    asked: frozenset[str]
    elsewhere: frozenset[int]
    likes: Sequence[Like]

    def favour(self, fact: str) -> float:
        """What the question in front, and the framework asking for it, add to how sure a fact is meant."""
        return _PREFERRED * (fact == self.prefer) + _ASKED * (fact in self.asked)

    def is_elsewhere(self, place: int) -> bool:
        """Whether a place is in a clause about somebody else."""
        return bool(self.elsewhere) and self.line.clause_at(place) in self.elsewhere

    def like(self, answers: Collection[str], clause: int, beside: Collection[str] = ()) -> tuple[float, float]:
        """How like some answers a clause is, and how far they are behind the best of the others but those `beside`.

        Both are 0 where no notes are known of any of them.
        """
        like = self.likes[clause]
        own = like.of(answers)
        other = like.best_but({*answers, *beside})
        return (0.0, 0.0) if own is None or other is None else (own, other - own)

    def likely(self, fact: str, start: int, end: int, filler: Container[str]) -> float:
        """What a clause adds by its likeness to how sure a value in it is meant for a fact.

        Nothing where it denies or asks, or has no word that tells something but for the value.
        """
        at = self.line.clause_at(start)
        clause, behind = self.line.clauses[at], self.likes[at].behind(fact)
        if behind is None or clause.asked or (more := _LIKELY - _BEHIND * behind) <= 0:
            return 0.0
        if any(self.line.tokens[negated].clause == at for negated in self.negated):
            return 0.0
        beside = (one for one in self.line.between(clause.start, clause.end) if not start <= one.start < end)
        told = any(len(one.word) > 1 and one.word not in filler for one in beside)
        return min(_MOST_LIKELY, more) if told else 0.0


def gaps(span: Span, covered: Sequence[Candidate]) -> list[Span]:
    """What candidates that follow each other leave of a stretch: before, between and after them, empty ones too."""
    edges = [span[0], *(edge for one in covered for edge in (one.start, one.end)), span[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
