"""Candidates that are said outright: after the name of a fact, for the question in front, and texts in own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.candidates import Candidates
from discovery.capture.entry import parse
from discovery.capture.labels import Label
from discovery.capture.phrases import Match
from discovery.capture.seen import Candidate, Seen, State
from discovery.capture.tokens import Line, Span
from discovery.capture.words import Words
from discovery.errors import ValueRefused

_NAMED, _NAMED_BONUS, _FRONT, _LEAD = 1.5, 0.45, 0.9, 0.85
_OPENED = 0.86
_BEFORE_LINK, _OPENING = 3, 10  # tokens
_BY = 3  # tokens in which a text says by whom
_STRICT = ("yes_no", "choice", "choices", "number", "money", "date")
_BESIDE_TEXT = ("number", "money", "date", "person", "people")
_EDGE = " \t\n,;:=!.-–—"
_SHORTEST_START = 3  # letters of a label that stand for it


def named(finder: Candidates, seen: Seen, label: Label, currency: str) -> Iterator[Candidate]:
    """What follows the name of a fact: its value, its state, or its text up to the end."""
    start, end = _trimmed(seen.line, label.value, label.end)
    said = seen.line.text[start:end]
    if not said and not seen.line.text[label.value : label.end].strip():
        return
    facts = [finder.bank.facts[fact] for fact in label.facts]
    if state := _state(finder.words, said or seen.line.text[label.value : label.end]):
        yield Candidate(facts[0].id, None, label.start, max(end, _stripped_end(seen.line, label)), _NAMED, state=state)
        return
    if not said:
        return
    for stop in _stops(seen.line, start, end):
        for fact in facts:
            if fact.type in _STRICT and (value := read(fact, seen.line.text[start:stop], seen, currency)) is not None:
                yield Candidate(fact.id, value, label.start, stop, _NAMED)
                return
        if facts[0].type == "text":
            break


def named_text(finder: Candidates, line: Line, label: Label) -> Candidate | None:
    """The text after the name of a fact that takes text."""
    fact = next((fact for fact in label.facts if finder.bank.facts[fact].type == "text"), None)
    start, end = _trimmed(line, label.value, label.end)
    if fact is None or start >= end or not label.is_fact:
        return None
    return Candidate(fact, "", label.start, end, _NAMED)


def in_front(finder: Candidates, seen: Seen, currency: str) -> Iterator[Candidate]:
    """A clause that is as a whole an answer to the question in front; a quotation, where that takes a text."""
    fact = finder.bank.facts.get(seen.prefer or "")
    for clause in seen.line.clauses if fact else ():
        start, end = _trimmed(seen.line, clause.start, clause.end)
        text = seen.line.text[start:end]
        if fact is None or not text:
            continue
        if fact.type in _STRICT and (value := read(fact, text, seen, currency)) is not None:
            yield Candidate(fact.id, value, start, end, _FRONT)
        elif state := _state(finder.words, text):
            yield Candidate(fact.id, None, start, end, _FRONT, state=state)
        for quote in seen.line.quotes if fact.type == "text" else ():
            if (
                clause.start <= quote[0]
                and quote[1] <= clause.end
                and seen.line.text[quote[0] + 1 : quote[1] - 1].strip()
            ):
                yield text_of(seen.line, Candidate(fact.id, "", *quote, _FRONT))


def leads(finder: Candidates, seen: Seen) -> Iterator[tuple[Candidate, int]]:
    """Texts that words at the start of a clause announce: the candidate without its text, and where that starts."""
    line = seen.line
    for match in seen.matches:
        if match.meaning.kind not in ("lead", "name"):
            continue
        clause = line.clauses[line.tokens[match.first].clause]
        before = line.between(clause.start, line.tokens[match.first].start)
        if any(token.word not in finder.words.filler for token in before):
            continue
        last = _linked(finder.words, line, match)
        if last is None or _is_denied(seen, match) or _is_of_another(finder.words, line, last + 1):
            continue
        value_at, end = _after_correction(seen, line.tokens[last].end, clause.end)
        if end > value_at:
            sureness = _LEAD + 0.01 * (match.last - match.first) + (0.1 if match.meaning.of == seen.prefer else 0.0)
            yield Candidate(match.meaning.of, "", line.tokens[match.first].start, end, sureness), value_at
    yield from _openings(finder, seen)


def _is_denied(seen: Seen, match: Match) -> bool:
    """Whether a `not` stands before words that have none: `not interested in a trial`."""
    before = (place for place in (match.first - 1, match.first - 2) if place in seen.negated)
    return any(seen.line.tokens[place].clause == seen.line.tokens[match.first].clause for place in before)


def _is_of_another(words: Words, line: Line, at: int) -> bool:
    """Whether a text would go on about somebody, or say only by whom something is done: `is looked after by Ana`."""
    told = [token.word for token in line.tokens[at : at + _BY] if token.clause == line.tokens[at - 1].clause]
    return bool(told) and (told[0] in words.folded("objects") or (told[0].endswith("ed") and "by" in told))


def _after_correction(seen: Seen, start: int, end: int) -> Span:
    """A stretch of a clause, or what is said to take its place: `measured by 12, sorry, 20 percent`."""
    line, at = seen.line, seen.line.clause_at(start)
    for match in seen.matches:
        after = match.last + 1
        if match.meaning.kind != "correction" or line.tokens[match.first].clause != at + 1 or after >= len(line.tokens):
            continue
        alone = line.tokens[after].clause > at + 1 or match.last > match.first
        if alone and line.sentence_of(line.tokens[after]) == line.clauses[at].sentence:
            return line.tokens[after].start, _trimmed(line, start, line.clauses[line.tokens[after].clause].end)[1]
    return start, _trimmed(line, start, end)[1]


def _linked(words: Words, line: Line, match: Match) -> int | None:
    """The last token before the text: an `is` after the lead, which a mere name has to have, `this year` between."""
    links, start = words.folded("text_links"), match.last + 1
    most = match.last + _BEFORE_LINK if match.meaning.kind == "name" else match.last
    inside = [token.word for token in line.tokens[start : most + 1 + _BEFORE_LINK]]
    clause = line.tokens[match.last].clause
    for place, word in enumerate(inside, start=start):
        if line.tokens[place].clause != clause:
            break
        if word in links:
            last = place
            while last + 1 < len(line.tokens) and line.tokens[last + 1].word in links:
                last += 1
            return last
        if place > most or word not in words.filler:
            break
    return match.last if match.meaning.kind == "lead" else None


def _openings(finder: Candidates, seen: Seen) -> Iterator[tuple[Candidate, int]]:
    """Texts after the words of a question and an `is`: `the part that is relevant to her work is …`."""
    line, links = seen.line, finder.words.folded("text_links")
    for at, clause in enumerate(line.clauses):
        first = line.token_at(clause.start)
        places = range(first + 2, min(first + _OPENING, len(line.tokens)))
        linked = [link for link in places if line.tokens[link].clause == at and line.tokens[link].word in links]
        if not linked:
            continue
        place = linked[-1]
        said = [token.word for token in line.tokens[first:place]]
        fact = finder.questions.meant(said, finder.texts)
        _, end = _trimmed(line, line.tokens[place].end, clause.end)
        if fact and end > line.tokens[place].end:
            yield Candidate(fact, "", line.tokens[first].start, end, _OPENED), line.tokens[place].end


def text_of(line: Line, candidate: Candidate, value_at: int | None = None) -> Candidate:
    """A text candidate with its text: what stands from `value_at` on; a quotation in it is the prospect's words."""
    start, end = _trimmed(line, candidate.start if value_at is None else value_at, candidate.end)
    quote = next(((a, b) for a, b in line.quotes if start <= a and b <= end), None)
    text = line.text[start:end]
    if quote is None:
        return replace(candidate, value=text)
    said = line.text[quote[0] + 1 : quote[1] - 1].strip()
    return replace(candidate, value=said if quote == (start, end) else text, quote=said)


def read(fact: Fact, text: str, seen: Seen, currency: str) -> Json | None:
    """The value of a text that is nothing else; a choice not by a single letter."""
    bare = text.strip()
    if fact.type in ("choice", "choices") and len(bare) < _SHORTEST_START and not bare.isdigit() and bare != "no":
        return None
    try:
        return parse(fact, text, on=seen.on, currency=currency)
    except ValueRefused:
        return None


def _stops(line: Line, start: int, end: int) -> Iterator[int]:
    """Where the value may end: at the end, else at the first separator."""
    yield end
    clause = line.clauses[line.clause_at(start)]
    _, stop = _trimmed(line, start, min(clause.end, end))
    if start < stop < end:
        yield stop


def _state(words: Words, text: str) -> State | None:
    """Whether a text says that they don't know, or that they will not say."""
    said = " ".join(text.casefold().replace("'", "").replace("’", "").strip(" !.,").split())
    if said in words.lists["unknown_marks"] or (said and not said.strip("?")):
        return "unknown"
    return "declined" if said in words.lists["declined_marks"] else None


def _trimmed(line: Line, start: int, end: int) -> Span:
    """A stretch without separators at its edges."""
    while start < end and line.text[start] in _EDGE and not _is_sign(line.text, start):
        start += 1
    while end > start and line.text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _is_sign(text: str, at: int) -> bool:
    return text[at] in "-." and text[at + 1 : at + 2].isdigit()


def _stripped_end(line: Line, label: Label) -> int:
    return label.value + len(line.text[label.value : label.end].rstrip(_EDGE[:-3] + "!"))


def within(bank: Bank, line: Line, candidates: Sequence[Candidate], labels: Sequence[Label]) -> Iterator[Candidate]:
    """The candidates with what the labels allow: inside one, its facts, and those all the surer.

    The first clause after the name of a fact belongs to it, and a text to itself but for values of its topic.
    """
    for candidate in candidates:
        label = next((label for label in labels if label.value <= candidate.start < label.end), None)
        first = bank.facts[label.facts[0]] if label else None
        if label is None or first is None:
            yield candidate
        elif label.is_fact and first.type == "text":
            fact = bank.facts[candidate.fact]
            if fact.topic == first.topic and fact.type in _BESIDE_TEXT and not line.in_quote(candidate.start):
                yield candidate
        elif candidate.fact in label.facts:
            yield replace(candidate, sureness=candidate.sureness + _NAMED_BONUS)
        elif label.is_fact and line.clause_at(candidate.start) > line.clause_at(label.value):
            yield candidate
