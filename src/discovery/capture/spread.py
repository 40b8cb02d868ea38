"""What is taken of a line, over the words beside it that say nothing more, and with the quotation of its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from discovery.capture.candidates import Candidates
from discovery.capture.labels import Label
from discovery.capture.notes import SEPARATORS
from discovery.capture.seen import Candidate, Seen, gaps
from discovery.capture.tokens import Line


def spread(finder: Candidates, seen: Seen, taken: Sequence[Candidate], labels: Sequence[Label]) -> list[Candidate]:
    """The candidates with the quotations of their clauses, and over the words beside them that say nothing more."""
    line = seen.line
    spread = [_quoted(line, candidate) for candidate in taken]
    facts = {candidate.fact for candidate in taken}
    silent = {
        place
        for match in seen.matches
        if (match.meaning.kind == "cue" and match.meaning.of in facts)
        or match.meaning.kind in ("role", "unit", "correction")
        for place in range(match.first, match.last + 1)
    }
    names = [(label.start, label.value) for label in labels]
    for clause in line.clauses:
        inside = [place for place, item in enumerate(spread) if item.start < clause.end and clause.start < item.end]
        if not inside:
            continue
        between = gaps((clause.start, clause.end), [spread[place] for place in inside])
        for gap, (start, end) in enumerate(between):
            quotes = [quote for place in inside if spread[place].quote for quote in line.quotes]
            if start >= end or not _says_nothing(finder, line, (start, end), silent, [*names, *quotes]):
                continue
            place = inside[max(0, gap - 1)]
            item = spread[place]
            first, last = _worded(line, min(item.start, start), max(item.end, end))
            spread[place] = replace(item, start=first, end=last)
    return spread


def _says_nothing(
    finder: Candidates, line: Line, gap: tuple[int, int], silent: set[int], known: Sequence[tuple[int, int]]
) -> bool:
    """Whether a gap holds only small words, cues of what was understood, or a quotation that was taken."""
    tokens = line.between(*gap)
    first = line.token_at(gap[0])
    return bool(tokens) and all(
        token.word in finder.words.filler
        or first + place in silent
        or any(start <= token.start and token.end <= end for start, end in known)
        for place, token in enumerate(tokens)
    )


def _worded(line: Line, start: int, end: int) -> tuple[int, int]:
    """A stretch without separators at its edges."""
    while start < end and line.text[start] in SEPARATORS:
        start += 1
    while end > start and line.text[end - 1] in SEPARATORS:
        end -= 1
    return start, end


def _quoted(line: Line, candidate: Candidate) -> Candidate:
    """With the quotation of its clause, where it has none yet."""
    if candidate.quote or candidate.state != "answered":
        return candidate
    clause = line.clauses[line.clause_at(candidate.start)]
    quote = next((quote for quote in line.quotes if clause.start <= quote[0] and quote[1] <= clause.end), None)
    return replace(candidate, quote=line.text[quote[0] + 1 : quote[1] - 1].strip()) if quote else candidate
