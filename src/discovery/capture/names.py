"""Where somebody's name stands in a line: in capitals, or in small letters where what is beside it leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Container

from discovery.capture.phrases import Phrases
from discovery.capture.tokens import Line, Token
from discovery.capture.words import Words

_POSSESSIVE = re.compile(r"['’]s$")
_VERBAL = re.compile(r"(?:ed|s)$")
_CONTRACTED = re.compile(r"['’](?:d|s|m|re|ve|ll)$")
_LONGEST = 3
_SHORTEST_SURNAME = 4  # letters of one that is a little word as well
_SHORTEST_SMALL = 3  # letters of a name typed in small ones
_NO_NAME = re.compile(r"(?:ing|ed|ful|less|able|ible|ous|ive|ly|ical|est|tion)$")


class Names:
    """Finds names. Built once for the words of a language and a bank."""

    def __init__(self, words: Words, phrases: Phrases) -> None:
        self._filler = words.filler
        self._known = phrases.known
        self._never = words.filler | words.spelled | words.folded("no_names")
        self._honorifics = frozenset(words.fold(text) for text in words.titles["honorifics"])
        self._particles = frozenset(words.fold(text) for text in words.titles["particles"])
        self._places = frozenset(words.fold(text) for text in words.titles["places"])
        self._first_names = frozenset(words.titles["first_names"])
        self._only_names = words.first_names
        self._verbs = words.folded("verbs")
        self._before_firms = frozenset(words.fold(text) for text in words.titles["before_firms"])
        self._deals = frozenset((words.fold(text), "with") for text in words.titles["deals"])

    def at(self, line: Line, at: int, covered: Container[int], after_title: bool) -> int:
        """How many tokens from here are a name. `covered` are the places of something else."""
        if at in covered or (at > 0 and line.tokens[at - 1].word in self._places):
            return 0
        length = self._length(line, at, covered, after_title)
        return 0 if length == 1 and self._is_firm(line, at) else length

    def _is_firm(self, line: Line, at: int) -> bool:
        """Whether a single name is of a firm or a product: `from Deloitte`, `prefers Acme`, `Oracle's sales guy`."""
        before = line.tokens[at - 1] if at else None
        beside = before is not None and before.clause == line.tokens[at].clause and before.word in self._before_firms
        return beside or (before is not None and (line.tokens[at - 2].word, before.word) in self._deals)

    def _length(self, line: Line, at: int, covered: Container[int], after_title: bool) -> int:
        """The tokens in capitals from here that go together as a name."""
        tokens, length = line.tokens, 0
        honorific = tokens[at].word in self._honorifics and tokens[at].capital
        sure = honorific or after_title or self._is_first_name(line, at)
        end = at + honorific
        while end < len(tokens) and length < _LONGEST and end not in covered:
            token = tokens[end]
            if length and line.text[tokens[end - 1].end : token.start] == "-":
                end += 1
                continue
            if end > at and (
                line.text[tokens[end - 1].end : token.start].strip(" .") or token.clause != tokens[at].clause
            ):
                break
            if end > at and token.word in self._particles and not token.capital and end + 1 < len(tokens):
                end += 1
                continue
            if not (token.capital and self._may_be_name(line, token, bool(length) or sure)):
                break
            length, end = length + 1, end + 1
        while end > at and tokens[end - 1].word in self._particles and not tokens[end - 1].capital:
            end -= 1
        return end - at if length else 0

    def small(self, line: Line, at: int) -> int:
        """How many tokens from here are a name in small letters that begins with a first name: `marla hendricks`."""
        token = line.tokens[at]
        raw = line.text[token.start : token.end]
        if token.capital or _POSSESSIVE.sub("", raw) not in self._only_names:
            return 0
        if at > 0 and line.tokens[at - 1].word in self._places | self._before_firms:
            return 0
        after = line.tokens[at + 1] if at + 1 < len(line.tokens) else None
        if after is None or after.capital or line.text[token.end : after.start] != " " or _POSSESSIVE.search(raw):
            return 1
        surname = line.text[after.start : after.end]
        then = line.tokens[at + 2] if at + 2 < len(line.tokens) else None
        closed = (
            _POSSESSIVE.search(surname) is not None
            or then is None
            or then.word in self._verbs
            or line.text[after.end : then.start].strip(" ") != ""
        )
        return 2 if self._is_strange(after.word) and (closed or not _VERBAL.search(surname)) else 1

    def is_bracketed(self, line: Line, at: int) -> bool:
        """Whether an unknown word stands right before a bracket, where a title makes it a name: `zeb (coo)`."""
        token = line.tokens[at]
        return self._is_strange(token.word) and line.text[token.end : token.end + 2] == " ("

    def in_small(self, line: Line, at: int) -> bool:
        """Whether two tokens from here may be a name in small letters: words that mean nothing else."""
        pair = line.tokens[at : at + 2]
        return (
            len(pair) == 2
            and all(not token.capital and self._is_strange(token.word) for token in pair)
            and line.text[pair[0].end : pair[1].start] == " "
        )

    def _is_strange(self, word: str) -> bool:
        usual = word in self._known or word in self._never or _NO_NAME.search(word)
        return len(word) >= _SHORTEST_SMALL and word.isalpha() and (word in self._first_names or not usual)

    def _is_first_name(self, line: Line, at: int) -> bool:
        """Whether a word that is no name as a rule is one here: in capitals inside a sentence, before a surname."""
        after = at + 1
        while after < len(line.tokens) and line.tokens[after].word in self._particles:
            after += 1
        pair = (*line.tokens[at : at + 1], *line.tokens[after : after + 1])
        if len(pair) < 2 or not all(token.capital for token in pair) or line.text[pair[1].start - 1] != " ":
            return False
        surname = pair[1].word not in self._known and pair[1].word not in self._filler
        inside = at > 0 and line.sentence_of(line.tokens[at - 1]) == line.sentence_of(pair[0])
        raw = [line.text[token.start : token.end] for token in pair]
        first = pair[0].word in self._first_names or raw[0].casefold() in self._first_names
        return not any(word.isupper() for word in raw) and (first or (surname and inside))

    def _may_be_name(self, line: Line, token: Token, inside: bool) -> bool:
        raw = line.text[token.start : token.end]
        contracted = _CONTRACTED.search(raw)
        if (raw.isupper() and len(raw) > 1) or (contracted and raw[: contracted.start()].casefold() in self._filler):
            return False
        surname = inside and len(raw) >= _SHORTEST_SURNAME
        first = token.word in self._first_names or raw.casefold() in self._first_names
        if token.word in self._filler and not (surname or (inside and first)):
            return False
        return inside or token.word not in self._known


def written(line: Line, first: int, last: int) -> str:
    """A name or title as it stands in the line, without a possessive `'s`."""
    return _POSSESSIVE.sub("", line.text[line.tokens[first].start : line.tokens[last].end])


def is_part(line: Line, last: int) -> bool:
    """Whether a title only says whose: `CEO's nephew`, `owner-run`."""
    end = line.tokens[last].end
    return _POSSESSIVE.search(line.text[line.tokens[last].start : end]) is not None or line.text[end : end + 1] == "-"
