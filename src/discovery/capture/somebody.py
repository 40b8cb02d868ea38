"""Which fact somebody in the line answers, by the words beside them and by their buying role."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.capture.persons import Person, is_denied
from discovery.capture.questions import Questions
from discovery.capture.seen import SURE, VALUE, Candidate, Seen
from discovery.capture.tokens import Line
from discovery.capture.words import Words

_ROLE = 0.86  # how sure a buying role makes the first fact that asks for it
_UNNAMED = 0.03  # what a title without a name loses
_DECAY, _COMMA = 0.04, 0.06  # what a cue loses with every token, and every comma, between
_MEANT, _LEAST = 0.4, 0.6  # what the words of a question add, and the share of them that it takes
_SEVERAL = 0.13  # how far a fact of one may be ahead, and several are still a fact of several


class Somebody:
    """The facts of a bank that people answer. Frozen once it is built."""

    def __init__(self, bank: Bank, words: Words, questions: Questions) -> None:
        self._questions = questions
        self._facts = {fact.id: fact.type for fact in bank.facts.values() if fact.type in ("person", "people")}
        places = {role: [fact for fact in facts if fact in self._facts] for role, facts in words.role_facts.items()}
        self._place = {role: facts[0] for role, facts in places.items() if facts}
        self._between, self._filler = words.folded("between_people"), words.filler

    def candidates(self, seen: Seen, people: Sequence[Person]) -> Iterator[Candidate]:
        """Each person for the fact that is the surest; several in a row for one that takes several."""
        peopled = {seen.line.tokens[person.first].clause for person in people}
        for group in self._groups(seen.line, people):
            rated = [self._rated(seen, person, peopled) for person in group]
            shared = self._shared(rated) if len(group) > 1 else None
            for person, rates in zip(group, rated, strict=True):
                fact = shared or max(rates, key=lambda fact: rates[fact])
                best = max(other[shared] for other in rated) if shared else rates[fact]
                sureness = best - (0.0 if person.name else _UNNAMED)
                value: Json = [person.value] if self._facts[fact] == "people" else person.value
                bound = self._bound(seen, person, fact, peopled)[1]
                yield Candidate(fact, value, *_span(seen.line, person), sureness, bound=bound)

    def _rated(self, seen: Seen, person: Person, peopled: Container[int]) -> Mapping[str, float]:
        """How sure somebody answers each fact."""
        rated = {fact: self._bound(seen, person, fact, peopled)[0] for fact in self._facts}
        if meant := self._meant(seen, person):
            rated[meant] = max(rated[meant], VALUE + _MEANT + seen.favour(meant))
        if place := self._place.get(person.role):
            rated[place] = max(rated[place], _ROLE)
        return rated

    def _meant(self, seen: Seen, person: Person) -> str | None:
        """The question whose words stand around somebody in the clause, which denies nothing."""
        line, at = seen.line, seen.line.tokens[person.first].clause
        clause = line.clauses[at]
        if any(line.tokens[place].clause == at for place in seen.negated):
            return None
        start, end = line.tokens[person.first].start, line.tokens[person.last].end
        around = [token.word for token in line.between(clause.start, clause.end) if not start <= token.start < end]
        return self._questions.meant(around, self._facts, _LEAST) if around else None

    def _shared(self, rated: Sequence[Mapping[str, float]]) -> str | None:
        """The fact of several people that a row of them answers together."""
        best = {fact: max(rates[fact] for rates in rated) for fact in self._facts}
        several = [fact for fact, kind in self._facts.items() if kind == "people"]
        fact = max(several, key=lambda fact: best[fact], default=None)
        return fact if fact and best[fact] >= max(SURE, max(best.values()) - _SEVERAL) else None

    def _groups(self, line: Line, people: Sequence[Person]) -> list[list[Person]]:
        """People with nothing but `and`, commas and the like between them, together."""
        groups: list[list[Person]] = []
        for person in people:
            last = groups[-1][-1] if groups else None
            between = line.tokens[last.last + 1 : person.first] if last else ()
            together = last is not None and all(token.word in self._between for token in between)
            if (
                last
                and together
                and line.sentence_of(line.tokens[last.last]) == line.sentence_of(line.tokens[person.first])
            ):
                groups[-1].append(person)
            else:
                groups.append([person])
        return groups

    def _bound(self, seen: Seen, person: Person, fact: str, peopled: Container[int]) -> tuple[float, int]:
        """How sure somebody answers a fact, and the place of the cue that says so.

        A verb whose clause has somebody after it, `Ana, trusts Bob`, is about that one.
        """
        line, best = seen.line, (0.0, -1)
        clauses = (line.tokens[person.first].clause, line.tokens[person.last].clause)
        for cue in seen.cues.get(fact, ()):
            if is_denied(line, cue.first, seen.negated, self._filler):
                continue
            apart = max(person.first - cue.last, cue.first - person.last, 0)
            commas = min(abs(line.tokens[cue.first].clause - clause) for clause in clauses)
            if commas and line.tokens[cue.first].clause in peopled and cue.first > person.last:
                continue
            if commas <= 1 and line.sentence_of(line.tokens[cue.first]) == line.sentence_of(line.tokens[person.first]):
                decay = 0.0 if commas and _is_alone(line, person) else _DECAY * max(0, apart - 1)
                rate = cue.meaning.strength - decay - _COMMA * commas
                best = max(best, (rate, line.tokens[cue.last].start))
        likely = seen.likely(fact, *_span(line, person), self._filler)
        return VALUE + max(best[0], likely) + seen.favour(fact), best[1]


def _is_alone(line: Line, person: Person) -> bool:
    """Whether a clause is nothing but somebody by name: `neutral adviser in it, Rolf Kern`."""
    first, last = line.tokens[person.first], line.tokens[person.last]
    inside = line.between(line.clauses[first.clause].start, line.clauses[first.clause].end)
    return bool(person.name) and inside[0] == first and inside[-1] == last


def _span(line: Line, person: Person) -> tuple[int, int]:
    start, end = line.tokens[person.first].start, line.tokens[person.last].end
    return start, end + (line.text[end : end + 1] == ")")
