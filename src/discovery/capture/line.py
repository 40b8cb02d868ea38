"""One line of free text, typed during a call, read as answers to the facts of a bank.

`50k approved, CFO Ana Ruiz signs !` proposes an amount, a way of funding and, confirmed, a signer. Only what is sure
enough is proposed; everything else stays as a note, so that nothing typed is lost. Nothing here is recorded: the rep
accepts, changes or drops what is proposed.

A `!` confirms what its own clause says, from comma to comma; after a clause that only says who says so (`…, he says !`)
and for words that say who is meant (`Ana Ruiz, CFO, signs !`) it reaches back over the comma, and no further. What the
rep still has to ask (`to ask: who signs?`) is a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.capture.answers import in_front, leads, named, named_text, text_of, within
from discovery.capture.candidates import Candidates
from discovery.capture.labels import Label, Labels
from discovery.capture.learned import Learned
from discovery.capture.notes import note
from discovery.capture.seen import SURE, Candidate, Seen, State
from discovery.capture.spread import spread
from discovery.capture.tokens import Line, taken_apart
from discovery.capture.words import Words, load
from discovery.text import clean

_MOST_READ = 2000
"""Characters that are read; what stands beyond them goes to the note."""
_PLAIN_LEAD = 0.85
"""How sure the text after a single word is, as `because`: a choice in it is more than a part of that."""
_CUT = 2
"""How many telling words are left of a text that something else cuts short."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that a piece of the line may be.

    `value` is JSON by the fact's type, None unless `state` is `answered`. `span` counts in the clean text of the line,
    `said` is what stands there; spans never overlap. `sureness` is 0 to 1. Of a fact that takes a list several
    proposals may come: they add up.
    """

    fact: str
    value: Json
    confirmed: bool
    quote: str
    said: str
    span: tuple[int, int]
    sureness: float
    state: State = "answered"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line proposes, in its order, and what was not understood: the spans and the note cover the whole line."""

    proposals: tuple[Proposal, ...]
    note: str


class LineReader:
    """Reads lines for one bank. Built once a call: the index of the bank's words is made here, and frozen.

    `currency` is that of money without one; `language` names the file of words.
    """

    def __init__(self, bank: Bank, currency: str, language: str = "en") -> None:
        self._words = load(language)
        self._bank = bank
        self._currency = currency
        self._finder = Candidates(bank, currency, self._words, language)
        self._learned = Learned(bank, self._words)
        self._labels = Labels(bank, self._words, self._finder.phrases.known, self._finder.questions)

    def read(self, text: str, *, on: date, prefer: str | None = None) -> Reading:
        """The proposals of a line. `on` is the day of the call; `prefer` the fact in front. Raises nothing."""
        whole = clean(text)
        line = taken_apart(whole[:_MOST_READ], self._words)
        if not line.tokens:
            return Reading((), whole.strip())
        labels = self._labels.found(line)
        seen = self._finder.seen(line, labels, on, prefer)
        announced = [
            text
            for text in leads(self._finder, seen)
            if not (
                line.is_asked(text[0].start)
                or seen.is_elsewhere(text[0].start)
                or self._learned.is_doubted(seen, text[0])
            )
        ]
        taken, doubted = self._taken(seen, labels, announced)
        taken = self._with_texts(seen, labels, announced, taken)
        taken = self._with_learned(seen, taken, doubted)
        taken = spread(self._finder, seen, _joined(self._bank, self._words, line, taken), labels)
        proposals = tuple(_proposal(line, candidate) for candidate in taken)
        return Reading(proposals, note(whole, line, taken))

    def _taken(
        self, seen: Seen, labels: Sequence[Label], announced: Sequence[tuple[Candidate, int]]
    ) -> tuple[list[Candidate], Collection[int]]:
        """The surest candidates that do not get in each other's way, each fact once unless it takes a list.

        And the clauses in which a phrase was doubted.
        """
        found = [
            *(
                candidate
                for label in labels
                if label.is_fact
                for candidate in named(self._finder, seen, label, self._currency)
            ),
            *in_front(self._finder, seen, self._currency),
            *within(self._bank, seen.line, self._finder.found(seen), labels),
        ]
        sure = [
            candidate
            for candidate in found
            if candidate.sureness >= SURE
            and not (
                seen.line.is_asked(candidate.start)
                and (candidate.state == "answered" or seen.line.is_asked(candidate.end - 1))
            )
            and not self._is_told(candidate, announced)
            and (not seen.is_elsewhere(candidate.start) or candidate.fact in self._words.lists["of_elsewhere"])
        ]
        doubted = [candidate for candidate in sure if self._learned.is_doubted(seen, candidate, sure)]
        sure = [candidate for candidate in sure if candidate not in doubted]
        sure = [candidate for candidate in sure if not _is_quoted_beside(seen.line, candidate, sure)]
        sure = list(self._without_shadows(seen, _corrected(self._bank, self._words, seen, sure)))
        sure.sort(key=lambda candidate: (-candidate.sureness, candidate.start - candidate.end, candidate.start))
        taken: list[Candidate] = []
        for candidate in sure:
            if self._fits(candidate, taken) and not _is_rivalled(candidate, sure):
                taken.append(candidate)
        taken.sort(key=lambda candidate: candidate.start)
        return taken, frozenset(seen.line.clause_at(candidate.start) for candidate in doubted)

    def _is_told(self, candidate: Candidate, announced: Sequence[tuple[Candidate, int]]) -> bool:
        """Whether a choice is only part of a text that was announced: `hardest part is chasing approvals by email`."""
        return self._bank.facts[candidate.fact].type in ("choice", "choices", "yes_no") and any(
            value_at <= candidate.start and candidate.end <= text.end and text.sureness > _PLAIN_LEAD
            for text, value_at in announced
        )

    def _without_shadows(self, seen: Seen, sure: Iterable[Candidate]) -> Iterator[Candidate]:
        """Without what a value says only in passing: the end of a contract, with its day, is not also a driver."""
        sure = tuple(sure)
        for candidate in sure:
            clause = seen.line.clause_at(candidate.start)
            chosen = {f"{candidate.fact} {choice}" for choice in _listed(candidate.value)}
            if not any(
                chosen & set(self._words.facts[other.fact].not_also) and seen.line.clause_at(other.start) == clause
                for other in sure
                if other.fact in self._words.facts
            ):
                yield candidate

    def _fits(self, candidate: Candidate, taken: Sequence[Candidate]) -> bool:
        several = self._bank.facts[candidate.fact].type in ("choices", "people")
        return not any(
            _overlap(candidate, other)
            or (
                other.fact == candidate.fact
                and not (several and other.state == "answered")
                and not _same(candidate, other)
            )
            for other in taken
        )

    def _with_texts(
        self,
        seen: Seen,
        labels: Sequence[Label],
        announced: Sequence[tuple[Candidate, int]],
        taken: list[Candidate],
    ) -> list[Candidate]:
        """The texts as well: each takes what stands from its first word to what is taken already."""
        asked = [label for label in labels if not seen.line.is_asked(label.start)]
        texts = [(found, label.value) for label in asked if (found := named_text(self._finder, seen.line, label))]
        texts += sorted(announced, key=lambda pair: -pair[0].sureness)
        for candidate, value_at in texts:
            inside = [other.end for other in taken if candidate.start <= other.start and other.end <= value_at]
            later = [other.start for other in taken if other.start >= value_at]
            limit = min(later, default=candidate.end)
            free = replace(
                candidate,
                start=max(inside, default=candidate.start),
                end=self._free_end(seen.line, candidate, value_at, limit),
            )
            done = text_of(seen.line, free, value_at)
            least = _CUT if self._is_cut(seen.line, free, candidate) else 1
            if self._fits(done, taken) and self._telling(str(done.value)) >= least:
                taken.append(done)
        return sorted(taken, key=lambda candidate: candidate.start)

    def _with_learned(self, seen: Seen, taken: list[Candidate], doubted: Collection[int]) -> list[Candidate]:
        """What likeness finds in the words that are left as well, the surest first."""
        for found in sorted(self._learned.candidates(seen, taken, doubted), key=lambda candidate: -candidate.sureness):
            if self._fits(found, taken):
                taken = [*taken, found]
        return sorted(taken, key=lambda candidate: candidate.start)

    def _free_end(self, line: Line, candidate: Candidate, value_at: int, limit: int) -> int:
        """Where a text ends: before the clause of what is taken, or before that with the small words left off."""
        end = min(candidate.end, limit)
        if end == candidate.end:
            return end
        clause = line.clauses[line.clause_at(limit)]
        if clause.start > value_at:
            return clause.start
        tokens = line.between(value_at, end)
        while tokens and tokens[-1].word in self._words.filler:
            tokens = tokens[:-1]
        return tokens[-1].end if tokens else value_at

    def _is_cut(self, line: Line, free: Candidate, whole: Candidate) -> bool:
        """Whether something else ends a text within its clause."""
        return free.end < whole.end and line.clause_at(free.end - 1) == line.clause_at(free.end)

    def _telling(self, text: str) -> int:
        """How many words of a text tell something."""
        return sum(word not in self._words.filler for word in self._words.phrase(text))


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _same(one: Candidate, other: Candidate) -> bool:
    return one.value == other.value and one.state == other.state


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _is_quoted_beside(line: Line, candidate: Candidate, sure: Sequence[Candidate]) -> bool:
    """Whether words are in a quotation that already stands beside an answer, which it is the prospect's wording of."""
    if not line.in_quote(candidate.start) or candidate.quote:
        return False
    clause = line.clause_at(candidate.start)
    return any(line.clause_at(other.start) == clause and not line.in_quote(other.start) for other in sure)


def _is_rivalled(candidate: Candidate, sure: Sequence[Candidate]) -> bool:
    """Whether the very same words answer another fact just as surely: then they answer none."""
    return any(
        other.fact != candidate.fact
        and (other.start, other.end) == (candidate.start, candidate.end)
        and abs(other.sureness - candidate.sureness) < 1e-9
        for other in sure
    )


def _corrected(bank: Bank, words: Words, seen: Seen, sure: Sequence[Candidate]) -> Iterator[Candidate]:
    """Without what the rep took back: `90k, sorry 95k`."""
    marks = [seen.line.tokens[match.first].start for match in seen.matches if match.meaning.kind == "correction"]
    for candidate in sure:
        later = [
            other
            for other in sure
            if other.fact == candidate.fact
            and other.value != candidate.value
            and any(candidate.end <= mark <= other.start for mark in marks)
        ]
        listed = bank.facts[candidate.fact].type in ("choices", "people")
        if not later or (listed and not any(_is_instead(seen, words, candidate, other) for other in later)):
            yield candidate


def _is_instead(seen: Seen, words: Words, one: Candidate, two: Candidate) -> bool:
    """Whether nothing but a correction stands between two of a list."""
    little = words.filler | words.folded("corrections")
    return all(token.word in little for token in seen.line.between(one.end, two.start))


def _joined(bank: Bank, words: Words, line: Line, taken: Sequence[Candidate]) -> list[Candidate]:
    """What is said twice, and choices of one fact that follow each other, are one answer.

    A stretch never goes over words that say something else: a second mention behind them stays in the note.
    """
    joined: list[Candidate] = []
    for candidate in taken:
        before = [other for other in joined if other.fact == candidate.fact]
        last = joined[-1] if joined and joined[-1] in before else None
        several = bank.facts[candidate.fact].type in ("choices", "people") and candidate.state == "answered"
        new = candidate.value
        if several:
            said = [choice for other in before for choice in _listed(other.value)]
            new = [choice for choice in _listed(candidate.value) if choice not in said]
        elif any(_same(other, candidate) for other in before):
            new = None
        listed = bank.facts[candidate.fact].type == "choices" or not new
        if last and listed and _is_beside(words, line, last, candidate) and (several or _same(last, candidate)):
            value = [*_listed(last.value), *_listed(new)] if several else last.value
            sureness = min(last.sureness, candidate.sureness)
            joined[-1] = replace(last, value=value, end=candidate.end, sureness=sureness)
        elif new or not before:
            joined.append(replace(candidate, value=new))
        else:
            _bind(joined, candidate)
    return joined


def _bind(joined: list[Candidate], again: Candidate) -> None:
    """What is said again is confirmed with either: `they want it by May, in May for sure !`."""
    place = next((at for at, other in enumerate(joined) if other.fact == again.fact and _same(other, again)), None)
    if place is not None and joined[place].bound < 0:
        joined[place] = replace(joined[place], bound=again.end - 1)


def _is_beside(words: Words, line: Line, one: Candidate, two: Candidate) -> bool:
    """Whether nothing but small words stands between two of a sentence that are of one state."""
    between = line.between(one.end, two.start)
    small = all(token.word in words.filler for token in between)
    return small and one.state == two.state and _sentence(line, one) == _sentence(line, two)


def _sentence(line: Line, candidate: Candidate) -> int:
    return line.clauses[line.clause_at(candidate.start)].sentence


def _proposal(line: Line, candidate: Candidate) -> Proposal:
    places = [max(candidate.start, candidate.end - 1), *([candidate.bound] if candidate.bound >= 0 else [])]
    confirmed = any(line.clauses[line.clause_at(place)].confirmed for place in places)
    return Proposal(
        fact=candidate.fact,
        value=candidate.value,
        confirmed=confirmed and candidate.state == "answered",
        quote=candidate.quote,
        said=line.text[candidate.start : candidate.end],
        span=(candidate.start, candidate.end),
        sureness=round(min(candidate.sureness, 0.99), 2),
        state=candidate.state,
    )
