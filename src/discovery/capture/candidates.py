"""What a line may answer: every reading of every piece, each with how sure it is; who takes which, `line` decides.

A value alone is at 0.45 and a phrase at what `phrases` gives it. What binds it to a fact adds to that: a cue near it,
the question in front, the framework asking for it. The figures were set on the written lines of the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.amounts import Atom, money_in, numbers_in
from discovery.capture.days import dates_in, durations_in
from discovery.capture.labels import Label
from discovery.capture.persons import People, Person
from discovery.capture.phrases import HINTED, Match, Phrases, cues_by_fact
from discovery.capture.tokens import Line, Span
from discovery.capture.words import Words

State = Literal["answered", "unknown", "declined"]

SURE = 0.75
"""From here on a candidate is taken."""

_VALUE, _PREFERRED, _ASKED = 0.45, 0.3, 0.03
_DECAY, _PERSON_DECAY, _CUE_AFTER, _CUE_BEYOND, _CUE_BEFORE = 0.015, 0.04, 0.03, 0.2, 0.75
_CHOICE_CUE, _SAME_TOPIC = 0.75, 0.3  # of a cue's strength, for a phrase that is a choice
_ROLE, _STATE, _DURATION = 0.86, 0.85, 0.4
_SAYS, _NAMES_FACT = 0.75, 0.35
_LONGEST_LIST = 6  # clauses
_HALF_SURE = 0.015  # two facts so close to each other: neither is meant for sure


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one piece. `kept`: what the note keeps besides; `sureness` may exceed 1 before it is shown."""

    fact: str
    value: Json
    start: int
    end: int
    sureness: float
    state: State = "answered"
    quote: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with what stands in it, and where it is read: the day of the call, the fact in front.

    `choices` by fact and clause; `negated` and `past` are the places of the tokens that end a negation, or that make
    a date after them another one than is asked for.
    """

    line: Line
    labels: Sequence[Label]
    matches: tuple[Match, ...]
    cues: Mapping[str, Sequence[Match]]
    choices: Mapping[tuple[str, int], Sequence[Match]]
    negated: frozenset[int]
    past: frozenset[int]
    on: date
    prefer: str | None


class Candidates:
    """Finds the candidates of a line. Built once for a bank."""

    def __init__(self, bank: Bank, currency: str, words: Words) -> None:
        self.bank, self.words = bank, words
        self.phrases = Phrases(bank, words)
        self._currency = currency
        self._people = People(words, self.phrases)
        self._asked = frozenset(fact for criterion in bank.criteria for fact in criterion.ask)
        self._order = {fact: place for place, fact in enumerate(words.facts)}
        self._units = {fact.id: self._unit(fact) for fact in bank.facts.values() if fact.type == "number"}
        self._of_type: dict[str, tuple[Fact, ...]] = {
            kind: tuple(fact for fact in bank.facts.values() if fact.type == kind)
            for kind in ("number", "money", "date", "person", "people")
        }

    def seen(self, line: Line, labels: Sequence[Label], on: date, prefer: str | None) -> Seen:
        """The line with the phrases that are in it."""
        matches = self.phrases.matches(line)
        negated, past = (
            frozenset(match.last for match in matches if match.meaning.kind == kind) for kind in ("negation", "past")
        )
        known = prefer if prefer in self.bank.facts else None
        choices: dict[tuple[str, int], list[Match]] = defaultdict(list)
        for match in matches:
            if match.meaning.kind == "choice":
                choices[match.meaning.of, line.tokens[match.last].clause].append(match)
        return Seen(line, labels, matches, cues_by_fact(matches), choices, negated, past, on, known)

    def found(self, seen: Seen) -> list[Candidate]:
        """Every candidate but texts, which take what the others leave."""
        states = list(self._states(seen))
        money = list(money_in(seen.line, self._currency))
        dates = list(dates_in(seen.line, seen.on))
        spans = [(atom.start, atom.end) for atom in dates]
        numbers = [atom for atom in numbers_in(seen.line, seen.matches) if not _meets(atom, spans)]
        strong = [(atom.start, atom.end) for atom in money if not atom.weak]
        numbers = [atom for atom in numbers if atom.unit or not _meets(atom, strong)]
        money = [atom for atom in money if not _meets(atom, spans)]
        people = self._people.found(seen.line, seen.matches, spans)
        values = list(self._values(seen, [*money, *numbers, *dates]))
        topics = {
            (self.bank.facts[value.fact].topic, seen.line.clause_at(value.start))
            for value in values
            if value.sureness >= SURE
        }
        return [
            *states,
            *self._choices(seen, topics),
            *values,
            *self._durations(seen),
            *self._persons(seen, people),
        ]

    def _choices(self, seen: Seen, topics: Container[tuple[str, int]]) -> Iterator[Candidate]:
        """Choices; for a hinted one, a value of its topic beside or just before it is as good as a cue."""
        tokens = seen.line.tokens
        for match in seen.matches:
            if match.meaning.kind != "choice" or self._is_negated(seen, match):
                continue
            fact = self.bank.facts[match.meaning.of]
            cue = _CHOICE_CUE * self._cue_beside(seen, match)
            clause = tokens[match.first].clause
            beside = (fact.topic, clause) in topics
            beside = beside or ((fact.topic, clause - 1) in topics and self._is_alone(seen, clause, match))
            if beside and match.meaning.strength == HINTED:
                cue = max(cue, _SAME_TOPIC)
            sureness = match.meaning.strength + cue + self._favour(seen, fact.id)
            value: Json = [match.meaning.choice] if fact.type == "choices" else match.meaning.choice
            yield Candidate(fact.id, value, tokens[match.first].start, tokens[match.last].end, sureness)

    def _is_alone(self, seen: Seen, clause: int, match: Match) -> bool:
        """Whether a clause has nothing but a phrase and little words."""
        span, tokens = seen.line.clauses[clause], seen.line.tokens
        inside = seen.line.between(span.start, span.end)
        start, end = tokens[match.first].start, tokens[match.last].end
        return all(start <= token.start < end or token.word in self.words.filler for token in inside)

    def _cue_beside(self, seen: Seen, match: Match) -> float:
        """The strongest cue of the phrase's fact in its clause that is no part of it; less in the one before a list."""
        tokens, best = seen.line.tokens, 0.0
        clause = start = tokens[match.last].clause
        while start and clause - start < _LONGEST_LIST and self._is_list(seen, start, match.meaning.of):
            start -= 1
        for cue in seen.cues.get(match.meaning.of, ()):
            there = tokens[cue.first].clause
            if there == clause and (cue.last < match.first or cue.first > match.last):
                best = max(best, cue.meaning.strength)
            elif start == there < clause:
                best = max(best, cue.meaning.strength * _CUE_BEFORE)
        return best

    def _is_list(self, seen: Seen, clause: int, fact: str) -> bool:
        """Whether a clause goes on with the choices of one fact: nothing but those and little words."""
        line, clauses = seen.line, seen.line.clauses
        if self.bank.facts[fact].type != "choices" or clauses[clause].sentence != clauses[clause - 1].sentence:
            return False
        listed = {
            place for match in seen.choices.get((fact, clause), ()) for place in range(match.first, match.last + 1)
        }
        inside = line.between(clauses[clause].start, clauses[clause].end)
        words = enumerate(inside, start=line.token_at(clauses[clause].start))
        return all(place in listed or token.word in self.words.filler for place, token in words)

    def _is_negated(self, seen: Seen, match: Match) -> bool:
        """Whether a `not` stands before a phrase that has none of its own."""
        tokens = seen.line.tokens
        before = (place for place in (match.first - 1, match.first - 2) if place in seen.negated)
        return any(tokens[place].clause == tokens[match.first].clause for place in before)

    def _values(self, seen: Seen, atoms: Sequence[Atom]) -> Iterator[Candidate]:
        """Money, numbers and dates, each for the fact that is the surest; for none where two are alike."""
        for atom in atoms:
            facts = [fact for fact in self._of_type[atom.kind] if self._takes(atom, fact)]
            named = next((label.facts for label in seen.labels if label.value <= atom.start < label.end), ())
            own = sorted((fact for fact in facts if fact.id in named), key=lambda fact: named.index(fact.id))
            rated = [(self._bound(seen, atom, fact, atoms), fact) for fact in own or facts]
            rated.sort(key=lambda pair: -pair[0])
            if not rated or (not own and len(rated) > 1 and rated[0][0] - rated[1][0] < _HALF_SURE):
                continue
            sureness, fact = rated[0]
            yield Candidate(
                fact.id,
                self._scaled(atom, fact),
                atom.start,
                atom.end,
                sureness,
                kept=seen.line.text[atom.start : atom.end] if atom.kept else "",
            )

    def _takes(self, atom: Atom, fact: Fact) -> bool:
        if atom.kind != "number":
            return True
        unit = self._units[fact.id]
        if unit == "of 10" and not atom.unit:
            return bool(0 <= atom.value <= 10)
        return not atom.unit or atom.unit == unit or (atom.unit == "minutes" and unit == "hours")

    def _scaled(self, atom: Atom, fact: Fact) -> Json:
        if atom.unit == "minutes" and self._units.get(fact.id) == "hours":
            return round(atom.value / 60, 4)
        return atom.value

    def _bound(self, seen: Seen, atom: Atom, fact: Fact, atoms: Sequence[Atom]) -> float:
        """How sure it is that a value answers a fact."""
        cue = self._cue_near(seen, atom, fact, atoms)
        unit = 0.08 if atom.unit and self._units.get(fact.id) else 0.0
        weak = 0.04 if atom.weak else 0.0
        return _VALUE + cue + unit - weak + self._favour(seen, fact.id)

    def _cue_near(self, seen: Seen, atom: Atom, fact: Fact, atoms: Sequence[Atom]) -> float:
        line = seen.line
        first, last = line.token_at(atom.start), line.token_at(atom.end - 1)
        clause = line.clause_at(atom.start)
        best = 0.0
        past = first - 1 in seen.past
        for cue in seen.cues.get(fact.id, ()):
            there = line.tokens[cue.first].clause
            apart = max(first - cue.last, cue.first - last, 0)
            if past and atom.kind == "date" and cue.last != first - 1:
                continue
            if there == clause:
                rate = cue.meaning.strength - _DECAY * max(0, apart - 1) - _CUE_AFTER * (cue.first > last)
                rate -= _CUE_BEYOND * self._is_beyond(line, cue, atom, atoms)
            elif there == clause - 1 and self._says_only(seen, clause, atom):
                rate = cue.meaning.strength * _CUE_BEFORE
            else:
                continue
            best = max(best, rate)
        return best

    def _is_beyond(self, line: Line, cue: Match, atom: Atom, atoms: Sequence[Atom]) -> bool:
        """Whether another value of the kind stands between a cue and a value."""
        at = line.tokens[cue.first].start
        low, high = (at, atom.start) if at < atom.start else (atom.end, at)
        return any(other.kind == atom.kind and low <= other.start and other.end <= high for other in atoms)

    def _says_only(self, seen: Seen, clause: int, atom: Atom) -> bool:
        """Whether a clause has nothing but a value and words without a meaning: then the one before says what it is."""
        span = seen.line.clauses[clause]
        rest = [
            token.word for token in seen.line.between(span.start, span.end) if not atom.start <= token.start < atom.end
        ]
        said = self.words.folded("corrections")
        return all(word in self.words.filler or word in said for word in rest)

    def _durations(self, seen: Seen) -> Iterator[Candidate]:
        for fact_id, known in self.words.facts.items():
            if not known.months or fact_id not in self.bank.facts:
                continue
            for atom in durations_in(seen.line):
                choice = next((choice for most, choice in known.months if atom.value < most), known.months[-1][1])
                sureness = self._bound(seen, atom, self.bank.facts[fact_id], ())
                if self.bank.facts[fact_id].choice(choice):
                    yield Candidate(fact_id, choice, atom.start, atom.end, sureness)

    def _persons(self, seen: Seen, people: Sequence[Person]) -> Iterator[Candidate]:
        line = seen.line
        before, with_last = ("", 0.0), -1
        for person in people:
            start, end = line.tokens[person.first].start, line.tokens[person.last].end
            if line.text[end : end + 1] == ")":
                end += 1
            rated = {
                fact.id: self._cue_of(seen, person, fact)
                for kind in ("person", "people")
                for fact in self._of_type[kind]
            }
            places = (fact for fact in self.words.role_facts.get(person.role, ()) if fact in self.bank.facts)
            for place in list(places)[:1]:
                rated[place] = max(rated[place], _ROLE)
            best = max(rated, key=lambda fact: rated[fact], default=None)
            if best is None:
                continue
            several = self.bank.facts[best].type == "people"
            sureness = rated[best] - (0.0 if person.name else 0.03)
            if person.first - 1 == with_last and sureness < before[1] and self.bank.facts[before[0]].type == "people":
                best, sureness = before
                several = True
            before, with_last = (best, sureness), person.last + self._is_and(line, person.last + 1)
            value: Json = [person.value] if several else person.value
            yield Candidate(best, value, start, end, sureness)

    def _is_and(self, line: Line, place: int) -> bool:
        return place < len(line.tokens) and line.tokens[place].word == "and"

    def _cue_of(self, seen: Seen, person: Person, fact: Fact) -> float:
        line, best = seen.line, 0.0
        clause = line.tokens[person.first].clause
        for cue in seen.cues.get(fact.id, ()):
            apart = max(person.first - cue.last, cue.first - person.last, 0)
            commas = abs(line.tokens[cue.first].clause - clause)
            if commas <= 1 and line.sentence_of(line.tokens[cue.first]) == line.sentence_of(line.tokens[person.first]):
                best = max(best, cue.meaning.strength - _PERSON_DECAY * max(0, apart - 1) - 0.06 * commas)
        return _VALUE + best + self._favour(seen, fact.id)

    def _states(self, seen: Seen) -> Iterator[Candidate]:
        """They don't know, or would not say: with the fact that is named beside it."""
        tokens = seen.line.tokens
        for match in seen.matches:
            kind = match.meaning.kind
            if kind not in ("unknown", "declined") or self._is_said(seen, match):
                continue
            clause = tokens[match.last].clause
            near = [
                (max(cue.first - match.last, match.first - cue.last) - (cue.last - cue.first) * 0.5, cue)
                for cues in seen.cues.values()
                for cue in cues
                if tokens[cue.first].clause == clause
                and self._names(seen, cue)
                and (cue.first > match.last or cue.last < match.first)
            ]
            near.sort(key=lambda pair: (pair[0], self._order.get(pair[1].meaning.of, len(self._order))))
            if near and near[0][0] <= 6:
                cue = near[0][1]
                ends = tokens[min(match.first, cue.first)].start, tokens[max(match.last, cue.last)].end
                state: State = "unknown" if kind == "unknown" else "declined"
                yield Candidate(cue.meaning.of, None, *ends, 2.0, state=state)

    def _is_said(self, seen: Seen, match: Match) -> bool:
        """Whether the words are part of a choice: `leadership doesn't know`."""
        return any(
            other.meaning.kind == "choice"
            and other.meaning.strength >= _SAYS
            and other.first <= match.first <= match.last <= other.last
            and (other.first, other.last) != (match.first, match.last)
            for other in seen.matches
        )

    def _names(self, seen: Seen, cue: Match) -> bool:
        """Whether a cue is more than little words, and of the language rather than of a question."""
        words = (seen.line.tokens[place].word for place in range(cue.first, cue.last + 1))
        return cue.meaning.strength > _NAMES_FACT and any(word not in self.words.filler for word in words)

    def _favour(self, seen: Seen, fact: str) -> float:
        return _PREFERRED * (fact == seen.prefer) + _ASKED * (fact in self._asked)

    def _unit(self, fact: Fact) -> str:
        if not fact.unit or fact.unit == "of 10":
            return fact.unit or ""
        for text in (fact.unit, fact.unit.split()[0]):
            for meaning in self.phrases.means(text):
                if meaning.kind == "unit":
                    return meaning.of
        return fact.unit


def _meets(atom: Atom, spans: Sequence[Span]) -> bool:
    return any(atom.start < end and start < atom.end for start, end in spans)
