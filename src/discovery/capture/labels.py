"""What a rep names before a colon or after `#`: a fact or a criterion of the bank, which narrows the reading."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from discovery.banks.model import Bank
from discovery.capture.phrases import closest
from discovery.capture.questions import Questions
from discovery.capture.tokens import Line
from discovery.capture.words import FactWords, Phrase, Words

_MARK = re.compile(r"(?<![0-9]):(?!//)|(?<=[0-9]):(?![0-9/])|=")  # no time of day, no address
_HASH = re.compile(r"(?<![\w#])#([A-Za-z][\w-]{0,40})")
_LONGEST, _LONGEST_QUESTION = 5, 10  # words of a name, and of a question
_SHORTEST_FUZZY = 5
_ABOUT, _WHOM = ("for", "about", "at", "of", "with"), 3  # before whom a name is about, in so many words


@dataclass(frozen=True, slots=True)
class Label:
    """A named stretch: the name from `start`, the value from `value` to `end`. `facts`, the likeliest first."""

    start: int
    value: int
    end: int
    facts: tuple[str, ...]
    is_fact: bool


class Labels:
    """The names of a bank's facts and criteria. Frozen once it is built; `known` words are never misspelled names."""

    def __init__(self, bank: Bank, words: Words, known: Container[str], questions: Questions) -> None:
        self._words, self._known, self._questions = words, known, questions
        self._askable = frozenset(bank.facts)
        self._named: dict[Phrase, list[str]] = defaultdict(list)
        self._criteria: dict[Phrase, tuple[str, ...]] = {}
        asked = [fact for criterion in bank.criteria for fact in criterion.ask]
        order = sorted(bank.facts, key=lambda fact: asked.index(fact) if fact in asked else len(asked))
        known = [fact for fact in words.facts if fact in bank.facts]
        for fact in (*known, *order):
            self._add([fact.replace(".", " "), *words.facts.get(fact, FactWords()).names], [fact])
        for fact in order:
            self._add([fact.partition(".")[2].replace("_", " ")], [fact])
        for criterion in bank.criteria:
            for name in (criterion.id.replace("_", " "), criterion.title):
                self._add([name], criterion.ask)
                self._criteria[words.phrase(name)] = criterion.ask
        for topic in bank.topics.values():
            facts = [fact for fact in order if fact.startswith(f"{topic.id}.")]
            self._add([topic.id.replace("_", " "), topic.title], facts)
            self._criteria.setdefault(words.phrase(topic.id.replace("_", " ")), tuple(facts))
        self._alike_names, self._alike_criteria = _by_letter(self._named), _by_letter(self._criteria)

    def found(self, line: Line) -> tuple[Label, ...]:
        """The named stretches of a line, a fact's up to the end of its sentence, each up to the next."""
        starts = sorted((*self._of_facts(line), *self._of_criteria(line)))
        labels = []
        for place, (start, value, facts, is_fact) in enumerate(starts):
            after = starts[place + 1][0] if place + 1 < len(starts) else len(line.text)
            end = _sentence_end(line, start) if is_fact else len(line.text)
            labels.append(Label(start, value, min(after, max(end, value)), facts, is_fact))
        return tuple(labels)

    def _of_facts(self, line: Line) -> Iterable[tuple[int, int, tuple[str, ...], bool]]:
        for mark in _MARK.finditer(line.text):
            if any(start < mark.start() < end for start, end in line.quotes):
                continue
            last = line.token_at(mark.start() - 1)
            if last >= len(line.tokens) or line.tokens[last].end > mark.start():
                last = line.token_at(mark.start()) - 1
            for length in range(min(_LONGEST, last + 1), 0, -1):
                tokens = line.tokens[last - length + 1 : last + 1]
                if tokens[0].clause != tokens[-1].clause or line.text[tokens[-1].end : mark.start()].strip():
                    continue
                facts = self._resolved(line.text[tokens[0].start : tokens[-1].end], self._named)
                if facts:
                    yield tokens[0].start, mark.end(), tuple(facts), True
                    break
            else:
                asked = list(self._of_questions(line, mark, last))
                yield from asked or self._about_somebody(line, mark, last)

    def _about_somebody(
        self, line: Line, mark: re.Match[str], last: int
    ) -> Iterable[tuple[int, int, tuple[str, ...], bool]]:
        """A name with whom it is about at its end: `what they like about Acme: the reports`."""
        places = [place for place in range(max(0, last - _WHOM), last) if line.tokens[place].word in _ABOUT]
        if not places or line.tokens[places[-1]].clause != line.tokens[last].clause:
            return
        if line.text[line.tokens[last].end : mark.start()].strip():
            return
        end = line.tokens[places[-1] - 1].end
        for first in range(max(0, places[-1] - _LONGEST), places[-1] - 1):
            facts = self._named.get(self._words.phrase(line.text[line.tokens[first].start : end]))
            if facts and line.tokens[first].clause == line.tokens[last].clause:
                yield line.tokens[first].start, mark.end(), tuple(facts), True
                return

    def _of_questions(
        self, line: Line, mark: re.Match[str], last: int
    ) -> Iterable[tuple[int, int, tuple[str, ...], bool]]:
        """The question whose words stand from the start of a sentence to a colon: `how bad, 0 to 10: 8`."""
        if last < 0 or line.tokens[last].end > mark.start() or line.text[line.tokens[last].end : mark.start()].strip():
            return
        first = last
        while first and line.sentence_of(line.tokens[first - 1]) == line.sentence_of(line.tokens[last]):
            first -= 1
        said = [token.word for token in line.tokens[first : last + 1]]
        if any(word.isalpha() and word not in self._known and word not in self._words.filler for word in said):
            return  # it says more than the question
        fact = self._questions.meant(said, self._askable) if len(said) <= _LONGEST_QUESTION else None
        if fact:
            yield line.tokens[first].start, mark.end(), (fact,), True

    def _of_criteria(self, line: Line) -> Iterable[tuple[int, int, tuple[str, ...], bool]]:
        for mark in _HASH.finditer(line.text):
            phrase = self._words.phrase(mark[1].replace("_", " "))
            near = [name for name in self._criteria if "".join(name).startswith("".join(phrase))]
            facts = self._criteria.get(phrase) or (self._criteria[near[0]] if len(near) == 1 else ())
            facts = facts or self._resolved(mark[1].replace("_", " "), self._criteria)
            if facts:
                yield mark.start(), mark.end(), tuple(facts), False

    def _resolved(self, text: str, named: Mapping[Phrase, Sequence[str]]) -> tuple[str, ...]:
        """The facts of a name, a slip of the finger allowed."""
        phrase = self._words.phrase(text)
        if phrase in named:
            return tuple(named[phrase])
        joined = " ".join(phrase)
        if len(joined) < _SHORTEST_FUZZY or joined in self._known or joined in self._words.filler | self._words.spelled:
            return ()
        near = closest(joined, self._alike(named).get(joined[0], ()))
        return tuple(named[tuple(near.split(" "))]) if near else ()

    def _alike(self, named: Mapping[Phrase, Sequence[str]]) -> Mapping[str, Sequence[str]]:
        return self._alike_criteria if named is self._criteria else self._alike_names

    def _add(self, names: Iterable[str], facts: Iterable[str]) -> None:
        for name in names:
            listed = self._named[self._words.phrase(name)]
            listed.extend(fact for fact in facts if fact not in listed)


def _by_letter(named: Iterable[Phrase]) -> Mapping[str, Sequence[str]]:
    """Names by their first letter, which a slip of the finger leaves alone."""
    letters: dict[str, list[str]] = defaultdict(list)
    for name in named:
        if name:
            letters[name[0][:1]].append(" ".join(name))
    return letters


def _sentence_end(line: Line, start: int) -> int:
    """Where the sentence ends that a place is in, its marks included."""
    clause = line.clauses[line.clause_at(start)]
    end = max(other.end for other in line.clauses if other.sentence == clause.sentence)
    while end < len(line.text) and line.text[end] in " ?!":
        end += 1
    return end
