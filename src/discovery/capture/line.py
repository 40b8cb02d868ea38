"""One line of free text, typed during a call, read as answers to the facts of a bank.

`50k approved, CFO Ana Ruiz signs !` proposes an amount, a way of funding and, confirmed, a signer. Only what is sure
enough is proposed; everything else stays as a note, so that nothing typed is lost. Nothing here is recorded: the rep
accepts, changes or drops what is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.capture.answers import in_front, leads, named, named_text, text_of, within
from discovery.capture.candidates import SURE, Candidate, Candidates, Seen, State
from discovery.capture.labels import Label, Labels
from discovery.capture.tokens import Line, taken_apart
from discovery.capture.words import load
from discovery.text import clean

_MOST_READ = 2000
"""Characters that are read; what stands beyond them goes to the note."""
_SEPARATORS = " \t\n,;"
_SILENT = ",.!?-–—:;='()[]\"“”„«»#*"  # a piece of nothing but these needs no note


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
        self._finder = Candidates(bank, currency, self._words)
        self._labels = Labels(bank, self._words, self._finder.phrases.known)

    def read(self, text: str, *, on: date, prefer: str | None = None) -> Reading:
        """The proposals of a line. `on` is the day of the call; `prefer` the fact in front. Raises nothing."""
        whole = clean(text)
        line = taken_apart(whole[:_MOST_READ], self._words)
        if not line.tokens:
            return Reading((), whole.strip())
        labels = self._labels.found(line)
        seen = self._finder.seen(line, labels, on, prefer)
        taken = self._taken(seen, labels)
        taken = self._with_texts(seen, labels, taken)
        taken = _spread(self._finder, seen, _joined(self._bank, line, taken), labels)
        proposals = tuple(_proposal(line, candidate) for candidate in taken)
        return Reading(proposals, _note(whole, taken))

    def _taken(self, seen: Seen, labels: Sequence[Label]) -> list[Candidate]:
        """The surest candidates that do not get in each other's way, each fact once unless it takes a list."""
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
        sure = [candidate for candidate in found if candidate.sureness >= SURE]
        sure = list(self._without_shadows(seen, _corrected(self._bank, seen, sure)))
        sure.sort(key=lambda candidate: (-candidate.sureness, candidate.start - candidate.end, candidate.start))
        taken: list[Candidate] = []
        for candidate in sure:
            if self._fits(candidate, taken) and not _is_rivalled(candidate, sure):
                taken.append(candidate)
        return sorted(taken, key=lambda candidate: candidate.start)

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

    def _with_texts(self, seen: Seen, labels: Sequence[Label], taken: list[Candidate]) -> list[Candidate]:
        """The texts as well: each takes what stands from its first word to what is taken already."""
        texts = [(found, label.value) for label in labels if (found := named_text(self._finder, seen.line, label))]
        texts += sorted(leads(self._finder, seen), key=lambda pair: -pair[0].sureness)
        for candidate, value_at in texts:
            later = [other.start for other in taken if other.start >= candidate.start]
            free = replace(
                candidate, end=self._free_end(seen.line, candidate, value_at, min(later, default=candidate.end))
            )
            done = text_of(seen.line, free, value_at)
            if (
                str(done.value).strip(_SILENT + _SEPARATORS)
                and self._fits(done, taken)
                and self._is_telling(str(done.value))
            ):
                taken.append(done)
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

    def _is_telling(self, text: str) -> bool:
        phrase = self._words.phrase(text)
        return any(word not in self._words.filler for word in phrase)


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _same(one: Candidate, other: Candidate) -> bool:
    return one.value == other.value and one.state == other.state


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _is_rivalled(candidate: Candidate, sure: Sequence[Candidate]) -> bool:
    """Whether the very same words answer another fact just as surely: then they answer none."""
    return any(
        other.fact != candidate.fact
        and (other.start, other.end) == (candidate.start, candidate.end)
        and abs(other.sureness - candidate.sureness) < 1e-9
        for other in sure
    )


def _corrected(bank: Bank, seen: Seen, sure: Sequence[Candidate]) -> Iterator[Candidate]:
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
        if not later or bank.facts[candidate.fact].type in ("choices", "people"):
            yield candidate


def _joined(bank: Bank, line: Line, taken: Sequence[Candidate]) -> list[Candidate]:
    """What is said twice, and choices of one fact that follow each other in a sentence, are one answer."""
    joined: list[Candidate] = []
    for candidate in taken:
        last = joined[-1] if joined else None
        several = bank.facts[candidate.fact].type == "choices" and candidate.state == "answered"
        if last is None or last.fact != candidate.fact or not (_same(last, candidate) or several):
            if several or not any(other.fact == candidate.fact and _same(other, candidate) for other in joined):
                joined.append(candidate)
        elif _sentence(line, last) != _sentence(line, candidate) or last.state != candidate.state:
            joined += [candidate] if several else []
        else:
            value = list(dict.fromkeys([*last.value, *candidate.value])) if several else last.value
            joined[-1] = replace(last, value=value, end=candidate.end, sureness=min(last.sureness, candidate.sureness))
    return joined


def _sentence(line: Line, candidate: Candidate) -> int:
    return line.clauses[line.clause_at(candidate.start)].sentence


def _spread(finder: Candidates, seen: Seen, taken: Sequence[Candidate], labels: Sequence[Label]) -> list[Candidate]:
    """The candidates with the quotations of their clauses, and over the words beside them that say nothing more."""
    line = seen.line
    spread = [_quoted(line, candidate) for candidate in taken]
    facts = {candidate.fact for candidate in taken}
    silent = {
        place
        for match in seen.matches
        if (match.meaning.kind == "cue" and match.meaning.of in facts)
        or match.meaning.kind in ("role", "unit", "correction")
        for place in range(match.first, match.last + 1)
    }
    names = [(label.start, label.value) for label in labels]
    for clause in line.clauses:
        inside = [place for place, item in enumerate(spread) if item.start < clause.end and clause.start < item.end]
        if not inside:
            continue
        edges = [
            clause.start,
            *(edge for place in inside for edge in (spread[place].start, spread[place].end)),
            clause.end,
        ]
        for gap, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
            quotes = [quote for place in inside if spread[place].quote for quote in line.quotes]
            if start >= end or not _says_nothing(finder, line, (start, end), silent, [*names, *quotes]):
                continue
            place = inside[max(0, gap - 1)]
            item = spread[place]
            first, last = _worded(line, min(item.start, start), max(item.end, end))
            spread[place] = replace(item, start=first, end=last)
    return spread


def _says_nothing(
    finder: Candidates, line: Line, gap: tuple[int, int], silent: set[int], known: Sequence[tuple[int, int]]
) -> bool:
    """Whether a gap holds only small words, cues of what was understood, or a quotation that was taken."""
    tokens = line.between(*gap)
    first = line.token_at(gap[0])
    return bool(tokens) and all(
        token.word in finder.words.filler
        or first + place in silent
        or any(start <= token.start and token.end <= end for start, end in known)
        for place, token in enumerate(tokens)
    )


def _worded(line: Line, start: int, end: int) -> tuple[int, int]:
    """A stretch without separators at its edges."""
    while start < end and line.text[start] in _SEPARATORS:
        start += 1
    while end > start and line.text[end - 1] in _SEPARATORS:
        end -= 1
    return start, end


def _quoted(line: Line, candidate: Candidate) -> Candidate:
    """With the quotation of its clause, where it has none yet."""
    if candidate.quote or candidate.state != "answered":
        return candidate
    clause = line.clauses[line.clause_at(candidate.start)]
    quote = next((quote for quote in line.quotes if clause.start <= quote[0] and quote[1] <= clause.end), None)
    return replace(candidate, quote=line.text[quote[0] + 1 : quote[1] - 1].strip()) if quote else candidate


def _proposal(line: Line, candidate: Candidate) -> Proposal:
    clause = line.clauses[line.clause_at(max(candidate.start, candidate.end - 1))]
    return Proposal(
        fact=candidate.fact,
        value=candidate.value,
        confirmed=clause.confirmed and candidate.state == "answered",
        quote=candidate.quote,
        said=line.text[candidate.start : candidate.end],
        span=(candidate.start, candidate.end),
        sureness=round(min(candidate.sureness, 0.99), 2),
        state=candidate.state,
    )


def _note(text: str, taken: Sequence[Candidate]) -> str:
    """What no candidate covers, and what the note keeps besides, in the order of the line."""
    pieces: list[tuple[int, str]] = [(item.start, item.kept) for item in taken if item.kept]
    at = 0
    for item in taken:
        pieces.append((at, text[at : item.start]))
        at = max(at, item.end)
    pieces.append((at, text[at:]))
    said = (piece.lstrip(_SEPARATORS + ".!?:)" * bool(taken)).rstrip(_SEPARATORS) for _, piece in sorted(pieces))
    return "; ".join(piece for piece in said if piece.strip(_SILENT + _SEPARATORS))
