"""Small words for messages about a bank."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

from discovery.banks.conditions import Json
from discovery.text import one_line

_LONGEST = 60
"""Characters of a word that is compared or shown; a longer one is no typing error."""
_MOST = 1000
"""Words that are compared."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean 'x'?` where one of the known words is near, else the other advice."""
    near = difflib.get_close_matches(word[:_LONGEST], list(islice(known, _MOST)), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else otherwise


def quoted(value: Json) -> str:
    """A value of the file for a message: short, on one line."""
    if isinstance(value, str):
        return f"'{one_line(value, _LONGEST)}'"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"the number {value}"


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
