"""How like the notes that were written for each answer a clause is: its words and pairs of words, weighed.

What phrases cannot foresee is weighed here. `scripts/learn` learns from more than fifty thousand written notes how far
each word speaks for each answer, and where a word lies among all others, so that one that no note has counts as its
neighbours do. The weights are a SQLite file beside the words of the language, of which a line reads only its own rows.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

from discovery.banks.model import Bank, Fact
from discovery.capture.tokens import Line, Span

NOTHING = "none"
"""The answer of notes that answer no fact."""
START = "^"
"""What stands before the first word, in its pair."""
_KNOWN = 0.6  # the share of words that have to be known
_KEPT = 64  # clauses whose likeness is remembered: of a line that is being typed only the last one is new
_ASKED = 0.2  # what is asked of a framework is likelier to be told
_CACHE = "PRAGMA cache_size=-128"  # KiB


@dataclass(frozen=True, slots=True)
class Like:
    """What a clause is most like, `fact` or `fact=choice`, how far the next one is behind, and the scores of all.

    A score is above 0 where a clause is like the notes of an answer and like no others, and about -1 where it is not.
    `scores` stand in the order of `places`, which all clauses of a bank share.
    """

    answer: str
    score: float
    lead: float
    places: Mapping[str, int]
    scores: array[float]

    def of(self, answers: Iterable[str]) -> float | None:
        """The best score of some answers; None where no notes are known of any."""
        return max((self.scores[self.places[one]] for one in answers if one in self.places), default=None)

    def behind(self, answer: str) -> float | None:
        """How far one answer is behind the best of the others, below 0 for the best; None where it has no notes."""
        own = self.of([answer])
        return own if own is None else -self.lead if answer == self.answer else self.score - own

    def best_but(self, answers: Collection[str]) -> float | None:
        """The best score of all answers but some."""
        others = (score for answer, score in zip(self.places, self.scores, strict=True) if answer not in answers)
        return max(others, default=None)


UNLIKE = Like(NOTHING, 0.0, 0.0, {}, array("f"))
"""Where nothing was learned, or there is nothing to weigh."""


class _Row(NamedTuple):
    """A word or pair: how rare it is, what it speaks for (None where no note has it), and where it lies."""

    piece: str
    rare: float
    learned: bytes | None
    vector: bytes


class Likeness:
    """Weighs clauses for the answers that a bank may have. A language without a file is like nothing.

    `asked` are the facts that the framework asks.
    """

    def __init__(self, bank: Bank, asked: Container[str], language: str) -> None:
        self._kept: dict[tuple[str, ...], Like] = {}  # no lru_cache: over a method it ties a call's index into a circle
        path = Path(str(files("discovery.capture"))) / "words" / language / "likeness.sqlite3"
        self._query = _opened(path) if path.is_file() else None
        if self._query is None:
            return
        rows = list(self._query("SELECT answer, bias, vector FROM answers ORDER BY place"))
        own = {NOTHING, *(answer for fact in bank.facts.values() for answer in answers_of(fact))}
        self._bias = [bias + _ASKED * (answer.partition("=")[0] in asked) for answer, bias, _ in rows]
        self._own = [place for place, (answer, _, _) in enumerate(rows) if answer in own]
        self._places = {rows[place][0]: at for at, place in enumerate(self._own)}
        self._vectors = [array("f", rows[place][2]) for place in self._own]
        scales: dict[str, float] = dict(self._query("SELECT name, value FROM scales"))
        self._weight, self._coordinate, self._unknown = scales["weight"], scales["coordinate"], scales["unknown"]

    def of(self, words: tuple[str, ...]) -> Like:
        """What a clause, by its `words_of`, is most like; the last few clauses are remembered."""
        if words not in self._kept:
            self._kept[words] = self._of(words)
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[words]

    def _of(self, words: tuple[str, ...]) -> Like:
        if self._query is None or len(self._own) < 2 or not words:
            return UNLIKE
        rows = list(self._rows(pieces_of(words)))
        if len({row.piece for row in rows} & set(words)) < _KNOWN * len(words):
            return UNLIKE
        scores, around = self._learned(rows), self._around(set(words), rows)
        near = (sum(map(mul, around, vector)) for vector in self._vectors)
        rated = array("f", (scores[place] + one for place, one in zip(self._own, near, strict=True)))
        second, first = sorted(rated)[-2:]
        answer = next(one for one, score in zip(self._places, rated, strict=True) if score == first)
        return Like(answer, first, first - second, self._places, rated)

    def _learned(self, rows: Iterable[_Row]) -> list[float]:
        """What words and pairs speak for, by the notes that have them; by place."""
        scores = list(self._bias)
        size = math.sqrt(sum(row.rare**2 for row in rows if row.learned is not None)) or 1.0
        for row in rows:
            if row.learned:
                count = len(row.learned) // 3
                factor = self._weight * row.rare / size
                places, weights = array("H", row.learned[: 2 * count]), array("b", row.learned[2 * count :])
                for place, weight in zip(places, weights, strict=True):
                    scores[place] += factor * weight
        return scores

    def _around(self, words: Collection[str], rows: Iterable[_Row]) -> Sequence[float]:
        """Where a clause lies among all words: the middle of its own, the rare ones heavier."""
        rare = {row.piece: row.rare for row in rows if row.piece in words}
        size = math.sqrt(sum(float(rare.get(word, self._unknown)) ** 2 for word in words)) or 1.0
        placed = [(row.rare * self._coordinate / size, array("b", row.vector)) for row in rows if row.vector]
        weighed = ([factor * part for part in vector] for factor, vector in placed)
        return [sum(column) for column in zip(*weighed, strict=True)]

    def _rows(self, pieces: Collection[str]) -> Iterator[_Row]:
        if self._query is not None:
            marks = ",".join("?" * len(pieces))
            query = f"SELECT piece, rare, learned, vector FROM pieces WHERE piece IN ({marks})"
            yield from map(_Row._make, self._query(query, [*pieces]))


def answers_of(fact: Fact) -> Iterator[str]:
    """What a clause may be like, of one fact: each choice, or the fact itself."""
    if fact.type == "yes_no":
        yield from (f"{fact.id}=yes", f"{fact.id}=no")
    elif fact.choices:
        yield from (f"{fact.id}={choice.id}" for choice in fact.choices)
    else:
        yield fact.id


def words_of(line: Line, span: Span) -> tuple[str, ...]:
    """The words of a stretch as notes are learned: any number is the same one."""
    return tuple("#" if token.word.isdigit() else token.word for token in line.between(*span))


def pieces_of(words: Sequence[str]) -> set[str]:
    """The words and pairs of words that are weighed."""
    return {*words, *(f"{one} {two}" for one, two in zip((START, *words), words, strict=False))}


@cache
def _opened(path: Path) -> Callable[..., Iterable[Any]]:
    """What runs a query on the file, which is never written: opened once, for all calls and the threads that read."""
    import sqlite3  # for the first line that is read

    file = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    file.execute(_CACHE)
    return file.execute
