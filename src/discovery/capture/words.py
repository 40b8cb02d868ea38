"""The words of a language that the capture line knows: data, a folder a language, with a file for each topic."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

Phrase = tuple[str, ...]

_MOST_KEPT = 20_000  # words
_CHOICES = re.compile(r"\(([^()]*)\)")

TOKEN = re.compile(r"w/(?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*|[0-9]+|[&+]|#(?=[0-9])")
"""Pattern of a word, a run of digits, or a sign that stands for a word."""

_POSSESSIVE = re.compile(r"(?<!\bhe)(?<!\bshe)(?<!\bit)(?<!\bthat)(?<!\bwho)(?<!\bthere)['’]s$")
"""No possessive is `he's`: it is what others type as `hes`."""


@dataclass(frozen=True, slots=True)
class Listed(Collection[str]):
    """The phrases of a list, spelled out when they are asked for: `(wont|wouldnt) (say|tell)` is four."""

    text: str

    def __iter__(self) -> Iterator[str]:
        return (phrase for part in self.text.split(",") for phrase in _spelled_out(part) if phrase)

    def __contains__(self, phrase: object) -> bool:
        return any(one == phrase for one in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class FactWords:
    """What reps type about one fact, beside the words of its bank."""

    names: Collection[str] = ()
    cues: Collection[str] = ()
    leads: Collection[str] = ()
    says: Mapping[str, Collection[str]] = field(default_factory=dict)
    hints: Mapping[str, Collection[str]] = field(default_factory=dict)
    months: tuple[tuple[int, str], ...] = ()
    not_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Sets hold folded words; tuples hold phrases as they stand in the file.

    `plain` keeps how the small words of phrases are folded, which are thousands of the same few.
    """

    same: Mapping[str, str]
    skip: frozenset[str]
    little: frozenset[str]
    filler: frozenset[str]
    spelled: frozenset[str]
    lists: Mapping[str, tuple[str, ...]]
    single: Mapping[str, frozenset[str]]
    asking: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[str, ...]]
    role_words: Mapping[str, tuple[str, ...]]
    role_facts: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, FactWords]
    first_names: frozenset[str]
    plain: dict[str, str] = field(default_factory=dict)

    def fold(self, raw: str) -> str:
        """A word as it is compared: small letters, no apostrophe, no plural, one spelling."""
        word = _plain(raw)
        return _singular(self.same.get(word, word))

    def phrase(self, text: str) -> Phrase:
        """The words of a text that count."""
        folded: list[str] = []
        for piece in text.split():
            word = self.plain.get(piece)
            if word is None:
                if not (piece.isalpha() and piece.islower() and piece.isascii()):
                    folded = [self.fold(found[0]) for found in TOKEN.finditer(text)]
                    break
                word = _singular(self.same.get(piece, piece))
                if len(self.plain) < _MOST_KEPT:
                    self.plain[piece] = word
            folded.append(word)
        return tuple([word for word in folded if word not in self.skip]) or tuple(folded)

    def folded(self, name: str) -> frozenset[str]:
        """The single words of a list."""
        return self.single[name]


def load(language: str = "en") -> Words:
    """The words of a language. Read once, when the first line is typed."""
    return _load(language)  # one copy, however the language was said


@cache
def _load(language: str) -> Words:
    import tomllib

    folder = files("discovery.capture").joinpath("words", language)
    raw = {
        key: value
        for name in ("general", "people")
        for key, value in tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")).items()
    }
    facts: dict[str, FactWords] = {}
    for topic in _listed(raw["topics"]):
        own = tomllib.loads(folder.joinpath(f"{topic}.toml").read_text("utf-8"))
        facts |= {f"{topic}.{name}": _fact_words(item) for name, item in own.items()}
    same = {_plain(typed): _plain(meant) for typed, meant in raw["same"].items()}
    lists = {name: _listed(text) for name, text in raw.items() if isinstance(text, str)}
    sets = {
        name: frozenset(_singular(same.get(_plain(word), _plain(word))) for word in _listed(raw[name]))
        for name in ("skip", "little", "filler", "spelled")
    }
    return Words(
        same=same,
        skip=sets["skip"],
        little=sets["little"] | sets["skip"],
        filler=sets["filler"] | sets["skip"],
        spelled=sets["spelled"],
        lists=lists,
        single={name: frozenset(_singular(same.get(word, word)) for word in listed) for name, listed in lists.items()},
        asking=_table(raw["asking"]),
        units=_table(raw["units"]),
        titles=_table(raw["titles"]),
        roles=_table(raw["roles"]),
        role_words=_table(raw["role_words"]),
        role_facts=_table(raw["role_facts"]),
        facts=facts,
        first_names=_first_names(),
    )


def _first_names() -> frozenset[str]:
    """Names of people in whatever language a call is held: one file for all."""
    lines = files("discovery.capture").joinpath("words", "first_names.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def _fact_words(item: Mapping[str, Any]) -> FactWords:
    months = (pair.split() for pair in _listed(item.get("months", "")))
    return FactWords(
        names=Listed(item.get("names", "")),
        cues=Listed(item.get("cues", "")),
        leads=Listed(item.get("leads", "")),
        says={choice: Listed(text) for choice, text in item.get("says", {}).items()},
        hints={choice: Listed(text) for choice, text in item.get("hints", {}).items()},
        months=tuple((int(most), choice) for most, choice in months),
        not_also=_listed(item.get("not_also", "")),
    )


def _table(items: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {name: _listed(text) for name, text in items.items()}


def _listed(text: str) -> tuple[str, ...]:
    """The phrases of a list."""
    return tuple(Listed(text))


def _spelled_out(part: str) -> Iterator[str]:
    if "(" not in part:
        yield " ".join(part.split())
        return
    pieces = _CHOICES.split(part)  # the odd ones stood in brackets
    for picked in product(*(piece.split("|") if place % 2 else (piece,) for place, piece in enumerate(pieces))):
        yield " ".join("".join(picked).split())


def _plain(raw: str) -> str:
    word = _POSSESSIVE.sub("", raw.casefold()) or raw.casefold()
    return word.replace("'", "").replace("’", "")


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
