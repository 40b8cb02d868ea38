"""Where a title stands in a line, and how far it goes: `head of infosec`, `VP customer success`, `IT manager`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from discovery.capture.tokens import Line, Token
from discovery.capture.words import Words

_LONGEST = 6  # tokens of a title
_FREE = 3  # words of a field that nobody listed
_VERB = re.compile(
    r"(?:ed|[^aiosu]s)$|^(?:wrote|chose|built|made|set|ran|came|went|took|gave|told|left|brought|bought|sent|led|saw|knew|did)$"
)
_SHORTEST_ALONE = 4  # letters; `Guy` by itself is a name


@dataclass(frozen=True, slots=True)
class Title:
    """Tokens `first` to `last` (included). `only_beside`: no title unless a name stands beside it."""

    first: int
    last: int
    only_beside: bool = False


class Titles:
    """Finds titles. Built once for the words of a language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        of = {name: frozenset(words.phrase(text) for text in texts) for name, texts in words.titles.items()}
        self._alone, self._before, self._grand = of["alone"], of["before"], of["grand"]
        self._after = frozenset(phrase[0] for phrase in of["after"])
        self._fields = frozenset(phrase[0] for phrase in of["fields"])
        self._begins = self._fields | self._after | {phrase[0] for phrase in (*self._alone, *self._before)}
        self._grandly = frozenset(phrase[0] for phrase in self._grand)
        self._inside = frozenset(words.fold(text) for text in words.titles["inside"])
        self._introductions = frozenset(words.fold(text) for text in words.titles["introductions"])

    def at(self, line: Line, at: int, said: Collection[int]) -> Title | None:
        """The title that begins at a token. Tokens in `said` say something else, such as a buying role."""
        word = line.tokens[at].word
        length = self._listed(line, at) if word in self._begins else 0
        free = self._free(line, at, said) if word in self._grandly else 0
        if free > length:
            return Title(at, at + free - 1)
        beside = self._beside(line, at, said) if is_edge(line, at, self._introductions) else 0
        if beside > length:
            return Title(at, at + beside - 1, only_beside=not length)
        return Title(at, at + length - 1) if length else None

    def fills(self, line: Line, title: Title) -> bool:
        """Whether a title is all of its clause or bracket but for what introduces it: `, she's the COO`."""
        return is_edge(line, title.first, self._introductions) and _ends(line, title.last)

    def _listed(self, line: Line, at: int) -> int:
        """How many tokens from here are a title of listed words."""
        tokens = _of_clause(line, at)
        read = [token.word for token in tokens]
        for length in range(min(3, len(read)), 0, -1):
            if tuple(read[:length]) in self._before:
                field = self._field(read[length:])
                if field:
                    return length + field
        for length in range(min(3, len(read)), 0, -1):
            if tuple(read[:length]) in self._alone:
                return length
        field = self._field(read)
        if field and _is_bracketed(line, at, field):
            return field
        for length in range(field, 0, -1):
            if len(read) > length and read[length] in self._after:
                return length + 1
        alone = bool(read) and read[0] in self._after and tokens[0].capital and len(read[0]) > _SHORTEST_ALONE
        return 1 if alone else 0

    def _free(self, line: Line, at: int, said: Collection[int]) -> int:
        """The same for `head of` and the like, with a field that nobody listed."""
        tokens = _of_clause(line, at)
        for length in range(min(3, len(tokens)), 0, -1):
            phrase = tuple(token.word for token in tokens[:length])
            if phrase not in self._grand:
                continue
            field = self._until_said(line, at + length, at + len(tokens), said)
            small = all(not token.capital or _is_initials(line, token) for token in tokens[length : length + field])
            return length + field if field and (small or phrase[-1] == "of") else 0
        return 0

    def _beside(self, line: Line, at: int, said: Collection[int]) -> int:
        """How many tokens from the edge of a clause or a bracket are a title beside a name."""
        tokens = _of_clause(line, at)
        if tokens[0].word in self._introductions | self._inside:
            return 0
        length = self._until_said(line, at, at + len(tokens), said, _LONGEST)
        end = at + length
        if not length or (end < len(line.tokens) and not _ends(line, end - 1) and not self._is_little(line, end, said)):
            return 0
        read = tuple(token.word for token in tokens[:length])
        begins = any(read[:count] in self._before for count in range(1, min(3, length) + 1))
        closes = read[-1] in self._after or any(read[-count:] in self._alone for count in range(1, min(3, length) + 1))
        return length if (closes or begins) and _ends(line, end - 1) else 0

    def _until_said(self, line: Line, at: int, end: int, said: Collection[int], most: int = _FREE) -> int:
        """How many tokens from here are words of a field: up to the first little word or one that says something."""
        length = 0
        while at + length < end and length < most and not self._is_little(line, at + length, said):
            token = line.tokens[at + length]
            verb = token.word not in self._fields and _is_verb(line.text[token.start : token.end])
            if length and (verb or not _adjoins(line, at + length)):
                break
            length += 1
        while length and line.tokens[at + length - 1].word in self._inside:
            length -= 1
        return length

    def _is_little(self, line: Line, at: int, said: Collection[int]) -> bool:
        word = line.tokens[at].word
        listed = word in self._fields or word in self._inside or (word,) in self._alone or word in self._after
        return not listed and (at in said or word in self._words.filler or not word.isalpha())

    def _field(self, read: Sequence[str]) -> int:
        length = 0
        while length < min(3, len(read)) and (read[length] in self._fields or (length and read[length] == "and")):
            length += 1
        return length - 1 if length and read[length - 1] == "and" else length


def _is_verb(raw: str) -> bool:
    """Whether a word looks like what somebody does or did: `favours`, `asked`, `wrote`."""
    return raw.islower() and _VERB.search(raw) is not None


def is_edge(line: Line, at: int, introductions: Collection[str] = ()) -> bool:
    """Whether a token is the first of its clause or bracket but for words that introduce somebody."""
    while True:
        token = line.tokens[at]
        if at == 0 or line.tokens[at - 1].clause != token.clause or line.text[token.start - 1] == "(":
            return True
        at -= 1
        if line.tokens[at].word not in introductions:
            return False


def _of_clause(line: Line, at: int) -> Sequence[Token]:
    tokens = line.tokens[at : at + _LONGEST]
    return [token for token in tokens if token.clause == tokens[0].clause]


def _ends(line: Line, at: int) -> bool:
    """Whether a token is the last of its clause or bracket."""
    token = line.tokens[at]
    following = line.tokens[at + 1] if at + 1 < len(line.tokens) else None
    return following is None or following.clause != token.clause or line.text[token.end : token.end + 1] == ")"


def _adjoins(line: Line, at: int) -> bool:
    """Whether nothing but a space or a joining sign stands before a token."""
    return not line.text[line.tokens[at - 1].end : line.tokens[at].start].strip(" /-.")


def _is_initials(line: Line, token: Token) -> bool:
    raw = line.text[token.start : token.end]
    return raw.isupper() and len(raw) < 5


def _is_bracketed(line: Line, at: int, length: int) -> bool:
    """`Bert (finance)`: a field in brackets is a title."""
    start, end = line.tokens[at].start, line.tokens[at + length - 1].end
    return line.text[start - 1 : start] == "(" and line.text[end : end + 1] == ")"
