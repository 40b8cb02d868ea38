"""What of a line stays as a note: the clauses that were not understood, or not wholly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discovery.capture.seen import Candidate
from discovery.capture.tokens import Line, Span

SEPARATORS = " \t\n,;"
"""What stands at the edges of a piece and says nothing."""
_SILENT = ",.!?-–—:;='()[]\"“”„«»#*"  # a piece of nothing but these needs no note


def note(text: str, line: Line, taken: Sequence[Candidate]) -> str:
    """Whole, the clauses in which something stands that no candidate covers; and what the note keeps besides."""
    if not taken:
        return text.strip(SEPARATORS)
    noted = {at for start, end in _left(line.text, taken) for at in _telling_clauses(line, start, end)}
    pieces = [(item.start, item.kept) for item in taken if item.kept and line.clause_at(item.start) not in noted]
    for at in sorted(noted):
        if at - 1 not in noted:
            last = next(end for end in range(at, len(line.clauses) + 1) if end + 1 not in noted)
            start = line.clauses[at].start
            pieces.append((start, line.text[start : line.clauses[last].end]))
    pieces.append((len(line.text), text[len(line.text) :]))
    said = (piece.lstrip(f"{SEPARATORS}.!?:)").rstrip(SEPARATORS) for _, piece in sorted(pieces))
    return "; ".join(piece for piece in said if piece)


def _left(text: str, taken: Sequence[Candidate]) -> Iterator[Span]:
    """What no candidate covers."""
    at = 0
    for item in taken:
        yield at, item.start
        at = max(at, item.end)
    yield at, len(text)


def _telling_clauses(line: Line, start: int, end: int) -> Iterator[int]:
    """The clauses in which a stretch says something."""
    for at in range(line.clause_at(start), line.clause_at(end) + 1):
        clause = line.clauses[at]
        if line.text[max(start, clause.start) : min(end, clause.end)].strip(_SILENT + SEPARATORS):
            yield at
