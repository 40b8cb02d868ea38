"""The words of a language that the capture line knows: data, a folder a language, with a file for each topic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

Phrase = tuple[str, ...]

_CHOICES = re.compile(r"\(([^()]*)\)")

TOKEN = re.compile(r"w/(?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*|[0-9]+|[&+]|#(?=[0-9])")
"""Pattern of a word, a run of digits, or a sign that stands for a word."""

_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class FactWords:
    """What reps type about one fact, beside the words of its bank."""

    names: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    months: tuple[tuple[int, str], ...] = ()
    not_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Sets hold folded words; tuples hold phrases as they stand in the file."""

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

    def fold(self, raw: str) -> str:
        """A word as it is compared: small letters, no apostrophe, no plural, one spelling."""
        word = _plain(raw)
        return _singular(self.same.get(word, word))

    def phrase(self, text: str) -> Phrase:
        """The words of a text that count."""
        if text.islower() and text.isascii() and text.replace(" ", "").isalpha():  # nearly all, in a third of the time
            folded = tuple(_singular(self.same.get(word, word)) for word in text.split())
        else:
            folded = tuple(self.fold(found[0]) for found in TOKEN.finditer(text))
        return tuple(word for word in folded if word not in self.skip) or folded

    def folded(self, name: str) -> frozenset[str]:
        """The single words of a list."""
        return self.single[name]


@cache
def load(language: str = "en") -> Words:
    """The words of a language. Read once, when the first line is typed."""
    import tomllib

    folder = files("discovery.capture").joinpath("words", language)
    raw = tomllib.loads(folder.joinpath("general.toml").read_text("utf-8"))
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
    )


def _fact_words(item: Mapping[str, Any]) -> FactWords:
    months = (pair.split() for pair in _listed(item.get("months", "")))
    return FactWords(
        names=_listed(item.get("names", "")),
        cues=_listed(item.get("cues", "")),
        leads=_listed(item.get("leads", "")),
        says=_table(item.get("says", {})),
        hints=_table(item.get("hints", {})),
        months=tuple((int(most), choice) for most, choice in months),
        not_also=_listed(item.get("not_also", "")),
    )


def _table(items: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {name: _listed(text) for name, text in items.items()}


def _listed(text: str) -> tuple[str, ...]:
    """The phrases of a list; `(wont|wouldnt) (say|tell)` stands for all four."""
    written = (" ".join(piece.split()) for piece in text.split(","))
    return tuple(phrase for part in written for phrase in _spelled_out(part) if phrase)


def _spelled_out(part: str) -> tuple[str, ...]:
    if "(" not in part:
        return (part,)
    pieces = _CHOICES.split(part)  # the odd ones stood in brackets
    picked = product(*(piece.split("|") if place % 2 else (piece,) for place, piece in enumerate(pieces)))
    return tuple(" ".join("".join(pieces).split()) for pieces in picked)


def _plain(raw: str) -> str:
    word = _POSSESSIVE.sub("", raw.casefold()) or raw.casefold()
    return word.replace("'", "").replace("’", "")


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
