"""What may lie over the question in front: a rating, the matches of a search, a card, what was heard, the people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from discovery.banks.reasons import Objection
from discovery.leads.lead import Lead
from discovery.tui.moment import Moment
from discovery.tui.present.cards import card_rows, found_cards, letters_of, one_card
from discovery.tui.present.people import people_rows
from discovery.tui.rows import BLANK, Row


class Overlay(Protocol):
    """`subject`: what it is about, so that another one starts at its top; None scrolls to `top` at every change.

    `keys` says what can be pressed while the line of text is closed, by the ids of the commands.
    """

    @property
    def subject(self) -> object: ...

    @property
    def keys(self) -> str: ...

    def top(self, height: int) -> int | None: ...

    def rows(self, now: Moment, width: int) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Cards:
    """The objection cards that a few letters found, and the one of them that is shown."""

    found: tuple[Objection, ...]
    letters: Mapping[str, str]
    at: int = 0

    keys: ClassVar[str] = ""
    subject: ClassVar[object] = None

    @classmethod
    def of(cls, cards: Sequence[Objection], typed: str) -> Cards:
        return cls(found_cards(cards, typed), letters_of(cards))

    @property
    def target(self) -> Objection | None:
        return self.found[self.at] if self.found else None

    def moved(self, by: int) -> Cards:
        return replace(self, at=max(0, min(len(self.found) - 1, self.at + by)))

    def top(self, height: int) -> int | None:
        return max(0, self.at + 2 - height)

    def rows(self, now: Moment, width: int) -> list[Row]:
        return card_rows(now.bank, self.found, self.letters, self.at, width)


@dataclass(frozen=True, slots=True)
class OneCard:
    """The card of an objection that was just noted."""

    card: Objection

    keys: ClassVar[str] = "noted with the time · {call.undo} takes it back · {call.enter} back to the question"

    @property
    def subject(self) -> object:
        return "card", self.card.id

    def top(self, height: int) -> int | None:
        return None

    def rows(self, now: Moment, width: int) -> list[Row]:
        return [BLANK, *one_card(now.bank, self.card, width)]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is named on the call."""

    lead: Lead

    keys: ClassVar[str] = "{call.enter} back to the question"
    subject: ClassVar[object] = "people"

    def top(self, height: int) -> int | None:
        return None

    def rows(self, now: Moment, width: int) -> list[Row]:
        return people_rows(now, self.lead, width)
