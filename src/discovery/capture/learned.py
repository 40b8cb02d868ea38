"""What likeness adds to the rules: answers that no phrase foresaw, and doubt in what a phrase says in passing."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.likeness import NOTHING, Like, answers_of
from discovery.capture.seen import SURE, Candidate, Seen, gaps
from discovery.capture.tokens import Clause, Line, Span
from discovery.capture.words import Words

_TAKEN = 0.7
"""From which chance on what was learned is taken. Set, as the next ones, on lines that nothing was learned from."""
_SCORE, _LEAD, _LENGTH, _ASKED, _TEXT, _NONE = 3.5, 1.2, 0.75, 1.0, 0.5, -1.8  # logits
_TELLING, _TELLING_TEXT = 2, 3  # words that a stretch has to have
_UNLIKE = {"date": -0.9, "number": -1.0, "money": -1.0, "person": -1.1, "people": -1.1}
_FAR_BETTER = {"choice": 0.5, "choices": 0.5, "yes_no": 0.5, "date": 0.5, "person": 0.8, "people": 0.8}
_UNLIKE_CHOICE, _AMONG_OTHERS, _BETTER, _BETTER_TEXT = -0.6, 0.3, 0.1, 0.3
_PEOPLE = ("person", "people")
_VALUES = {"date": ("date",), "number": ("number",), "money": ("money",), "person": _PEOPLE, "people": _PEOPLE}
_NEAR = 0.2  # how far what a text is like may be behind, where it goes on
_OUTRIGHT = 1.4  # how sure what was named is


class Learned:
    """Takes what likeness is sure of. Frozen."""

    def __init__(self, bank: Bank, words: Words) -> None:
        self._facts, self._words = bank.facts, words
        self._unlike = {
            kind: [answer for fact in bank.facts.values() if fact.type not in kinds for answer in answers_of(fact)]
            for kind, kinds in _VALUES.items()
        }
        self._outright, self._of_contact = words.lists["outright"], words.lists["of_the_contact"]

    def candidates(self, seen: Seen, taken: Sequence[Candidate], doubted: Collection[int]) -> Iterator[Candidate]:
        """A choice or a text for each clause that is like one, in the longest stretch of it that is free.

        None where a phrase was doubted: two that contradict each other make neither sure.
        """
        known = {one.fact for one in taken}
        for at, (clause, like) in enumerate(zip(seen.line.clauses, seen.likes, strict=True)):
            fact_id, _, choice = like.answer.partition("=")
            if like.answer == NOTHING or fact_id in known or not self._may_say(seen, clause, fact_id):
                continue
            fact, count = self._facts[fact_id], len(seen.line.between(clause.start, clause.end))
            least = _TELLING_TEXT if fact.type == "text" else _TELLING
            start, end = self._free(seen.line, (clause.start, clause.end), taken, least)
            chance = _chance(like, fact, count, fact_id in seen.asked)
            if start == end or chance < _TAKEN or at in doubted:
                continue
            if choice:
                value: Json = [choice] if fact.type == "choices" else choice
                said = seen.line.text[start:end]  # no phrase says it: the words stay in the note
                yield Candidate(fact_id, value, start, end, max(SURE, chance), kept=said)
            elif fact.type == "text":
                start, end = _told(seen, at, (start, end), taken)
                yield Candidate(fact_id, seen.line.text[start:end], start, end, max(SURE, chance))

    def is_doubted(self, seen: Seen, candidate: Candidate, others: Sequence[Candidate] = ()) -> bool:
        """Whether a clause is so little like an answer, or so much more like another, that a phrase in it misleads.

        What was named outright, or asked for, is not; nor does it matter what `others` say beside it in the clause.
        """
        clause = seen.line.clause_at(candidate.start)
        outright = candidate.sureness >= _OUTRIGHT or candidate.fact == seen.prefer
        if candidate.state != "answered" or outright:
            return False
        beside = [
            answer
            for one in others
            if one.fact != candidate.fact
            and seen.line.clause_at(one.start) == clause
            and (one.end <= candidate.start or candidate.end <= one.start)
            for answer in answers_of(self._facts[one.fact])
        ]
        fact = self._facts[candidate.fact]
        if fact.type in _VALUES:  # a clause may say more than its value: only the facts that could take that count
            beside += self._unlike[fact.type]
        own, behind = seen.like(tuple(answers_of(fact)), clause, beside)  # which choice, a phrase knows better
        if fact.type == "text":
            return behind > _BETTER_TEXT
        least = _UNLIKE.get(fact.type, _UNLIKE_CHOICE) - _AMONG_OTHERS * bool(beside)
        if behind > _FAR_BETTER.get(fact.type, math.inf) + _AMONG_OTHERS * bool(beside):
            return True
        return behind > _BETTER and own + candidate.sureness - SURE < least

    def _may_say(self, seen: Seen, clause: Clause, fact: str) -> bool:
        """Whether a clause is none that asks, knows nothing, is about others, or about what has to be said outright."""
        line = seen.line
        follows = any(one.sentence == clause.sentence and one.start < clause.start for one in line.clauses)
        other = (clause.asked, line.is_asked(clause.start), seen.is_elsewhere(clause.start), fact in self._outright)
        stated = any(
            match.meaning.kind in ("unknown", "declined")
            and clause.start <= line.tokens[match.first].start < clause.end
            for match in seen.matches
        )
        return not (stated or any(other) or (follows and fact in self._of_contact))

    def _free(self, line: Line, clause: Span, taken: Sequence[Candidate], least: int) -> Span:
        """The stretch of a clause that nothing covers and that says the most; an empty one where it says too little."""
        inside = [one for one in taken if one.start < clause[1] and clause[0] < one.end]
        best: tuple[int, Span] = (least - 1, (clause[0], clause[0]))
        for start, end in gaps(clause, inside):
            tokens = line.between(start, end) if start < end else ()
            telling = [token for token in tokens if token.word not in self._words.filler]
            if len(telling) > best[0]:
                best = len(telling), ((telling if inside else tokens)[0].start, tokens[-1].end)
        return best[1]


def _chance(like: Like, fact: Fact, count: int, asked: bool) -> float:
    """How sure it is that a clause of `count` words gives what it is most like."""
    logit = _SCORE * like.score + _LEAD * like.lead + _LENGTH * math.log(count) + _NONE
    return 1 / (1 + math.exp(-logit - _ASKED * asked - _TEXT * (fact.type == "text")))


def _told(seen: Seen, at: int, span: Span, taken: Sequence[Candidate]) -> Span:
    """A text with the clauses of its sentence before and after it that go on telling it."""
    line = seen.line
    first = last = at
    if not line.between(line.clauses[at].start, span[0]):
        while first and _goes_on(seen, first - 1, at, taken):
            first -= 1
    if not line.between(span[1], line.clauses[at].end):
        while last + 1 < len(line.clauses) and _goes_on(seen, last + 1, at, taken):
            last += 1
    tokens = line.between(line.clauses[first].start, line.clauses[last].end)
    return tokens[0].start if first < at else span[0], tokens[-1].end if last > at else span[1]


def _goes_on(seen: Seen, clause: int, at: int, taken: Sequence[Candidate]) -> bool:
    """Whether a clause tells the same text as another of its sentence, and says nothing else."""
    one, like, fact = seen.line.clauses[clause], seen.likes[clause], seen.likes[at].answer
    own = like.of([fact])
    near = own is not None and own > like.score - _NEAR
    free = not any(other.start < one.end and one.start < other.end for other in taken)
    return one.sentence == seen.line.clauses[at].sentence and near and free and not one.asked
