"""A table of phrases in a fifth of the memory of a dictionary: a call keeps tens of thousands of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)


class Packed(Generic[V]):
    """All phrases that begin with one word are one text: a line each, with the rest of it and the place of its value.

    Words are single spaces apart; none has a line break or a `=` in it. A phrase without a value has `nothing`.
    """

    def __init__(self, nothing: V) -> None:
        self._places = {nothing: 0}
        self._values = [nothing]
        self._lines: dict[str, str] = {}
        self._longest: dict[str, int] = {}

    def longest(self, first: str) -> int:
        """The most words of a phrase that begins with that one; 0 where none does."""
        return self._longest.get(first, 0)

    def __getitem__(self, phrase: str) -> V:
        first, _, rest = phrase.partition(" ")
        text = self._lines.get(first, "")
        start, end = _place(text, rest)
        return self._values[int(text[start:end] or 0)]

    def change(self, phrase: str, changed: Callable[[V], V]) -> None:
        """Gives a phrase another value, made from the one that it has."""
        first, _, rest = phrase.partition(" ")
        text = self._lines.get(first, "\n")
        start, end = _place(text, rest)
        value = changed(self._values[int(text[start:end] or 0)])
        place = self._places.setdefault(value, len(self._values))
        if place == len(self._values):
            self._values.append(value)
        if end:
            self._lines[first] = f"{text[:start]}{place}{text[end:]}"
            return
        self._lines[first] = f"{text}{rest}={place}\n"
        self._longest[first] = max(self._longest.get(first, 0), phrase.count(" ") + 1)

    def items(self) -> Iterator[tuple[str, V]]:
        """The phrases with their values, those of one first word together."""
        for first, text in self._lines.items():
            for line in text.split("\n")[1:-1]:
                rest, _, place = line.partition("=")
                yield f"{first} {rest}" if rest else first, self._values[int(place)]


def _place(text: str, rest: str) -> tuple[int, int]:
    """Where the place of a value stands; nowhere where the rest of a phrase is not there."""
    at = text.find(f"\n{rest}=")
    if at < 0:
        return 0, 0
    start = at + len(rest) + 2
    return start, text.index("\n", start)
