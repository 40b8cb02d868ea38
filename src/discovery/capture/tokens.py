"""A line taken apart: words, clauses and quotations, each with its place in the line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from discovery.capture.words import TOKEN, Words

Span = tuple[int, int]

_LONGEST_TO_ASK = 6  # tokens before the colon

_QUOTE = re.compile(r'"([^"\n]+)"|“([^“”"\n]+)[”"]|„([^„“”\n]+)[“”]|«([^«»\n]+)»')
_OF_DAY = re.compile(r"(?:^|[^0-9])[0-3]?[0-9]\.[01]?[0-9]$")
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_BREAK = re.compile(r"[;\n]+|[.!?]+(?=[\s.!?,;]|$)|(?<![0-9]),|,(?![0-9])|\s[-–—]{1,2}(?=\s)|—|…")


@dataclass(frozen=True, slots=True)
class Token:
    word: str
    start: int
    end: int
    clause: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between separators; `sentence` counts those that end with more than a comma; `asked`: in `?`."""

    start: int
    end: int
    sentence: int
    confirmed: bool
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A clean line with its parts.

    `counted` are the places of the tokens that phrases are made of, `questions` the sentences in which the rep asks.
    """

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    quotes: tuple[Span, ...]
    counted: tuple[int, ...]
    questions: frozenset[int] = frozenset()

    def clause_at(self, place: int) -> int:
        """Which clause a place is in: the last one that starts at or before it."""
        return max(0, bisect_right(self.clauses, place, key=lambda clause: clause.start) - 1)

    def token_at(self, place: int) -> int:
        """The first token that ends after a place; the number of tokens where there is none."""
        return bisect_right(self.tokens, place, key=lambda token: token.end)

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin in a stretch."""
        first = bisect_right(self.tokens, start - 1, key=lambda token: token.start)
        return self.tokens[first : bisect_right(self.tokens, end - 1, key=lambda token: token.start)]

    def in_quote(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.quotes)

    def is_asked(self, place: int) -> bool:
        """Whether a place is in a question of the rep's, or in what is still to be asked."""
        return bool(self.questions) and self.clauses[self.clause_at(place)].sentence in self.questions

    def sentence_of(self, token: Token) -> int:
        return self.clauses[token.clause].sentence


def taken_apart(text: str, words: Words) -> Line:
    """The parts of a line that is clean."""
    quotes = tuple(found.span() for found in _QUOTE.finditer(text))
    clauses = _clauses(text, quotes, words)
    tokens: list[Token] = []
    at = 0
    for found in TOKEN.finditer(text):
        while at + 1 < len(clauses) and clauses[at + 1].start <= found.start():
            at += 1
        tokens.append(Token(words.fold(found[0]), *found.span(), at, found[0][0].isupper()))
    counted = tuple(place for place, token in enumerate(tokens) if token.word not in words.skip)
    clauses = _handed_on(clauses, tokens, words)
    return Line(text, tuple(tokens), clauses, quotes, counted, frozenset(_questions(text, clauses, tokens, words)))


def _questions(text: str, clauses: Sequence[Clause], tokens: Sequence[Token], words: Words) -> Iterator[int]:
    """The sentences that ask: they begin as a question and end in `?`, or a colon is after words such as `to ask`."""
    if "?" not in text and ":" not in text:
        return
    openers, to_ask = words.folded("question_words"), words.folded("to_ask")
    for sentence in {clause.sentence for clause in clauses}:
        own = [clause for clause in clauses if clause.sentence == sentence]
        inside = [token for token in tokens if clauses[token.clause].sentence == sentence]
        colon = text.find(":", own[0].start, own[-1].end)
        before = [token.word for token in inside if token.end <= colon]
        head = f" {' '.join(before)} " if len(before) <= _LONGEST_TO_ASK else ""
        still = any(f" {phrase} " in head for phrase in to_ask)
        if still or (own[-1].asked and len(inside) > 1 and inside[0].word in openers):
            yield sentence


def _handed_on(clauses: tuple[Clause, ...], tokens: Sequence[Token], words: Words) -> tuple[Clause, ...]:
    """The clauses, a `!` after one that only says who says so, as `…, he says !`, given to the one before as well."""
    little = words.filler | words.folded("attributions")
    handed = list(clauses)
    for at in range(len(clauses) - 1, 0, -1):
        one, two = handed[at - 1], handed[at]
        if two.confirmed and one.sentence == two.sentence:
            says_more = any(token.clause == at and token.word not in little for token in tokens)
            handed[at - 1] = one if says_more else replace(one, confirmed=True)
    return tuple(handed)


def _clauses(text: str, quotes: tuple[Span, ...], words: Words) -> tuple[Clause, ...]:
    """What stands between separators outside quotations. An empty one gives its `!` to the one before."""
    clauses: list[Clause] = []
    start = sentence = quote = 0
    for found in [*_BREAK.finditer(text), None]:
        at, end = found.span() if found else (len(text), len(text))
        while quote < len(quotes) and quotes[quote][1] <= at:
            quote += 1
        if quote < len(quotes) and quotes[quote][0] < at < quotes[quote][1]:
            continue
        mark = found[0] if found else ""
        if mark == "." and _abbreviated(text, at, words):
            continue
        confirmed = "!" in mark
        if TOKEN.search(text, start, at):
            clauses.append(Clause(start, at, sentence, confirmed, "?" in mark))
        elif clauses and confirmed:
            last = clauses.pop()
            clauses.append(replace(last, confirmed=True))
        sentence += not (mark.strip() in ("", ",") or mark.strip(" -–—") == "")
        start = end
    return tuple(clauses) or (Clause(0, len(text), 0, False),)


def _abbreviated(text: str, at: int, words: Words) -> bool:
    """Whether the dot belongs to a short form, as of `Dr. Braun`, or to a day, as of `3.12. at ten` and `1. april`."""
    before = text[max(0, at - 8) : at].split()
    if not before:
        return False
    day = _OF_DAY.search(before[-1]) or (before[-1].isdigit() and len(before[-1]) < 3)
    if day and re.match(r"\s[^\sA-Z]", text[at + 1 : at + 3]):
        return bool(_OF_DAY.search(before[-1])) or _MONTH.match(text, at + 2) is not None
    return before[-1].casefold().lstrip("(") in words.lists["abbreviations"]
