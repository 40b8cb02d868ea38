"""What each word and pair of words speaks for: a linear support vector machine over notes, written as a table.

A note is two vectors side by side: its pieces, by how rare they are, at length 1; and the middle of its words' places.
Both are sums over its words, so that each word's share can be looked up, and nothing but sums is left for the program.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from discovery.capture.likeness import pieces_of
from learnlib.notes import Note

_LEAST = 2  # notes that have a piece
_PENALTY = 0.5  # the C of the machine
_KEPT = 0.15  # the least weight that is kept: the many small ones of common words say nothing together
_SCHEMA = """
CREATE TABLE answers (place INTEGER PRIMARY KEY, answer TEXT NOT NULL, bias REAL NOT NULL, vector BLOB NOT NULL);
CREATE TABLE scales (name TEXT PRIMARY KEY, value REAL NOT NULL);
CREATE TABLE made (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE pieces (piece TEXT PRIMARY KEY, rare REAL NOT NULL, learned BLOB, vector BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """`weights`: pieces x answers; `places`: coordinates x answers; `vectors`: word to coordinates."""

    answers: Sequence[str]
    bias: Any
    rare: Mapping[str, float]
    weights: Any
    places: Any
    vectors: Mapping[str, Any]
    unknown: float


def learned(notes: Sequence[Note], vectors: Mapping[str, Any]) -> Learned:
    """Fits the notes; a few minutes."""
    counts = Counter(piece for note in notes for piece in pieces_of(note.words))
    unknown = float(np.log(len(notes)) + 1)
    rare = {piece: unknown - float(np.log(count)) for piece, count in sorted(counts.items()) if count >= _LEAST}
    answers = sorted({note.answer for note in notes})
    place = {answer: at for at, answer in enumerate(answers)}
    machine = LinearSVC(C=_PENALTY, dual=True, max_iter=100, tol=1e-2, random_state=0)
    machine.fit(
        sparse.hstack([_by_pieces(notes, rare), _by_places(notes, rare, vectors, unknown)]).tocsr(),
        [place[note.answer] for note in notes],
        sample_weight=[note.counts for note in notes],
    )
    weights, places = np.split(machine.coef_.T, [len(rare)])
    centred = weights - weights.mean(1, keepdims=True)  # what speaks for all answers alike speaks for none
    kept = np.where(np.abs(centred) > _KEPT, centred, 0)
    return Learned(answers, machine.intercept_, rare, kept, places, vectors, unknown)


def _by_pieces(notes: Sequence[Note], rare: Mapping[str, float]) -> Any:
    column = {piece: at for at, piece in enumerate(rare)}
    rows, columns, values = array("l"), array("l"), array("d")
    for row, note in enumerate(notes):
        known = [piece for piece in pieces_of(note.words) if piece in rare]
        size = sum(rare[piece] ** 2 for piece in known) ** 0.5 or 1.0
        rows.extend([row] * len(known))
        columns.extend(column[piece] for piece in known)
        values.extend(rare[piece] / size for piece in known)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(notes), len(rare)))


def _by_places(notes: Sequence[Note], rare: Mapping[str, float], vectors: Mapping[str, Any], unknown: float) -> Any:
    middle = np.zeros((len(notes), len(next(iter(vectors.values())))))
    for row, note in enumerate(notes):
        heavy = {word: rare.get(word, unknown) for word in set(note.words)}
        size = sum(weight**2 for weight in heavy.values()) ** 0.5 or 1.0
        for word, weight in heavy.items():
            if word in vectors:
                middle[row] += vectors[word] * (weight / size)
    return sparse.csr_matrix(middle)


def write(learned: Learned, path: Path, digest: str) -> None:
    """The file that `discovery.capture.likeness` reads: weights and coordinates as signed bytes, to scale."""
    path.unlink(missing_ok=True)
    weight = float(np.abs(learned.weights).max()) / 127
    coordinate = max(float(np.abs(vector).max()) for vector in learned.vectors.values()) / 127
    scales = {"weight": weight, "coordinate": coordinate, "unknown": learned.unknown}
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA page_size = 1024")
        file.executescript(_SCHEMA)
        file.executemany("INSERT INTO scales VALUES (?, ?)", scales.items())
        file.execute("INSERT INTO made VALUES ('notes', ?)", (digest,))
        file.executemany(
            "INSERT INTO answers VALUES (?, ?, ?, ?)",
            (
                (at, answer, float(learned.bias[at]), array("f", learned.places[:, at]).tobytes())
                for at, answer in enumerate(learned.answers)
            ),
        )
        rows = {piece: _packed(learned.weights[at], weight) for at, piece in enumerate(learned.rare)}
        file.executemany(
            "INSERT INTO pieces VALUES (?, ?, ?, ?)",
            (
                (
                    piece,
                    learned.rare.get(piece, learned.unknown),
                    rows.get(piece),
                    _bytes(learned.vectors.get(piece), coordinate),
                )
                for piece in sorted(rows | learned.vectors)
            ),
        )
    file = sqlite3.connect(path)
    file.execute("VACUUM")
    file.close()


def _packed(weights: Any, scale: float) -> bytes:
    """The places of the answers that a piece speaks for or against, then how much."""
    whole = np.round(weights / scale).astype(int)
    places = np.nonzero(whole)[0]
    return array("H", places.tolist()).tobytes() + array("b", whole[places].tolist()).tobytes()


def _bytes(vector: Any, scale: float) -> bytes:
    return b"" if vector is None else array("b", np.round(vector / scale).astype(int).tolist()).tobytes()
