"""Objection cards: the one that is looked for, whole, and the others that would do."""

from __future__ import annotations

from collections.abc import Sequence

from discovery.banks.model import Bank
from discovery.banks.reasons import Objection
from discovery.tui.rows import BLANK, Row, bullets, cut, paragraph, row

_KINDS = {"brush_off": "a brush-off: it comes in the first seconds", "genuine": "genuine", "legal": "legal: honour it"}


def card_rows(bank: Bank, cards: Sequence[Objection], at: int, width: int) -> list[Row]:
    """The chosen card with what to say; above it the others that were found, one line each."""
    if not cards:
        return [row(("No card has that in it", "warn"))]
    rows = [row(("Enter notes it with the time, ↑↓ choose", "dim"))]
    if len(cards) > 1:
        for place, card in enumerate(cards):
            here = place == at
            heard = cut(card.heard, width - 5), "strong" if here else ""
            rows.append(row(("▸ " if here else "  ", "accent"), (f"{_letters(card)} ", "dim"), heard))
    return [*rows, BLANK, *one_card(bank, cards[at], width)]


def one_card(bank: Bank, card: Objection, width: int) -> list[Row]:
    """One card: what was heard, what to say and ask, and what it means where it is true."""
    rows = paragraph(f"“{card.heard}”", width, "strong")
    rows += paragraph(_KINDS.get(card.kind, card.kind), width, "dim")
    rows += [BLANK, row(("Say", "head")), *bullets(card.say, width)]
    rows += [row(("Ask", "head")), *paragraph(card.clarify, width)]
    rows += [row(("Then", "head")), *paragraph(card.respond, width)]
    topic = bank.topics.get(card.feeds or "")
    about = f"about {topic.title}" if topic else ""
    truth = f"if it is true: {card.if_true}" if card.if_true else ""
    rest = " · ".join(part for part in (about, truth) if part)
    return rows + (paragraph(rest, width, "dim") if rest else [])


def _letters(card: Objection) -> str:
    """The two letters that find it first."""
    return card.id.casefold().split("-")[1][:2]


def found_cards(cards: Sequence[Objection], typed: str) -> tuple[Objection, ...]:
    """The cards that begin with what was typed in a word of their id, then those that have all of it in their texts.

    With two letters that is one card, or a few.
    """
    words = typed.casefold().split()
    if not words:
        return tuple(cards)
    first = [card for card in cards if any(part.startswith(words[0]) for part in card.id.casefold().split("-")[1:])]
    texts = {card.id: f"{card.id} {card.heard} {card.feeds} {card.if_true}".casefold() for card in cards}
    other = [card for card in cards if card not in first and all(word in texts[card.id] for word in words)]
    return (*first, *other) if len(words) == 1 else tuple(other or first)
