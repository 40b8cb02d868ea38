"""Search as the rep types it: words, each of which must occur somewhere, whatever its case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from discovery.text import clean

WORDS, LENGTH = 12, 100
"""How many words of a query count, and how many characters of each."""


def folded(*texts: str) -> str:
    """The texts as they are searched: one spelling for each character, no case, one text a line."""
    return "\n".join(unicodedata.normalize("NFKC", text).casefold() for text in texts)


def words(query: str) -> list[str]:
    return [word[:LENGTH] for word in folded(clean(query)).split()][:WORDS]


def matches(query: str, columns: Sequence[Mapped[str]]) -> Iterable[sa.ColumnElement[bool]]:
    """One condition a word: it occurs in one of the columns, its `%` and `_` taken as they are."""
    return [sa.or_(*(column.contains(word, autoescape=True) for column in columns)) for word in words(query)]
