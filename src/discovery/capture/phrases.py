"""What phrases mean to a bank: its labels and other words, and those of a language, in one index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from discovery.banks.model import Bank, Fact
from discovery.capture.packed import Packed
from discovery.capture.tokens import Line
from discovery.capture.words import FactWords, Phrase, Words

Kind = Literal[
    "choice",
    "cue",
    "lead",
    "name",
    "role",
    "unit",
    "negation",
    "unknown",
    "declined",
    "correction",
    "past",
    "absent",
    "elsewhere",
]

_KNOWN, _LABEL, _WORD, _COMMON = 0.84, 0.8, 0.5, 0.3  # how far a phrase alone answers: see `_strength`
_CUE, _OWN_CUE, _LITTLE, _HINT = 0.4, 0.36, 0.25, 0.1  # what a cue adds: see `_add_cues`
HINTED = 0.55
"""The strength of a phrase that answers beside a cue only, where the language says so."""
_LONGER = 0.02  # what each further word of a phrase adds
_SHORTEST_FUZZY = 5
_LOOSER = 0.04  # what a phrase loses that is read over little words
_APART = 2  # little words between two of a phrase's
_SURE_APART, _OVER = 3, 0.015  # telling words of a phrase that may stand apart; what it loses with each gone over


class Meaning(NamedTuple):
    """`of` is a fact's id, a role or a unit; `strength` how sure it makes an answer, 0 to 1."""

    kind: Kind
    of: str
    choice: str = ""
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: tokens `first` to `last` (included) of the line."""

    first: int
    last: int
    meaning: Meaning


class Phrases:
    """The phrases of one bank: frozen once it is built."""

    def __init__(self, bank: Bank, words: Words) -> None:
        self._words = words
        self._meanings: Packed[tuple[Meaning, ...]] = Packed(())
        self._loose: Packed[tuple[Meaning, ...]] = Packed(())
        for fact in bank.facts.values():
            self._add_choices(fact, words.facts.get(fact.id, FactWords()))
        self._add_cues(bank)
        for kind, table in (("role", words.roles), ("unit", words.units)):
            for of, texts in table.items():
                self._add(texts, Meaning(kind, of))  # type: ignore[arg-type]
        for kind, name in (
            ("negation", "negations"), ("unknown", "unknown"), ("declined", "declined"),
            ("correction", "corrections"), ("past", "not_the_date"), ("absent", "absent"),
        ):  # fmt: skip
            self._add(words.lists[name], Meaning(kind, ""))  # type: ignore[arg-type]
        for name in ("elsewhere", "unrelated"):
            self._add(words.lists[name], Meaning("elsewhere", name))
        self._somebody = words.folded("somebody")
        self._add_without_little()
        self.known = frozenset(word for phrase, _ in self._meanings.items() for word in phrase.split(" "))
        words.plain.clear()  # folded for the index; a line has few words of its own
        self._alike: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.known):
            if len(word) >= _SHORTEST_FUZZY - 1 and word.isalpha():
                self._alike[word[0]].append(word)

    def matches(self, line: Line) -> tuple[Match, ...]:
        """Every phrase that is known, in the order of the line; none goes over the end of a sentence."""
        tokens, places = line.tokens, line.counted
        read = self._spelled(line)
        found: list[Match] = []
        for at, first in enumerate(places):
            sentence = line.sentence_of(tokens[first])
            for length in range(1, min(self._longest(read[at]), len(places) - at) + 1):
                last = places[at + length - 1]
                if line.sentence_of(tokens[last]) != sentence:
                    break
                for meaning in self._meanings[" ".join(read[at : at + length])]:
                    found.append(Match(first, last, meaning))
        known = {(match.first, match.last, *match.meaning[:3]) for match in found}
        found += (m for m in self._loosely(line, read) if (m.first, m.last, *m.meaning[:3]) not in known)
        return tuple(found)

    def _loosely(self, line: Line, read: Sequence[str]) -> Iterator[Match]:
        """Phrases of several telling words with pronouns and the like between them, inside one clause.

        One of two telling words goes over nothing in the line. What is gone over makes it less sure.
        """
        counted = enumerate(zip(line.counted, read, strict=True))
        told = [(at, place, word) for at, (place, word) in counted if word not in self._words.little]
        for at, (start, first, word) in enumerate(told):
            for length in range(2, min(self._longest(word), len(told) - at) + 1):
                before, (end, last, _) = told[at + length - 2][0], told[at + length - 1]
                if end - before > _APART + 1 or line.tokens[last].clause != line.tokens[first].clause:
                    break
                over = end - start + 1 - length
                phrase = " ".join([word for _, _, word in told[at : at + length]])
                exact = self._meanings[phrase] if over else ()
                for meaning in (*self._loose[phrase], *self._that_may_loosen(word, exact)):
                    if not over or length >= _SURE_APART or meaning.kind == "cue":
                        yield Match(first, last, meaning._replace(strength=meaning.strength - _OVER * over))

    def _add_without_little(self) -> None:
        """Adds the phrases with little words by their several telling ones alone; of one that comes twice, the surer.

        Whose opinion counts is part of what a choice says: one that begins with somebody is read as it stands.
        """
        looser: dict[Meaning, Meaning] = {}
        little = self._words.little
        for phrase, meanings in self._meanings.items():
            words = phrase.split(" ")
            told = [word for word in words if word not in little]
            if len(told) < 2 or len(told) == len(words):
                continue
            telling = sum(word not in self._words.filler for word in told)
            for meaning in self._that_may_loosen(words[0], meanings):
                if telling < 2 and meaning.kind != "cue":
                    continue
                if meaning not in looser:
                    looser[meaning] = meaning._replace(strength=meaning.strength - _LOOSER)
                self._loose.change(" ".join(told), partial(_surest, looser[meaning]))

    def _that_may_loosen(self, first: str, meanings: Iterable[Meaning]) -> Iterator[Meaning]:
        somebody = first in self._somebody
        return (one for one in meanings if one.kind == "cue" or (one.strength > _LABEL and not somebody))

    def means(self, text: str) -> tuple[Meaning, ...]:
        """What a text means as a whole."""
        return self._meanings[" ".join(self._words.phrase(text))]

    def _longest(self, first: str) -> int:
        return max(self._meanings.longest(first), self._loose.longest(first))

    def _spelled(self, line: Line) -> list[str]:
        """The counted words, those that are nobody's put right where one known word is close."""
        read = []
        for place in line.counted:
            token = line.tokens[place]
            word = token.word
            odd = len(word) >= _SHORTEST_FUZZY and word.isalpha() and not token.capital
            if odd and not any(word in own for own in (self.known, self._words.filler, self._words.spelled)):
                word = closest(word, self._alike.get(word[0], ())) or word
            read.append(word)
        return read

    def _add(self, texts: Iterable[str], meaning: Meaning) -> None:
        for text in texts:
            self._add_phrase(self._words.phrase(text), meaning)

    def _add_phrase(self, phrase: Phrase, meaning: Meaning) -> None:
        if phrase:
            self._meanings.change(" ".join(phrase), partial(_surest, meaning))

    def _add_choices(self, fact: Fact, known: FactWords) -> None:
        for choice in fact.choices:
            for text in (choice.label, *choice.also):
                self._add([text], Meaning("choice", fact.id, choice.id, self._strength(text)))
        for table, sure in ((known.says, True), (known.hints, False)):
            for choice_id, texts in table.items():
                fits = choice_id in ("yes", "no") if fact.type == "yes_no" else fact.choice(choice_id) is not None
                for text in texts if fits else ():
                    phrase = self._words.phrase(text)
                    strength = self._known_strength(text, phrase) if sure else HINTED
                    self._add_phrase(phrase, Meaning("choice", fact.id, choice_id, strength))
        if fact.type == "text":
            self._add(known.leads, Meaning("lead", fact.id, strength=0.85))
            for name in known.names:
                phrase = self._words.phrase(name)
                if any(word not in self._words.filler for word in phrase):
                    self._add_phrase(phrase, Meaning("name", fact.id, strength=0.85))

    def _known_strength(self, text: str, phrase: Phrase) -> float:
        """How far a phrase of the language alone answers; one that is a word and little words is only a hint."""
        counted, little = len(phrase), all(word in self._words.filler for word in phrase)
        if counted <= text.count(" ") and (counted == 1 or little):
            return _WORD
        return _KNOWN + _LONGER * min(counted, 5)

    def _strength(self, text: str) -> float:
        """How far a label alone answers: two words with a meaning do, one needs something beside it."""
        telling = [word for word in self._words.phrase(text) if word not in self._words.filler]
        return (_COMMON, _WORD, _LABEL)[min(len(telling), 2)]

    def _add_cues(self, bank: Bank) -> None:
        """What binds a value to a fact: the language's words for it, else those of its question and unit."""
        of_question = {fact.id: frozenset(self._question_words(fact)) for fact in bank.facts.values()}
        spread = Counter(word for own in of_question.values() for word in own)
        for fact in bank.facts.values():
            known = self._words.facts.get(fact.id)
            for text in (*known.cues, *known.names) if known else ():
                phrase = self._words.phrase(text)
                self._add_phrase(phrase, Meaning("cue", fact.id, strength=self._cue_strength(text, phrase)))
            strength = _HINT if known else _OWN_CUE
            own = [word for word in sorted(of_question[fact.id]) if spread[word] <= 2]
            self._add(own, Meaning("cue", fact.id, strength=strength))

    def _cue_strength(self, text: str, phrase: Phrase) -> float:
        """How much a cue of the language adds; little words alone bind next to nothing."""
        longer = _LONGER * min(len(phrase) - 1, 3)
        if all(word in self._words.filler for word in phrase):
            return (_OWN_CUE if " " in text else _LITTLE) + longer
        return _CUE + longer

    def _question_words(self, fact: Fact) -> Iterator[str]:
        text = " ".join((fact.id.partition(".")[2].replace("_", " "), fact.ask, fact.unit or ""))
        return (word for word in self._words.phrase(text) if word not in self._words.filler and word.isalpha())


def _surest(meaning: Meaning, known: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """What a phrase means with one meaning more; of one that is there already, the surer."""
    if not known or meaning in known:
        return known or (meaning,)
    same = tuple(one for one in known if one[:3] != meaning[:3] or one.strength > meaning.strength)
    lost = len(same) < len(known) or all(one[:3] != meaning[:3] for one in same)
    return (*same, meaning) if lost else same


def closest(word: str, among: Iterable[str]) -> str | None:
    """The one of some words that is a slip away: one letter, two from eight letters on."""
    from rapidfuzz import process  # eight milliseconds, at the first word that nobody knows
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 8 else 2
    found = process.extractOne(word, list(among), scorer=OSA.distance, score_cutoff=most)
    return found[0] if found else None


def cues_by_fact(matches: Iterable[Match]) -> Mapping[str, list[Match]]:
    """The cues of each fact, in the order of the line."""
    cues: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.meaning.kind == "cue":
            cues[match.meaning.of].append(match)
    return cues
