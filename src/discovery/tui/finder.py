"""Finding a question by a few letters of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from discovery.tui.moment import Moment, Place, asking, places
from discovery.tui.present.question import match_rows
from discovery.tui.rows import Row


@dataclass(frozen=True, slots=True)
class Finder:
    """What a search found, and the place in it that Enter goes to. It lies over the question."""

    found: tuple[Place, ...] = ()
    at: int = 0

    keys: ClassVar[str] = ""
    subject: ClassVar[object] = None

    @classmethod
    def of(cls, now: Moment, typed: str) -> Finder:
        """The questions in which every typed word occurs; those with it in their wording first."""
        words = typed.casefold().split()
        spoken: list[Place] = []
        other: list[Place] = []
        for place in places(now.bank):
            wording, rest = _texts(now, place)
            if all(word in wording for word in words):
                spoken.append(place)
            elif all(word in wording or word in rest for word in words):
                other.append(place)
        return cls((*spoken, *other))

    @property
    def target(self) -> Place | None:
        return self.found[self.at] if self.found else None

    def top(self, height: int) -> int | None:
        return max(0, self.at + 2 - height)

    def rows(self, now: Moment, width: int) -> list[Row]:
        return match_rows(now, self.found, self.at, width)

    def moved(self, by: int) -> Finder:
        return replace(self, at=max(0, min(len(self.found) - 1, self.at + by)))


def _texts(now: Moment, place: Place) -> tuple[str, str]:
    """The wording of a question, and what else it can be found by."""
    criterion, fact, wording = asking(now.bank, place)
    titles = [criterion.title if criterion else "", now.bank.topics[fact.topic].title, fact.id]
    return wording.casefold(), " ".join([*titles, *(choice.label for choice in fact.choices)]).casefold()
