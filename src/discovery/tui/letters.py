"""Letters that were commands and turn out to be the beginning of a text: somebody types without opening the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

_GAP = 0.25
"""Seconds within which a letter follows another one where somebody types; a command is thought about first."""
_WORD = 3
"""Different letters from which on a run of them is a word, and not keys."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters pressed right behind one another, and the keys of the events that they made. `at`: of the last one.

    `asked`: the last one only asked to be pressed again.
    """

    text: str = ""
    made: frozenset[UUID] = frozenset()
    at: float = float("-inf")
    asked: bool = False

    def followed(self, letter: str, made: Iterable[UUID], at: float, asked: bool) -> Letters:
        """With one more letter; that letter alone where it came too late to be of the same text."""
        if at - self.at > _GAP:
            return Letters(letter, frozenset(made), at, asked)
        return Letters(self.text + letter, self.made | frozenset(made), at, asked)

    def begin(self, at: float, *, space: bool) -> bool:
        """Whether they are the beginning of the text that goes on at that time: with a letter that is no command, or
        with a space, which is one, so that it takes a word before it."""
        word = len(set(self.text)) >= _WORD or self.asked
        return bool(self.text) and at - self.at <= _GAP and (word or not space)
