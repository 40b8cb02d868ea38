"""Which fact an amount, a number or a day in the line answers: the one whose words stand nearest, if that is sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.amounts import Atom, in_place_of
from discovery.capture.days import durations_in
from discovery.capture.phrases import Match, Phrases
from discovery.capture.seen import VALUE, Candidate, Seen
from discovery.capture.tokens import Line
from discovery.capture.words import Words

_DECAY, _CUE_AFTER, _CUE_BEYOND = 0.015, 0.03, 0.2
CUE_BEFORE = 0.75
"""How much of a cue in the clause before is left."""
_UNIT = 0.08  # what the unit of a fact adds
_BARE = 0.03  # what a number without a unit loses
_OTHER_THING = 0.2  # what a number loses that counts something else
_OUTDONE, _MOST_OUTDONE = 0.3, 0.1  # what a value loses by its clause being like another fact's notes
_BEFORE_CORRECTION = 4  # tokens between a value and what takes it back
_IN_UNIT = {("minutes", "hours"): 1 / 60, ("months", "weeks"): 4}  # a month as people count weeks
_HALF_SURE = 0.015  # two facts so close to each other: neither is meant for sure


class Figures:
    """Binds values to the facts of a bank. Frozen once it is built."""

    def __init__(self, bank: Bank, words: Words, phrases: Phrases) -> None:
        self._bank, self._words, self._phrases = bank, words, phrases
        self._numbered = words.folded("numbered")
        self._bounds, self._conditions = frozenset(words.lists["bounds"]), words.folded("conditions")
        self._of_limits = frozenset(words.lists["of_limits"])
        self._units = {fact.id: self._unit(fact) for fact in bank.facts.values() if fact.type == "number"}
        self._of_type: dict[str, tuple[Fact, ...]] = {
            kind: tuple(fact for fact in bank.facts.values() if fact.type == kind)
            for kind in ("number", "money", "date")
        }

    def found(self, seen: Seen, atoms: Sequence[Atom]) -> Iterator[Candidate]:
        """Money, numbers and dates, each for the fact that is the surest; for none where two are alike."""
        given: list[tuple[Atom, Fact, float]] = []
        taken_back = self._words.folded("corrections") | _corrections(seen)
        for read in atoms:
            earlier = next((one for one in reversed(given) if self._is_corrected(seen, one[0], read, taken_back)), None)
            atom = in_place_of(earlier[0], read) if earlier else read
            if self._is_denied(seen, atom) or (atom.kind == "number" and atom.weak and not earlier):
                continue
            facts = [fact for fact in self._of_type[atom.kind] if self._takes(atom, fact)]
            named = next((label.facts for label in seen.labels if label.value <= atom.start < label.end), ())
            own = sorted((fact for fact in facts if fact.id in named), key=lambda fact: named.index(fact.id))
            rated = [(self._bound(seen, atom, fact, atoms), fact) for fact in own or facts]
            rated.sort(key=lambda pair: -pair[0])
            if earlier and earlier[1] in facts and (not rated or rated[0][0] < earlier[2] or rated[0][1] is earlier[1]):
                rated = [(earlier[2], earlier[1])]
            if not rated or (not own and len(rated) > 1 and rated[0][0] - rated[1][0] < _HALF_SURE):
                continue
            sureness, fact = rated[0]
            start = atom.start if fact.id in self._of_limits else self._bound_start(seen.line, atom)
            if start < atom.start and self._is_conditional(seen.line, start):
                continue
            given.append((atom, fact, sureness))
            kept = seen.line.text[start : atom.end] if atom.kept or start < atom.start else ""
            yield Candidate(fact.id, self._scaled(atom, fact), atom.start, atom.end, sureness, kept=kept)

    def _bound_start(self, line: Line, atom: Atom) -> int:
        """Where a value begins with what makes it a bound: `up to 50k`."""
        at = line.token_at(atom.start)
        for length in (2, 1):
            said = line.tokens[max(0, at - length) : at]
            if " ".join(token.word for token in said) in self._bounds and said[0].clause == line.clause_at(atom.start):
                return said[0].start
        return atom.start

    def _is_conditional(self, line: Line, place: int) -> bool:
        """Whether a bound belongs to a condition: `if it costs more than 25k the board decides`."""
        before = line.between(line.clauses[line.clause_at(place)].start, place)
        return any(token.word in self._conditions for token in before)

    def _is_corrected(self, seen: Seen, one: Atom, two: Atom, taken_back: Collection[str]) -> bool:
        """Whether a value takes the place of the one before it: `by June, no, July`, `150k to them, no make it 120`.

        Up to the correction a few words may stand, behind it none that tell something.
        """
        if not (one.kind == two.kind or (one.kind == "money" and two.kind == "number" and not two.unit)):
            return False
        between = seen.line.between(one.end, two.start)
        marks = [place for place, token in enumerate(between) if token.word in taken_back]
        if not marks:
            return False
        after = [token.word for token in between[marks[0] + 1 :]]
        small = all(word in self._words.filler or word in taken_back for word in after)
        return one.end <= two.start and marks[0] <= _BEFORE_CORRECTION and small and "than" not in after

    def _is_denied(self, seen: Seen, atom: Atom) -> bool:
        """Whether a `not` stands right before a value: `budget isn't 50k`."""
        first = seen.line.token_at(atom.start)
        before = first - 1
        same = before in seen.negated and seen.line.tokens[before].clause == seen.line.tokens[first].clause
        return same and seen.line.tokens[before].word not in self._words.folded("corrections")

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
        bare = _BARE * (atom.kind == "number" and not atom.unit)
        likely = seen.likely(fact.id, atom.start, atom.end, self._words.filler)
        return (
            VALUE
            + max(cue, likely)
            + unit
            - weak
            - other
            - bare
            - self._outdone(seen, atom, fact)
            + seen.favour(fact.id)
        )

    def _outdone(self, seen: Seen, atom: Atom, fact: Fact) -> float:
        """What a value loses where its clause is more like the notes of another fact of its type."""
        own = seen.likes[clause := seen.line.clause_at(atom.start)].of([fact.id])
        best = seen.likes[clause].of([other.id for other in self._of_type.get(atom.kind, ())])
        return 0.0 if own is None or best is None else min(_MOST_OUTDONE, _OUTDONE * (best - own))

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
        return beside and not own and token.word.isalpha() and token.word not in self._words.filler

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
                rate = cue.meaning.strength * CUE_BEFORE
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
        said = self._words.folded("corrections")
        return all(word in self._words.filler or word in said for word in rest)

    def durations(self, seen: Seen) -> Iterator[Candidate]:
        for fact_id, known in self._words.facts.items():
            if not known.months or fact_id not in self._bank.facts:
                continue
            for atom in durations_in(seen.line):
                choice = next((choice for most, choice in known.months if atom.value < most), known.months[-1][1])
                sureness = self._bound(seen, atom, self._bank.facts[fact_id], ())
                if self._bank.facts[fact_id].choice(choice):
                    yield Candidate(fact_id, choice, atom.start, atom.end, sureness)

    def _unit(self, fact: Fact) -> str:
        if not fact.unit or fact.unit == "of 10":
            return fact.unit or ""
        for text in (fact.unit, fact.unit.split()[0]):
            for meaning in self._phrases.means(text):
                if meaning.kind == "unit":
                    return meaning.of
        return fact.unit


def _corrections(seen: Seen) -> set[str]:
    """The words of a line's corrections of several words: `scratch that`."""
    return {
        seen.line.tokens[place].word
        for match in seen.matches
        if match.meaning.kind == "correction" and match.last > match.first
        for place in range(match.first, match.last + 1)
    }
