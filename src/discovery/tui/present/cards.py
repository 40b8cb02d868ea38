"""Objection cards: the one that is looked for, whole, and the others that would do."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping, Sequence

from discovery.banks.model import Bank
from discovery.banks.reasons import Objection
from discovery.tui.rows import BLANK, Row, bullets, cut, paragraph, row

_SPARE = string.ascii_lowercase + string.digits
"""For cards whose names are all but the same."""
_KINDS = {"brush_off": "a brush-off: it comes in the first seconds", "genuine": "genuine", "legal": "legal: honour it"}


def card_rows(bank: Bank, cards: Sequence[Objection], letters: Mapping[str, str], at: int, width: int) -> list[Row]:
    """The chosen card with what to say; above it the others that were found, one line each with its letters."""
    if not cards:
        return [row(("No card has that in it", "warn"))]
    rows = [row(("Enter notes it with the time, ↑↓ choose", "dim"))]
    if len(cards) > 1:
        for place, card in enumerate(cards):
            here = place == at
            heard = cut(card.heard, width - 5), "strong" if here else ""
            rows.append(row(("▸ " if here else "  ", "accent"), (f"{letters.get(card.id, '  ')} ", "dim"), heard))
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


def letters_of(cards: Sequence[Objection]) -> dict[str, str]:
    """By card, the two letters that find it alone: the first two of its name where no other card begins so.

    Else the first one and the next of the name that tells it from the others.
    """
    names = {card.id: "".join(card.id.casefold().split("-")[1:]) or card.id.casefold() for card in cards}
    begins = Counter(name[:2] for name in names.values())
    found = {card: name[:2] for card, name in names.items() if begins[name[:2]] == 1 and len(name) > 1}
    for card, name in names.items():
        if card not in found:
            same = [other for key, other in names.items() if key != card and other[:2] == name[:2]]
            tells = [
                letter
                for at, letter in enumerate(name)
                if at > 1 and all(other[at : at + 1] != letter for other in same)
            ]
            taken = {*found.values(), *begins}
            choices = (name[0] + letter for letter in (*tells, *name[2:], *_SPARE))
            found[card] = next((two for two in choices if two not in taken), name[:2])
    return found


def found_cards(cards: Sequence[Objection], typed: str) -> tuple[Objection, ...]:
    """The card of the two letters alone, else those that begin with what was typed in a word of their id, then those
    that have all of it in their texts."""
    words = typed.casefold().split()
    if not words:
        return tuple(cards)
    letters = letters_of(cards)
    if alone := [card for card in cards if letters[card.id] == typed.strip().casefold()]:
        return tuple(alone)
    first = [card for card in cards if any(part.startswith(words[0]) for part in card.id.casefold().split("-")[1:])]
    texts = {card.id: f"{card.id} {card.heard} {card.feeds} {card.if_true}".casefold() for card in cards}
    other = [card for card in cards if card not in first and all(word in texts[card.id] for word in words)]
    return (*first, *other) if len(words) == 1 else tuple(other or first)
