"""The questions of a bank, known again by their words: `who signs for it`, `how many users`, `first thing he asks`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log

from discovery.banks.model import Bank, Fact
from discovery.capture.words import FactWords, Words

_OF_CUE = 0.7  # what a word of a cue counts, next to one of the question or a name
_MOST, _CLEAR = 0.72, 0.12  # the share of the words that makes a question meant, and how far it has to be ahead
_FITS, _RARE = 1.25, 0.2  # for a type that was asked for; what a word of every question counts


class Questions:
    """The words of each question. Frozen once it is built."""

    def __init__(self, bank: Bank, words: Words) -> None:
        self._types = {fact.id: fact.type for fact in bank.facts.values()}
        self._little = words.little | words.folded("pointers")
        self._openers = words.folded("question_words")
        self._asking = {
            words.phrase(asking): frozenset(types.split())
            for types, askings in words.asking.items()
            for asking in askings
        }
        order = {fact: place for place, fact in enumerate(words.facts)}
        self._order = {fact: order.get(fact, len(order)) for fact in bank.facts}
        self._words_of: dict[str, dict[str, float]] = defaultdict(dict)
        for fact in bank.facts.values():
            known = words.facts.get(fact.id, FactWords())
            self._add(fact.id, words, known.cues, _OF_CUE)
            self._add(fact.id, words, (*_own(fact), *known.names), 1.0)
        spread = Counter(word for own in self._words_of.values() for word in own)
        self._weights = {word: log(len(bank.facts) / count) + _RARE for word, count in spread.items()}
        self._heaviest = log(len(bank.facts)) + _RARE

    def _add(self, fact: str, words: Words, texts: Iterable[str], counts: float) -> None:
        for text in texts:
            self._words_of[fact].update((word, counts) for word in words.phrase(text) if word not in self._little)

    def rated(self, said: Sequence[str], of: Collection[str] | None = None) -> Mapping[str, float]:
        """How much of what was said each question has, 0 to 1 and more where its type was asked for as well."""
        types = self._asked_types(said)
        told = [word for word in said if word not in self._little]
        whole = sum(self._weights.get(word, self._heaviest / 2) for word in told)
        if not whole:
            return {}
        rated = {}
        for fact, own in self._words_of.items():
            if (of is not None and fact not in of) or (types and self._types[fact] not in types):
                continue
            share = sum(self._weights[word] * own[word] for word in told if word in own) / whole
            if share:
                rated[fact] = share * (_FITS if types else 1.0)
        return rated

    def meant(self, said: Sequence[str], of: Collection[str], least: float = _MOST) -> str | None:
        """The question that words repeat: most of those that tell something, and clearly more than of any other."""
        told = {word for word in said if word not in self._little and word.isalpha()}
        known = [word for word in told if word in self._weights]
        if len(known) < 2 and not (known and said[0] in self._openers):
            return None
        rated = self.rated([word for word in said if word.isalpha()], of)
        ranked = sorted(rated, key=lambda fact: -rated[fact])
        clear = len(ranked) < 2 or rated[ranked[0]] - rated[ranked[1]] >= _CLEAR
        return ranked[0] if ranked and clear and rated[ranked[0]] >= least else None

    def place(self, fact: str) -> int:
        """Where a fact stands in the words of the language: of two that fit alike, the first is meant."""
        return self._order[fact]

    def asks(self, said: Sequence[str]) -> bool:
        """Whether words are a question about somebody, a day, a number or an amount."""
        return bool(self._asked_types(said))

    def _asked_types(self, said: Sequence[str]) -> Collection[str]:
        """The types of facts that the words ask for: `how much` asks for money."""
        for length in (2, 1):
            for at in range(min(3, len(said) - length + 1)):
                if types := self._asking.get(tuple(said[at : at + length])):
                    return types
        return ()


def _own(fact: Fact) -> tuple[str, ...]:
    return (fact.id.partition(".")[2].replace("_", " "), fact.ask)
