"""People found inside a line: names in capitals, titles, and the buying role that stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from discovery.banks.conditions import Json
from discovery.capture.phrases import Match, Phrases
from discovery.capture.tokens import Line, Span, Token
from discovery.capture.words import Phrase, Words

_EMAIL = re.compile(r"[^\s<>,;:()@\"]{1,64}@[^\s<>,;:()@\"]{1,80}\.[A-Za-z]{2,10}")
_POSSESSIVE = re.compile(r"['’]s$")
_NEGATED = 3  # tokens from a `not` to the person
_NEAR = 4  # tokens between a person and the words for the role
_LONGEST_NAME, _LONGEST_TITLE = 3, 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the line: tokens `first` to `last` (included)."""

    name: str
    title: str
    first: int
    last: int
    role: str = "unknown"
    email: str = ""

    @property
    def value(self) -> dict[str, Json]:
        """As the answer sheet has a person."""
        return {"name": self.name, "title": self.title, "role": self.role, "email": self.email}


@dataclass(frozen=True, slots=True)
class _RoleWords:
    """Words that may stand between a person and a role after it or before it, and roles that never stand before."""

    small: frozenset[str]
    links: frozenset[str]
    after: frozenset[Phrase]


class People:
    """Finds people. Built once for the words of a language and a bank."""

    def __init__(self, words: Words, phrases: Phrases) -> None:
        self._words = words
        self._phrases = phrases
        titles = {name: {words.phrase(text) for text in texts} for name, texts in words.titles.items()}
        self._alone = titles["alone"]
        self._before = titles["before"]
        self._after = {phrase[0] for phrase in titles["after"]}
        self._fields = {phrase[0] for phrase in titles["fields"]}
        self._honorifics = {phrase[0] for phrase in titles["honorifics"]}
        self._particles = {phrase[0] for phrase in titles["particles"]}
        self._places = frozenset(words.fold(text) for text in words.titles["places"])
        self._links = frozenset(words.fold(text) for text in words.titles["links"])

        after = frozenset(words.phrase(text) for text in words.role_words["after"])
        self._roles = _RoleWords(words.filler | self._links, self._links, after)

    def found(self, line: Line, matches: Sequence[Match], taken: Sequence[Span]) -> tuple[Person, ...]:
        """The people of a line, with their roles. `taken` are places that are something else, such as dates."""
        named = {
            place
            for match in matches
            if match.meaning.kind in ("cue", "role") and match.last > match.first
            for place in range(match.first, match.last + 1)
        }
        parts = self._parts(line, taken, named)
        joined: list[Person] = []
        for part in parts:
            if joined and (whole := self._joined(line, joined[-1], part)):
                joined[-1] = whole
            else:
                joined.append(part)
        people = [person for person in joined if not _is_negated(line, matches, person)]
        return tuple(_with_roles(line, people, matches, self._roles))

    def _parts(self, line: Line, taken: Sequence[Span], named: set[int]) -> list[Person]:
        """Names and titles, one by one. A title inside one of the `named` phrases, as in `budget owner`, is none."""
        parts: list[Person] = []
        covered = {place for start, end in taken for place in range(line.token_at(start), line.token_at(end))}
        at = 0
        while at < len(line.tokens):
            length = 0 if at in covered else self._title(line, at)
            if length and not _is_part(line, at + length - 1) and not (length == 1 and at in named):
                parts.append(Person("", _text(line, at, at + length - 1), at, at + length - 1))
            else:
                place = at > 0 and line.tokens[at - 1].word in self._places
                after_title = bool(parts) and bool(parts[-1].title) and parts[-1].last == at - 1
                length = 0 if at in covered or place else self._name(line, at, covered, after_title)
                if length:
                    parts.append(Person(_text(line, at, at + length - 1), "", at, at + length - 1))
            at += max(1, length)
        return parts

    def _title(self, line: Line, at: int) -> int:
        """How many tokens from here are a title."""
        tokens = line.tokens[at : at + _LONGEST_TITLE + 2]
        read = [token.word for token in tokens if token.clause == tokens[0].clause]
        for length in range(min(3, len(read)), 0, -1):
            if tuple(read[:length]) in self._before:
                field = self._field(read[length:])
                if field:
                    return length + field
        for length in range(min(3, len(read)), 0, -1):
            if tuple(read[:length]) in self._alone:
                return length
        field = self._field(read)
        if field and self._is_bracketed(line, at, field):
            return field
        for length in range(field, 0, -1):
            if len(read) > length and read[length] in self._after:
                return length + 1
        return 1 if read and read[0] in self._after and tokens[0].capital and len(tokens[0].word) > 4 else 0

    def _is_bracketed(self, line: Line, at: int, length: int) -> bool:
        """`Bert (finance)`: a field in brackets is a title."""
        start, end = line.tokens[at].start, line.tokens[at + length - 1].end
        return line.text[start - 1 : start] == "(" and line.text[end : end + 1] == ")"

    def _field(self, read: Sequence[str]) -> int:
        length = 0
        while length < min(3, len(read)) and (read[length] in self._fields or (length and read[length] == "and")):
            length += 1
        return length - 1 if length and read[length - 1] == "and" else length

    def _name(self, line: Line, at: int, covered: set[int], after_title: bool) -> int:
        """How many tokens from here are a name."""
        tokens, length = line.tokens, 0
        honorific = tokens[at].word in self._honorifics and tokens[at].capital
        end = at + honorific
        while end < len(tokens) and length < _LONGEST_NAME and end not in covered:
            token = tokens[end]
            if end > at and (
                line.text[tokens[end - 1].end : token.start].strip(" .") or token.clause != tokens[at].clause
            ):
                break
            if end > at and token.word in self._particles and not token.capital and end + 1 < len(tokens):
                end += 1
                continue
            if not (token.capital and self._may_be_name(line, token, bool(length) or honorific or after_title)):
                break
            length, end = length + 1, end + 1
        while end > at and tokens[end - 1].word in self._particles and not tokens[end - 1].capital:
            end -= 1
        return end - at if length else 0

    def _may_be_name(self, line: Line, token: Token, inside: bool) -> bool:
        raw = line.text[token.start : token.end]
        if raw.isupper() and len(raw) > 1:
            return False
        if token.word in self._words.filler and not (inside and len(raw) > 3 and token.word == "will"):
            return False
        return inside or token.word not in self._phrases.known

    def _joined(self, line: Line, one: Person, two: Person) -> Person | None:
        """Two neighbours as one person, where one is the name and the other the title."""
        if bool(one.name) == bool(two.name) or (one.name and one.title):
            return None
        first, last = line.tokens[one.last], line.tokens[two.first]
        if line.sentence_of(first) != line.sentence_of(last):
            return None
        gap = line.text[first.end : last.start]
        words = {token.word for token in line.tokens[one.last + 1 : two.first]}
        if len(gap) > 16 or not words <= self._links or re.search(r"[^\w\s,('’:=/–-]", gap):
            return None
        if one.title and "," in gap and not _ends_clause(line, two.last):
            return None
        return replace(one, name=one.name or two.name, title=one.title or two.title, last=two.last)


def _text(line: Line, first: int, last: int) -> str:
    return _POSSESSIVE.sub("", line.text[line.tokens[first].start : line.tokens[last].end])


def _ends_clause(line: Line, place: int) -> bool:
    return place + 1 >= len(line.tokens) or line.tokens[place + 1].clause != line.tokens[place].clause


def _is_part(line: Line, last: int) -> bool:
    """Whether a title only says whose: `CEO's nephew`, `owner-run`."""
    end = line.tokens[last].end
    return _POSSESSIVE.search(line.text[line.tokens[last].start : end]) is not None or line.text[end : end + 1] == "-"


def _is_negated(line: Line, matches: Sequence[Match], person: Person) -> bool:
    """`not Ana, her boss`: Ana is nobody that is meant."""
    return any(
        match.meaning.kind == "negation"
        and 0 < person.first - match.last <= _NEGATED
        and line.tokens[match.last].clause == line.tokens[person.first].clause
        for match in matches
    )


def _with_roles(line: Line, people: Sequence[Person], matches: Sequence[Match], words: _RoleWords) -> list[Person]:
    """Each with the role whose words are nearest; words of one role go to one person, or to two with `and` between."""
    emails = [found.span() for found in _EMAIL.finditer(line.text)]
    roles = [match for match in matches if match.meaning.kind == "role" and match.meaning.of != "unknown"]
    roles = [role for role in roles if not any(_inside(role, other) for other in roles)]
    pairs = sorted(
        ((_distance(line, person, role, words), place, role) for place, person in enumerate(people) for role in roles),
        key=lambda pair: pair[0],
    )
    given: dict[int, Match] = {}
    used: set[int] = set()
    for distance, place, role in pairs:
        if distance <= _NEAR and place not in given and role.first not in used:
            given[place] = role
            used.add(role.first)
    for place in range(len(people) - 1, 0, -1):
        between = [token.word for token in line.tokens[people[place - 1].last + 1 : people[place].first]]
        if between == ["and"] and place in given:
            given.setdefault(place - 1, given[place])
    found = []
    for place, person in enumerate(people):
        mine = given.get(place)
        email = next((line.text[a:b] for a, b in emails if 0 <= a - line.tokens[person.last].end <= 3), "")
        found.append(replace(person, email=email, role=mine.meaning.of if mine else "unknown"))
    return found


def _inside(one: Match, other: Match) -> bool:
    return other.first <= one.first and one.last <= other.last and (one.first, one.last) != (other.first, other.last)


def _distance(line: Line, person: Person, role: Match, words: _RoleWords) -> float:
    """Tokens between a person and the words of a role, more for a comma, for standing before, for a telling word."""
    if role.first > person.last:
        one, two, extra, word = person.last, role.first, 0.0, 1.0
    elif role.last < person.first:
        one, two, extra, word = role.last, person.first, 0.5, _NEAR
    else:
        return _NEAR + 1.0
    if line.sentence_of(line.tokens[one]) != line.sentence_of(line.tokens[two]):
        return _NEAR + 1.0
    commas = line.tokens[two].clause - line.tokens[one].clause
    before = role.last < person.first
    said = tuple(line.tokens[place].word for place in range(role.first, role.last + 1))
    if before and said in words.after and not re.match(r"\s?[:=(]", line.text[line.tokens[one].end :]):
        return _NEAR + 1.0
    telling = sum(token.word not in (words.links if before else words.small) for token in line.tokens[one + 1 : two])
    return two - one - 1 + extra + 1.5 * commas + word * telling
