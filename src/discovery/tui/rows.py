"""Rows of styled text: what the line widgets draw, made and measured without a terminal.

A row is a tuple of spans; a span is a text and the name of its style. Widths are terminal cells, so wide characters
count double. Every text that comes in here is cleaned and put on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

from discovery.text import one_line

STYLES = ("dim", "strong", "accent", "good", "warn", "bad", "head")
"""The names of styles beside "", which is plain; `widgets.lines` gives each of them its colours."""

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `target` is what the row stands for, where a list needs to know; it is not drawn."""

    spans: tuple[Span, ...] = ()
    target: object = None

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.spans)

    @property
    def cells(self) -> int:
        return sum(cell_len(text) for text, _ in self.spans)


BLANK = Row()
_KEPT = 1024
"""Texts that are kept cut and wrapped: a key changes few of those in view."""


def row(*spans: Span | str, target: object = None) -> Row:
    """A row of texts as they are: clean ones, or written in this program."""
    return Row(tuple((span, "") if isinstance(span, str) else span for span in spans if span), target)


@lru_cache(_KEPT)
def cut(text: str, width: int) -> str:
    """Foreign text on one line of at most `width` cells; what does not fit ends in `…`."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def pad(text: str, width: int) -> str:
    """As `cut`, filled up to exactly `width` cells."""
    return set_cell_size(cut(text, width), max(0, width))


def fit(line: Row, width: int) -> Row:
    """The row in at most `width` cells; the span that does not fit ends in `…`."""
    if line.cells <= width:
        return line
    kept: list[Span] = []
    left = width
    for text, style in line.spans:
        if cell_len(text) > left or (cell_len(text) == left and len(kept) + 1 < len(line.spans)):
            kept.append((set_cell_size(text, left - 1) + "…" if left > 0 else "", style))
            break
        kept.append((text, style))
        left -= cell_len(text)
    return Row(tuple(kept), line.target)


def spread(left: Sequence[Span], right: Sequence[Span], width: int, target: object = None) -> Row:
    """A row with its ends apart; the left one gives way where both do not fit."""
    end = fit(Row(tuple(right)), width)
    room = max(0, width - end.cells - (1 if end.cells else 0))
    start = fit(Row(tuple(left)), room)
    gap = width - start.cells - end.cells
    return Row((*start.spans, (" " * gap, ""), *end.spans), target)


@lru_cache(_KEPT)
def wrapped(text: str, width: int, lead: int = 0) -> tuple[str, ...]:
    """Foreign text in lines of at most `width` cells, broken between words, a longer word inside itself.

    The first line has `lead` cells less.
    """
    lines: list[str] = []
    line, used, room = "", 0, max(2, width - lead)
    for word in one_line(text).split(" "):
        size = cell_len(word)
        if line and used + 1 + size <= room:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
            room = max(2, width)
        *whole, line = chop_cells(word, room) if size > room else [word]
        if whole:
            lines += whole
            room = max(2, width)
        used = cell_len(line)
    return (*lines, line) if line else tuple(lines)


def paragraph(
    text: str, width: int, style: str = "", *, first: Span = ("", ""), indent: int | None = None, target: object = None
) -> list[Row]:
    """Foreign text wrapped into rows; `first` leads the first one, the others start at `indent`, else below its end."""
    lead = cell_len(first[0])
    indent = lead if indent is None else indent
    lines = wrapped(text, width - indent, lead - indent)
    rows = [row(first, (lines[0], style), target=target)] if lines else [row(first, target=target)] if first[0] else []
    return rows + [row(" " * indent, (line, style), target=target) for line in lines[1:]]


def bullets(texts: Iterable[str], width: int, style: str = "", mark: str = "· ") -> list[Row]:
    """A list: each text wrapped behind its mark."""
    return [line for text in texts for line in paragraph(text, width, style, first=(mark, "dim"))]
