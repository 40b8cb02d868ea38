"""What was asked in vain: they don't know, or they would not say, with the fact that is named beside it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping

from discovery.capture.phrases import Match
from discovery.capture.questions import Questions
from discovery.capture.seen import Candidate, Seen, State
from discovery.capture.tokens import Span
from discovery.capture.words import Words

_SURENESS = 2.0  # before whatever else the words may say
_SAYS, _NAMES_FACT = 0.75, 0.35
_QUESTION, _NAME, _FACT = 0.5, 0.3, 0.42  # what the words of a question and a name add to a cue; from where it is meant
_LATER_NAME = 0.02  # what a name adds less for each that its fact has before it
_SAME_TOPIC = 0.12  # what the rest of the sentence being of the topic adds
_ALIKE = 0.02  # how near two facts of a topic are of which the first is meant
_POINTING = ("that", "it", "this", "they")
_SHORT = 5  # tokens of a clause that only names what the next one says about


class States:
    """Finds what was asked in vain. Frozen once it is built."""

    def __init__(self, words: Words, questions: Questions, known: Container[str]) -> None:
        self._words, self._questions, self._known = words, questions, known
        self._names = {fact: tuple(map(words.phrase, known.names)) for fact, known in words.facts.items()}
        self._openers = words.folded("question_words")
        self._vague = words.folded("vague_words")
        self._ends = words.folded("clause_ends")

    def candidates(self, seen: Seen) -> Iterator[Candidate]:
        """The facts that are not known, or not told."""
        for match in seen.matches:
            kind = match.meaning.kind
            if kind not in ("unknown", "declined") or self._is_said(seen, match):
                continue
            for first, last in self._beside(seen, match):
                rated = self._rated(seen, first, last)
                fact = self._meant(seen, rated, first, last)
                if fact:
                    tokens = seen.line.tokens
                    ends = tokens[min(match.first, first)].start, tokens[max(match.last, last)].end
                    state: State = "unknown" if kind == "unknown" else "declined"
                    odd = any(self._is_odd(token.word) for token in tokens[first : last + 1])
                    kept = seen.line.text[tokens[first].start : tokens[last].end] if odd else ""
                    yield Candidate(fact, None, *ends, _SURENESS, state=state, kept=kept)
                    break

    def _is_odd(self, word: str) -> bool:
        """Whether a word says something that no fact is about, which the note keeps."""
        return word not in self._known and word not in self._words.filler

    def _beside(self, seen: Seen, match: Match) -> Iterator[Span]:
        """The stretches that may name the fact: what follows in the clause, what is before, a short one before it."""
        tokens, clause = seen.line.tokens, seen.line.tokens[match.last].clause
        last = match.last
        while last + 1 < len(tokens) and tokens[last + 1].clause == clause and tokens[last + 1].word not in self._ends:
            last += 1
        if last > match.last:
            yield match.last + 1, last
        first = match.first
        while first and tokens[first - 1].clause == clause and tokens[first - 1].word not in self._ends:
            first -= 1
        if first < match.first:
            yield first, match.first - 1
        elif first and not self._tells(seen, match.last + 1, last):
            one, two = seen.line.clauses[clause - 1], seen.line.clauses[clause]
            before = seen.line.between(one.start, one.end)
            asked = one.sentence == two.sentence or one.asked or self._questions.asks([token.word for token in before])
            if len(before) <= _SHORT and asked:
                yield first - len(before), first - 1

    def _rated(self, seen: Seen, first: int, last: int) -> Mapping[str, float]:
        """How sure a stretch names each fact: by the best cue in it, and by the words of the question."""
        said = [token.word for token in seen.line.tokens[first : last + 1]]
        if not self._tells(seen, first, last):
            return {}
        asked = self._questions.rated(said)
        rated = {fact: _QUESTION * share for fact, share in asked.items()}
        for fact, cues in seen.cues.items():
            inside = [cue for cue in cues if first <= cue.first and cue.last <= last and self._is_telling(seen, cue)]
            best = max((self._weight(seen, cue) for cue in inside), default=0.0)
            if best and (fact in rated or not asked):
                rated[fact] = rated.get(fact, 0.0) + best
        near = self._topics(seen, first, last)
        return {
            fact: rate + seen.favour(fact) + _SAME_TOPIC * (fact.partition(".")[0] in near)
            for fact, rate in rated.items()
        }

    def _tells(self, seen: Seen, first: int, last: int) -> bool:
        """Whether a stretch has a word that could name a fact."""
        said = (token.word for token in seen.line.tokens[first : last + 1])
        return any(
            word not in self._vague and (word not in self._words.filler or word in self._openers) for word in said
        )

    def _meant(self, seen: Seen, rated: Mapping[str, float], first: int, last: int) -> str | None:
        """The fact that is the surest; of a topic's that are nearly alike the first, of two topics' none."""
        best = max(rated, key=lambda fact: (rated[fact], -self._questions.place(fact)), default="")
        if not best or rated[best] < _FACT:
            return None
        topic = f"{best.partition('.')[0]}."
        pointing = any(token.word in _POINTING for token in seen.line.tokens[first : last + 1])
        near = self._topics(seen, first, last)
        if pointing and near and topic[:-1] not in near and any(fact.partition(".")[0] in near for fact in rated):
            return None
        alike = [fact for fact in rated if fact.startswith(topic) and rated[best] - rated[fact] < _ALIKE]
        return min(alike, key=self._questions.place)

    def _topics(self, seen: Seen, first: int, last: int) -> Collection[str]:
        """The topics of what else the sentence says."""
        sentence = seen.line.sentence_of(seen.line.tokens[first])
        return {
            match.meaning.of.partition(".")[0]
            for match in seen.matches
            if match.meaning.kind == "choice"
            and not first <= match.first <= last
            and seen.line.sentence_of(seen.line.tokens[match.first]) == sentence
        }

    def _weight(self, seen: Seen, cue: Match) -> float:
        words = (seen.line.tokens[place].word for place in range(cue.first, cue.last + 1))
        phrase = tuple(word for word in words if word not in self._words.skip)
        names = self._names.get(cue.meaning.of, ())
        return cue.meaning.strength + (_NAME - _LATER_NAME * names.index(phrase) if phrase in names else 0.0)

    def _is_said(self, seen: Seen, match: Match) -> bool:
        """Whether the words are part of a choice: `leadership doesn't know`."""
        return any(
            other.meaning.kind == "choice"
            and other.meaning.strength >= _SAYS
            and other.first <= match.first <= match.last <= other.last
            and (other.first, other.last) != (match.first, match.last)
            for other in seen.matches
        )

    def _is_telling(self, seen: Seen, cue: Match) -> bool:
        """Whether a cue is more than little words, and of the language rather than of a question."""
        words = (seen.line.tokens[place].word for place in range(cue.first, cue.last + 1))
        return cue.meaning.strength > _NAMES_FACT and any(word not in self._words.filler for word in words)
