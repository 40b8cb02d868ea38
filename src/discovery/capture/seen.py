"""A line as it is read: what stands in it, and one reading of one piece of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from discovery.banks.conditions import Json
from discovery.capture.labels import Label
from discovery.capture.phrases import Match
from discovery.capture.tokens import Line

State = Literal["answered", "unknown", "declined"]

SURE = 0.75
"""From here on a candidate is taken."""

VALUE = 0.45
"""How sure a value is by itself, with nothing beside it."""

_PREFERRED, _ASKED = 0.3, 0.06


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
    the clauses about somebody else, such as a former employer.
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
    elsewhere: frozenset[int] = frozenset()

    def favour(self, fact: str) -> float:
        """What the question in front, and the framework asking for it, add to how sure a fact is meant."""
        return _PREFERRED * (fact == self.prefer) + _ASKED * (fact in self.asked)

    def is_elsewhere(self, place: int) -> bool:
        """Whether a place is in a clause about somebody else."""
        return bool(self.elsewhere) and self.line.clause_at(place) in self.elsewhere
