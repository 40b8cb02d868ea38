"""The notes that likeness is learned from: a file a topic, a block `# fact=choice` an answer, a note a line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from discovery.capture.likeness import words_of
from discovery.capture.tokens import taken_apart
from discovery.capture.words import Words, load

_PHRASE, _OF_LINE = 0.7, 2.5
"""How much a phrase of the words, one of many that differ little, and a clause of a real line count against a note."""
LINES = "lines"
"""The file with the clauses of the lines in `tests/capture/lines`, `reps` and `words`, by what those have to give."""


class Note(NamedTuple):
    """The words of a note, the answer that it gives, and how much it counts."""

    words: tuple[str, ...]
    answer: str
    counts: float = 1.0


def folder(language: str) -> Path:
    """Where the notes of a language lie."""
    return Path(__file__).resolve().parent / "notes" / language


def digest(folder: Path) -> str:
    """What changes with the notes: the SHA-256 of all files, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.txt")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def read(folder: Path, language: str) -> list[Note]:
    """Every note, and the phrases of the language."""
    words = load(language)
    notes = [
        Note(_words(text, words), answer, _OF_LINE if path.stem == LINES else 1.0)
        for path in sorted(folder.glob("*.txt"))
        for answer, text in written(path)
    ]
    return [*notes, *(Note(_words(text, words), answer, _PHRASE) for answer, text in _phrases(words))]


def written(path: Path) -> Iterator[tuple[str, str]]:
    """The answer and the text of each note in a file."""
    answer = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# "):
            answer = line[2:]
        elif line:
            yield answer, line


def _phrases(words: Words) -> Iterator[tuple[str, str]]:
    for fact, known in words.facts.items():
        for table in (known.says, known.hints):
            yield from ((f"{fact}={choice}", text) for choice, texts in table.items() for text in texts)
        yield from ((fact, text) for texts in (known.leads, known.cues) for text in texts)


def _words(text: str, words: Words) -> tuple[str, ...]:
    return words_of(taken_apart(text, words), (0, len(text)))
