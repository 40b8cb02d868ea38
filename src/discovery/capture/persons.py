"""People found inside a line: names, titles, and the buying role that stands beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from discovery.banks.conditions import Json
from discovery.capture.names import Names, is_part, written
from discovery.capture.phrases import Match, Phrases
from discovery.capture.titles import Title, Titles, is_edge
from discovery.capture.tokens import Line, Span
from discovery.capture.words import Phrase, Words

_EMAIL = re.compile(r"[^\s<>,;:()@\"]{1,64}@[^\s<>,;:()@\"]{1,80}\.[A-Za-z]{2,10}")
_NAMES = re.compile(r"\s*[:=]\s*")  # between what is asked for and who it is
_DENIED = 4  # tokens from a `not` to what is denied
_NEGATED = 3  # tokens from a `not` to the person
_NEAR = 4  # tokens between a person and the words for the role
_BRACKET = 5  # tokens between a name and its title in brackets


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the line: tokens `first` to `last` (included). `only_beside`: a title that is none without a name."""

    name: str
    title: str
    first: int
    last: int
    role: str = "unknown"
    email: str = ""
    only_beside: bool = False

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
        self._titles = Titles(words)
        self._names = Names(words, phrases)
        self._links = frozenset(words.fold(text) for text in words.titles["links"])
        after = frozenset(words.phrase(text) for text in words.role_words["after"])
        self._roles = _RoleWords(words.filler | self._links, self._links, after)
        self._pronouns = frozenset(words.fold(text) for text in words.titles["pronouns"])
        self._verbs = self._links | words.folded("verbs")
        alone = {words.fold(text) for text in words.titles["alone"]}
        self._chiefs = alone - words.filler - set(words.titles["vague"])
        self._vague = frozenset(words.titles["vague"])
        self._contrasts = words.folded("contrasts")

    def found(self, line: Line, matches: Sequence[Match], taken: Sequence[Span]) -> tuple[Person, ...]:
        """The people of a line, with their roles. `taken` are places that are something else, such as dates."""
        joined: list[Person] = []
        for part in self._parts(line, matches, taken):
            if joined and (whole := self._joined(line, joined[-1], part)):
                joined[-1] = whole
            elif joined and self._is_told_better(line, joined[-1], part):
                joined[-1] = replace(joined[-1], title=part.title, last=part.last)
            elif joined and self._is_apart(line, joined[-1], part):
                joined[-1] = replace(
                    joined[-1], name=joined[-1].name or part.name, title=joined[-1].title or part.title
                )
            else:
                joined.append(part)
        people = [person for person in joined if not (person.only_beside or self._is_negated(line, matches, person))]
        return tuple(_made_whole(_with_roles(line, people, matches, self._roles)))

    def _parts(self, line: Line, matches: Sequence[Match], taken: Sequence[Span]) -> list[Person]:
        """Names and titles, one by one. A title inside a phrase of several words, as in `budget owner`, is none."""
        parts: list[Person] = []
        covered = {place for start, end in taken for place in range(line.token_at(start), line.token_at(end))}
        named = _places(
            match for match in matches if match.meaning.kind in ("cue", "role") and match.last > match.first
        )
        said = _places(match for match in matches if match.meaning.kind == "role")
        ends = {match.last for match in matches if match.meaning.kind in ("cue", "role")}
        at = 0
        while at < len(line.tokens):
            title = None if at in covered else self._titles.at(line, at, said)
            if title and not is_part(line, title.last) and not self._is_in_phrase(line, title, named):
                text = written(line, title.first, title.last)
                parts.append(Person("", text, title.first, title.last, only_beside=title.only_beside))
                at = title.last + 1
                continue
            after_title = bool(parts) and bool(parts[-1].title) and parts[-1].last == at - 1
            length = self._names.at(line, at, covered, after_title)
            small = 0 if length or at in covered else self._small(line, at)
            if length or small:
                text = written(line, at, at + length + small - 1)
                parts.append(Person(text.title() if small else text, "", at, at + length + small - 1))
                length += small
            elif at not in covered and self._names.in_small(line, at) and self._is_pointed_at(line, at, parts, ends):
                length = 2
                parts.append(Person(written(line, at, at + 1).title(), "", at, at + 1))
            at += max(1, length)
        return parts

    def _small(self, line: Line, at: int) -> int:
        """How many tokens from here are a name in small letters: a first name, or what a title in brackets follows."""
        if length := self._names.small(line, at):
            return length
        title = self._titles.at(line, at + 1, ()) if self._names.is_bracketed(line, at) else None
        return 1 if title and self._titles.fills(line, title) else 0

    def _is_in_phrase(self, line: Line, title: Title, named: Container[int]) -> bool:
        """Whether a title is only a word of a phrase, as of `budget owner`; a CEO never is."""
        word = line.tokens[title.first].word
        return title.first == title.last and title.first in named and word not in self._chiefs

    def _is_pointed_at(self, line: Line, at: int, parts: Sequence[Person], ends: Collection[int]) -> bool:
        """Whether two words are somebody: a title or a role is said to be them, or a title follows them."""
        before = at - 1
        is_them = before >= 0 and line.tokens[before].word in ("is", "be", "called", "named", "by")
        by = is_them and line.tokens[before].word == "by"
        before -= is_them
        after = at + 2
        gap = line.text[line.tokens[after - 1].end : line.tokens[after].start] if after < len(line.tokens) else "."
        if before >= 0 and line.tokens[before].clause == line.tokens[at].clause:
            marked = _NAMES.fullmatch(line.text[line.tokens[before].end : line.tokens[at].start])
            titled = bool(parts) and bool(parts[-1].title) and not parts[-1].only_beside and parts[-1].last == before
            spoken = not is_them and (gap.strip(" .,;!") or gap == " ") and line.tokens[after].word in self._verbs
            if titled and (marked or is_them or gap != " " or spoken):
                return not by
            if (marked and before in ends) or (by and gap != " "):
                return True
        whole = is_edge(line, at) and (gap == "." or gap.strip(" ")[:1] in (",", ";", ".", "!"))
        if whole and before >= 0 and line.tokens[before].clause == line.tokens[at].clause - 1:
            return any(line.tokens[end].clause == line.tokens[before].clause for end in ends)
        if gap == ".":
            return False
        if line.text[line.tokens[after - 1].start : line.tokens[after - 1].end].endswith(("'s", "’s")):
            return is_edge(line, at)
        title = self._titles.at(line, after, ()) if gap.strip() in ("", ",", "(") else None
        return title is not None and (
            (gap.strip() == "" and _ends_clause(line, title.last)) or self._titles.fills(line, title)
        )

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
        return replace(one, name=one.name or two.name, title=one.title or two.title, last=two.last, only_beside=False)

    def _is_apart(self, line: Line, one: Person, two: Person) -> bool:
        """Whether two say the same, other words between them: `Ana could stop it, head of IT`, `IT stops it (Ana)`."""
        if bool(one.name) == bool(two.name) or bool(one.title) == bool(two.title):
            return False
        first, last = line.tokens[one.last], line.tokens[two.first]
        if re.search(r"\([^)]*$", line.text[first.end : last.start]):
            before = line.between(line.clauses[last.clause].start, last.start)
            pronoun = one.name and before and before[0].word in self._pronouns
            near = first.clause == last.clause and two.first - one.last <= _BRACKET
            return near or bool(pronoun and last.clause == first.clause + 1)
        next_clause = last.clause == first.clause + 1 and line.sentence_of(first) == line.sentence_of(last)
        return next_clause and self._titles.fills(line, Title(two.first, two.last))

    def _is_told_better(self, line: Line, one: Person, two: Person) -> bool:
        """Whether a title says what somebody called boss really is: `his boss Dana Whitlock, director logistics`."""
        vague = bool(one.name) and one.title.casefold() in self._vague and not two.name
        return vague and self._is_apart(line, replace(one, title=""), two)

    def _is_negated(self, line: Line, matches: Sequence[Match], person: Person) -> bool:
        """`not Ana, her boss`: Ana is nobody that is meant; `not Ana but Bob`: Bob is."""
        return any(
            match.meaning.kind == "negation"
            and 0 < person.first - match.last <= _NEGATED
            and line.tokens[match.last].clause == line.tokens[person.first].clause
            and not any(token.word in self._contrasts for token in line.tokens[match.last : person.first])
            for match in matches
        )


def _places(matches: Iterable[Match]) -> set[int]:
    return {place for match in matches for place in range(match.first, match.last + 1)}


def _ends_clause(line: Line, place: int) -> bool:
    return place + 1 >= len(line.tokens) or line.tokens[place + 1].clause != line.tokens[place].clause


def _with_roles(line: Line, people: Sequence[Person], matches: Sequence[Match], words: _RoleWords) -> list[Person]:
    """Each with the role whose words are nearest; words of one role go to one person, or to two with `and` between."""
    emails = [found.span() for found in _EMAIL.finditer(line.text)]
    roles = [match for match in matches if match.meaning.kind == "role" and match.meaning.of != "unknown"]
    denied = {match.last for match in matches if match.meaning.kind == "negation"}
    roles = [role for role in roles if not any(_inside(role, other) for other in roles)]
    roles = [role for role in roles if not is_denied(line, role.first, denied, words.small)]
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


def _made_whole(people: Sequence[Person]) -> Iterator[Person]:
    """Each with what is said of the same one elsewhere in the line: `CFO Ana Ruiz`, later `Ana signs`."""
    for person in people:
        for other in people:
            if not _is_same(person, other):
                continue
            person = replace(
                person,
                name=max(person.name, other.name, key=len),
                title=person.title or other.title,
                role=other.role if person.role == "unknown" else person.role,
                email=person.email or other.email,
            )
        yield person


def _is_same(one: Person, two: Person) -> bool:
    """Whether two are one: of one title where a name is missing, or the whole name and a part of it."""
    titles = one.title.casefold(), two.title.casefold()
    if not (one.name and two.name):
        return titles[0] == titles[1]
    short, long = sorted((one.name.casefold(), two.name.casefold()), key=len)
    return (short == long or short in long.split()) and (titles[0] == titles[1] or "" in titles)


def is_denied(line: Line, place: int, denied: Container[int], small: Container[str]) -> bool:
    """Whether a `not` stands before a place in its clause, little words between them at most: `isn't the decider`."""
    for before in range(place - 1, max(-1, place - 1 - _DENIED), -1):
        token = line.tokens[before]
        if token.clause != line.tokens[place].clause:
            return False
        if before in denied:
            return True
        if token.word not in small:
            return False
    return False


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
    asked = role.first > 0 and line.tokens[role.first - 1].word in ("who", "whoever")
    if before and said in words.after and not asked and not re.match(r"\s?[:=(]", line.text[line.tokens[one].end :]):
        return _NEAR + 1.0
    telling = sum(token.word not in (words.links if before else words.small) for token in line.tokens[one + 1 : two])
    return two - one - 1 + extra + 1.5 * commas + word * telling
