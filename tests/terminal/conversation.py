"""A conversation as it is written down, and what was to be kept of it: the keys of each turn, and their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yamlcore import CCoreLoader

_CHANGES = frozenset("0123456789acdnuxyU")
"""The keys that make a change by themselves."""
_OPENED_BY = {
    "answer": ("enter",), "change": ("e",), "replace": ("e", "ctrl+u"), "quote": ("q",), "requote": ("q", "ctrl+u"),
    "note": ("t",), "card": ("o",), "heard": ("space",), "go": ("g",), "type": (),
}  # fmt: skip
"""The keys before the text of a verb."""
_NO_CHANGE = frozenset({"go", "type"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What the rep asked, what the prospect said, what was pressed, and what the screen says then."""

    rep: str
    they: str
    keys: Sequence[Any]
    events: int = -1
    shows: Sequence[str] = ()
    gone: str = ""

    @property
    def pressed(self) -> tuple[str, ...]:
        """Every key, by its name or as the character."""
        return tuple(key for item in self.keys for key in _pressed(item))

    @property
    def changes(self) -> int:
        """How many events it makes."""
        return self.events if self.events >= 0 else sum(_makes_change(item) for item in self.keys)


def _pressed(item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        yield str(item)
        return
    [(verb, text)] = item.items()
    if verb == "rate":
        quality, evidence, why = text
        yield from ("r", str(quality), *(["c"] if evidence == "confirmed" else []), "enter", *why, "enter")
        return
    yield from (*_OPENED_BY[verb], *text, *(["enter"] if verb != "type" else []))


def _makes_change(item: Any) -> bool:
    return not _NO_CHANGE.intersection(item) if isinstance(item, dict) else str(item) in _CHANGES


@dataclass(frozen=True)
class Conversation:
    """`facts`, `notes` and the rest: what has to be in the store when it is over."""

    lead: dict[str, str]
    turns: Sequence[Turn]
    facts: dict[str, dict[str, Any]]
    history: dict[str, list[Any]]
    notes: list[str]
    objections: list[str]
    frameworks: list[str]
    ratings: dict[str, list[Any]]
    verdict: list[str]
    disposition: str
    brief: list[str]


def conversation() -> Conversation:
    """The written one."""
    document = yaml.load((Path(__file__).parent / "conversation.yaml").read_text("utf-8"), CCoreLoader)
    return Conversation(turns=[Turn(**turn) for turn in document.pop("turns")], **document)
