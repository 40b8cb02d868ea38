"""What a line may answer: every reading of every piece, each with how sure it is; who takes which, `line` decides.

A value alone is at 0.45 and a phrase at what `phrases` gives it. What binds it to a fact adds to that: a cue near it,
the question in front, the framework asking for it. The figures were set on the written lines of the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.capture.amounts import Atom, money_in, numbers_in
from discovery.capture.days import dates_in
from discovery.capture.figures import CUE_BEFORE, Figures
from discovery.capture.labels import Label
from discovery.capture.likeness import UNLIKE, Like, Likeness, words_of
from discovery.capture.persons import People, Person
from discovery.capture.phrases import HINTED, Match, Phrases, cues_by_fact
from discovery.capture.questions import Questions
from discovery.capture.seen import SURE, Candidate, Seen
from discovery.capture.somebody import Somebody
from discovery.capture.states import States
from discovery.capture.tokens import Line, Span
from discovery.capture.words import Words

_CHOICE_CUE, _SAME_TOPIC = 0.75, 0.3  # of a cue's strength, for a phrase that is a choice
_LONGEST_LIST = 6  # clauses
_IN_PASSING = 0.45  # what a single word loses among others
_LONG = 4  # tokens between the ends of a phrase that is one of many words
_FEW = 3  # words of a clause that may be like an answer
_OF_TOPIC = ("cue", "choice", "lead", "name")


class Candidates:
    """Finds the candidates of a line. Built once for a bank."""

    def __init__(self, bank: Bank, currency: str, words: Words, language: str) -> None:
        self.bank, self.words = bank, words
        self.phrases = Phrases(bank, words)
        self._currency = currency
        self._people = People(words, self.phrases)
        self.texts = frozenset(fact.id for fact in bank.facts.values() if fact.type == "text")
        self.questions = Questions(bank, words)
        self._pronouns = frozenset(words.fold(text) for text in words.titles["pronouns"])
        self._shared = words.folded("shared")
        self._here = words.folded("here")
        self._states = States(words, self.questions, self.phrases.known)
        self._somebody = Somebody(bank, words, self.questions)
        self._asked = frozenset(fact for criterion in bank.criteria for fact in criterion.ask)
        self._figures = Figures(bank, words, self.phrases)
        self._likeness = Likeness(bank, self._asked, language)

    def seen(self, line: Line, labels: Sequence[Label], on: date, prefer: str | None) -> Seen:
        """The line with the phrases that are in it."""
        matches = self.phrases.matches(line)
        negated, past = (
            frozenset(match.last for match in matches if match.meaning.kind == kind) for kind in ("negation", "past")
        )
        negated -= {
            place
            for match in matches
            if match.meaning.kind == "correction" and match.last > match.first
            for place in range(match.first, match.last + 1)
        }
        absent = tuple(match for match in matches if match.meaning.kind == "absent")
        known = prefer if prefer in self.bank.facts else None
        choices: dict[tuple[str, int], list[Match]] = defaultdict(list)
        for match in matches:
            if match.meaning.kind == "choice":
                choices[match.meaning.of, line.tokens[match.last].clause].append(match)
        cues, away = cues_by_fact(matches), frozenset(self._elsewhere(line, matches))
        likes = tuple(self._like(line, (clause.start, clause.end)) for clause in line.clauses)
        return Seen(line, labels, matches, cues, choices, negated, past, absent, on, known, self._asked, away, likes)

    def _like(self, line: Line, clause: Span) -> Like:
        """What a clause is like; one of few words, `45k` or `Ana Ruiz`, is like nothing."""
        words = words_of(line, clause)
        return self._likeness.of(words) if len(words) >= _FEW else UNLIKE

    def _elsewhere(self, line: Line, matches: Sequence[Match]) -> Iterator[int]:
        """The clauses about somebody else: from `her last employer` on up to `here`, and up to `unrelated`."""
        for match in matches:
            if match.meaning.kind != "elsewhere":
                continue
            at = line.tokens[match.first].clause
            yield at
            step = -1 if match.meaning.of == "unrelated" else 1
            near = at + step
            while 0 <= near < len(line.clauses) and line.clauses[near].sentence == line.clauses[at].sentence:
                clause = line.clauses[near]
                if any(token.word in self._here for token in line.between(clause.start, clause.end)):
                    break
                yield near
                near += step

    def found(self, seen: Seen) -> list[Candidate]:
        """Every candidate but texts, which take what the others leave."""
        states = list(self._states.candidates(seen))
        money = list(money_in(seen.line, self._currency))
        dates = list(dates_in(seen.line, seen.on))
        spans = [(atom.start, atom.end) for atom in dates]
        numbers = [atom for atom in numbers_in(seen.line, seen.matches) if not _meets(atom, spans)]
        strong = [(atom.start, atom.end) for atom in money if not atom.weak]
        numbers = [atom for atom in numbers if atom.unit or not _meets(atom, strong)]
        money = [atom for atom in money if not _meets(atom, spans)]
        people = self._people.found(seen.line, seen.matches, spans)
        atoms = [*money, *numbers, *dates]
        values = list(self._figures.found(seen, atoms))
        return [
            *states,
            *self._choices(seen, values, people, [(atom.start, atom.end) for atom in atoms]),
            *values,
            *self._figures.durations(seen),
            *self._somebody.candidates(seen, people),
        ]

    def _choices(
        self, seen: Seen, values: Sequence[Candidate], people: Sequence[Person], spans: Sequence[Span]
    ) -> Iterator[Candidate]:
        """Choices; for a hinted one, a value of its topic beside or just before it is as good as a cue."""
        tokens = seen.line.tokens
        sure = [value for value in values if value.sureness >= SURE]
        topics = {(self.bank.facts[value.fact].topic, seen.line.clause_at(value.start)) for value in sure}
        named = {tokens[person.last].clause for person in people if person.name}
        told = {place for person in people for place in range(person.first, person.last + 1)}
        told |= {
            place for start, end in spans for place in range(seen.line.token_at(start), seen.line.token_at(end - 1) + 1)
        }
        for match in seen.matches:
            if match.meaning.kind != "choice" or self._is_negated(seen, match) or self._is_in_vain(seen, match):
                continue
            fact = self.bank.facts[match.meaning.of]
            cue = _CHOICE_CUE * self._cue_beside(seen, match)
            clause = tokens[match.first].clause
            of_contact = fact.id in self.words.lists["of_the_contact"]
            if of_contact and (self._is_of_other(seen.line, clause, named) or self._is_shared(seen.line, match)):
                continue
            beside = (fact.topic, clause) in topics
            beside = beside or ((fact.topic, clause - 1) in topics and self._is_alone(seen, clause, match))
            if beside and match.meaning.strength == HINTED:
                cue = max(cue, _SAME_TOPIC)
            lost = _IN_PASSING * self._is_in_passing(seen, match, fact.topic, told)
            sureness = match.meaning.strength + cue + seen.favour(fact.id) - lost
            value: Json = [match.meaning.choice] if fact.type == "choices" else match.meaning.choice
            yield Candidate(fact.id, value, tokens[match.first].start, tokens[match.last].end, sureness)

    def _is_in_passing(self, seen: Seen, match: Match, topic: str, told: Container[int]) -> bool:
        """Whether a word is said among several others that have nothing to do with its topic, `told` ones aside.

        Of two telling words on, a phrase says itself what it is about.
        """
        tokens, clause = seen.line.tokens, seen.line.tokens[match.last].clause
        telling = sum(token.word not in self.words.filler for token in tokens[match.first : match.last + 1])
        if telling > 1 or match.last - match.first >= _LONG or self._is_one_of_several(seen, match):
            return False
        own = {
            place
            for other in seen.matches
            if other.meaning.kind in _OF_TOPIC and other.meaning.of.startswith(f"{topic}.")
            for place in range(other.first, other.last + 1)
        }
        first = seen.line.token_at(seen.line.clauses[clause].start)
        inside = enumerate(seen.line.between(seen.line.clauses[clause].start, seen.line.clauses[clause].end), first)
        odd = (place for place, token in inside if token.word not in self.words.filler and token.word.isalpha())
        return sum(place not in told and place not in own for place in odd) > telling

    def _is_shared(self, line: Line, match: Match) -> bool:
        """Whether somebody does it with others: `I decide together with my boss`."""
        after = [token.word for token in line.tokens[match.last + 1 : match.last + 3]]
        return any(word in self._shared for word in after)

    def _is_one_of_several(self, seen: Seen, match: Match) -> bool:
        """Whether another choice of a fact that takes several stands in the clause."""
        if self.bank.facts[match.meaning.of].type != "choices" or match.meaning.strength < SURE:
            return False
        clause = seen.line.tokens[match.last].clause
        return any(
            other.meaning.choice != match.meaning.choice
            and other.meaning.strength >= SURE
            and (other.last < match.first or match.last < other.first)
            for other in seen.choices.get((match.meaning.of, clause), ())
        )

    def _is_in_vain(self, seen: Seen, match: Match) -> bool:
        """Whether a phrase is no more than a `doesnt know`, which may be about anything."""
        return any(
            other.meaning.kind in ("unknown", "declined") and other.first <= match.first and match.last <= other.last
            for other in seen.matches
        )

    def _is_of_other(self, line: Line, clause: int, named: Container[int]) -> bool:
        """Whether a clause goes on about somebody who was just named: `Ana, she holds the budget`."""
        before = clause - 1 in named and line.clauses[clause - 1].sentence == line.clauses[clause].sentence
        return before and line.tokens[line.token_at(line.clauses[clause].start)].word in self._pronouns

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
                best = max(best, cue.meaning.strength * CUE_BEFORE)
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
        """Whether a `not` stands before a phrase that has none of its own, or `not required` after it."""
        tokens = seen.line.tokens
        before = (place for place in (match.first - 1, match.first - 2) if place in seen.negated)
        if any(tokens[place].clause == tokens[match.first].clause for place in before):
            return True
        return any(
            1 <= absent.first - match.last <= 2
            and tokens[absent.first].clause == tokens[match.last].clause
            and _ends_clause(seen.line, absent.last)
            for absent in seen.absent
        )


def _ends_clause(line: Line, place: int) -> bool:
    return place + 1 == len(line.tokens) or line.tokens[place + 1].clause != line.tokens[place].clause


def _meets(atom: Atom, spans: Sequence[Span]) -> bool:
    return any(atom.start < end and start < atom.end for start, end in spans)
