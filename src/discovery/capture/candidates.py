"""What a line may answer: every reading of every piece, each with how sure it is; who takes which, `line` decides.

A value alone is at 0.45 and a phrase at what `phrases` gives it. What binds it to a fact adds to that: a cue near it,
the question in front, the framework asking for it. The figures were set on the written lines of the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.amounts import Atom, money_in, numbers_in
from discovery.capture.days import dates_in, durations_in
from discovery.capture.labels import Label
from discovery.capture.persons import People, Person
from discovery.capture.phrases import HINTED, Match, Phrases, cues_by_fact
from discovery.capture.questions import Questions
from discovery.capture.seen import SURE, VALUE, Candidate, Seen
from discovery.capture.somebody import Somebody
from discovery.capture.states import States
from discovery.capture.tokens import Line, Span
from discovery.capture.words import Words

_DECAY, _CUE_AFTER, _CUE_BEYOND, _CUE_BEFORE = 0.015, 0.03, 0.2, 0.75
_CHOICE_CUE, _SAME_TOPIC = 0.75, 0.3  # of a cue's strength, for a phrase that is a choice
_UNIT = 0.08  # what the unit of a fact adds
_LONGEST_LIST = 6  # clauses
_IN_PASSING = 0.45  # what a single word loses among others
_OTHER_THING = 0.2  # what a number loses that counts something else
_LONG = 4  # tokens between the ends of a phrase that is one of many words
_IN_UNIT = {("minutes", "hours"): 1 / 60, ("months", "weeks"): 4}  # a month as people count weeks
_OF_TOPIC = ("cue", "choice", "lead", "name")
_HALF_SURE = 0.015  # two facts so close to each other: neither is meant for sure


class Candidates:
    """Finds the candidates of a line. Built once for a bank."""

    def __init__(self, bank: Bank, currency: str, words: Words) -> None:
        self.bank, self.words = bank, words
        self.phrases = Phrases(bank, words)
        self._currency = currency
        self._people = People(words, self.phrases)
        self.texts = frozenset(fact.id for fact in bank.facts.values() if fact.type == "text")
        self.questions = Questions(bank, words)
        self._pronouns = frozenset(words.fold(text) for text in words.titles["pronouns"])
        self._numbered = words.folded("numbered")
        self._shared = words.folded("shared")
        self._here = words.folded("here")
        self._states = States(words, self.questions, self.phrases.known)
        self._somebody = Somebody(bank, words, self.questions)
        self._asked = frozenset(fact for criterion in bank.criteria for fact in criterion.ask)
        self._units = {fact.id: self._unit(fact) for fact in bank.facts.values() if fact.type == "number"}
        self._of_type: dict[str, tuple[Fact, ...]] = {
            kind: tuple(fact for fact in bank.facts.values() if fact.type == kind)
            for kind in ("number", "money", "date")
        }

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
        return Seen(line, labels, matches, cues, choices, negated, past, absent, on, known, self._asked, away)

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
        values = list(self._values(seen, atoms))
        return [
            *states,
            *self._choices(seen, values, people, [(atom.start, atom.end) for atom in atoms]),
            *values,
            *self._durations(seen),
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

    def _values(self, seen: Seen, atoms: Sequence[Atom]) -> Iterator[Candidate]:
        """Money, numbers and dates, each for the fact that is the surest; for none where two are alike."""
        given: list[tuple[Atom, Fact, float]] = []
        for atom in atoms:
            facts = [fact for fact in self._of_type[atom.kind] if self._takes(atom, fact)]
            named = next((label.facts for label in seen.labels if label.value <= atom.start < label.end), ())
            own = sorted((fact for fact in facts if fact.id in named), key=lambda fact: named.index(fact.id))
            rated = [(self._bound(seen, atom, fact, atoms), fact) for fact in own or facts]
            rated.sort(key=lambda pair: -pair[0])
            before = next((one for one in reversed(given) if self._is_corrected(seen, one[0], atom)), None)
            if before and before[1] in facts and (not rated or rated[0][0] < before[2] or rated[0][1] is before[1]):
                rated = [(before[2], before[1])]
            if not rated or (not own and len(rated) > 1 and rated[0][0] - rated[1][0] < _HALF_SURE):
                continue
            sureness, fact = rated[0]
            given.append((atom, fact, sureness))
            yield Candidate(
                fact.id,
                self._scaled(atom, fact),
                atom.start,
                atom.end,
                sureness,
                kept=seen.line.text[atom.start : atom.end] if atom.kept else "",
            )

    def _is_corrected(self, seen: Seen, one: Atom, two: Atom) -> bool:
        """Whether a value takes the place of the one before it: `by June, no, July`."""
        between = seen.line.between(one.end, two.start)
        taken_back = self.words.folded("corrections")
        return (
            one.kind == two.kind
            and one.end <= two.start
            and any(token.word in taken_back for token in between)
            and all(token.word in self.words.filler or token.word in taken_back for token in between)
        )

    def _takes(self, atom: Atom, fact: Fact) -> bool:
        if atom.kind != "number":
            return True
        unit = self._units[fact.id]
        if unit == "of 10" and not atom.unit:
            return bool(0 <= atom.value <= 10)
        if atom.unit == "percent":
            return unit in ("", "%", "percent")
        return not atom.unit or atom.unit == unit or (atom.unit, unit) in _IN_UNIT

    def _scaled(self, atom: Atom, fact: Fact) -> Json:
        times = _IN_UNIT.get((atom.unit, self._units.get(fact.id, "")))
        return round(atom.value * times, 4) if times else atom.value

    def _bound(self, seen: Seen, atom: Atom, fact: Fact, atoms: Sequence[Atom]) -> float:
        """How sure it is that a value answers a fact."""
        cue = self._cue_near(seen, atom, fact, atoms)
        unit = _UNIT if atom.unit and (self._units.get(fact.id) or atom.unit == "percent") else 0.0
        weak = 0.04 if atom.weak else 0.0
        other = _OTHER_THING * (atom.kind == "number" and not atom.unit and self._counts_other(seen, atom, fact))
        return VALUE + cue + unit - weak - other + seen.favour(fact.id)

    def _counts_other(self, seen: Seen, atom: Atom, fact: Fact) -> bool:
        """Whether a number counts what is no word of a fact: `3 currencies`, or names something: `phase 1`."""
        line, at = seen.line, seen.line.token_at(atom.end)
        before = seen.line.token_at(atom.start) - 1
        if before >= 0 and line.tokens[before].word in self._numbered and line.tokens[before].end == atom.start - 1:
            return True
        if at >= len(line.tokens) or line.tokens[at].clause != line.clause_at(atom.start):
            return False
        token = line.tokens[at]
        beside = not line.text[atom.end : token.start].strip() and line.text[token.end - 1] == "s"
        own = any(cue.first <= at <= cue.last for cue in seen.cues.get(fact.id, ()))
        own = own or self._units[fact.id] == "times"
        return beside and not own and token.word.isalpha() and token.word not in self.words.filler

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

    def _unit(self, fact: Fact) -> str:
        if not fact.unit or fact.unit == "of 10":
            return fact.unit or ""
        for text in (fact.unit, fact.unit.split()[0]):
            for meaning in self.phrases.means(text):
                if meaning.kind == "unit":
                    return meaning.of
        return fact.unit


def _ends_clause(line: Line, place: int) -> bool:
    return place + 1 == len(line.tokens) or line.tokens[place + 1].clause != line.tokens[place].clause


def _meets(atom: Atom, spans: Sequence[Span]) -> bool:
    return any(atom.start < end and start < atom.end for start, end in spans)
