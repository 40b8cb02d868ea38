"""Small words for messages about a bank."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from heapq import nlargest
from itertools import islice

from discovery.banks.conditions import Json
from discovery.text import one_line

_LONGEST = 60
"""Characters of a word that is compared or shown; a longer one is no typing error."""
_MOST = 400
"""Words of about the same length that are looked at."""
_TRIED = 4
"""Words that are compared letter by letter, which takes a hundred times as long: a file may have many mistakes."""
_LONGER = 4
"""Letters that a typing error adds or drops."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean 'x'?` where one of the known words is near, else the other advice."""
    word = word[:_LONGEST]
    pairs = _pairs(word)
    alike = (other for other in known if abs(len(other) - len(word)) <= _LONGER)
    likely = nlargest(_TRIED, islice(alike, _MOST), key=lambda other: len(pairs & _pairs(other)))
    near = difflib.get_close_matches(word, likely, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else otherwise


def _pairs(word: str) -> set[tuple[str, str]]:
    """The pairs of letters that stand beside each other, the ends included."""
    return set(zip(f" {word}", f"{word} ", strict=True))


def quoted(value: Json) -> str:
    """A value of the file for a message: short, on one line."""
    if isinstance(value, str):
        return f"'{one_line(value, _LONGEST)}'"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else ("a mapping" if value else "an empty mapping")
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"the number {value}"


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
