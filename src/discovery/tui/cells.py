"""Writes the cells that changed, and nothing else.

Textual renders every widget in the rectangle around all changes, and writes a changed line from the widget's first
cell on: for two words in opposite corners of a call, most of its screen. Textual is pinned to the minor version
whose private parts are replaced here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.control import Control
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Result = TypeVar("Result")
Span = tuple[int, int, int]
"""A line, its first cell, and the cell after its last one."""
Cells = tuple[int, int]
"""The first cell, and the cell after the last one."""
Piece = tuple[int, int, Strip]
"""A column, a line, and what stands there."""


class CellScreen(Screen[Result]):
    """A screen of which only the cells that changed are rendered and written."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = CellCompositor()


class CellCompositor(Compositor):
    """Renders only the widgets that changed cells lie in."""

    def render_partial_update(self) -> CellUpdate | None:  # type: ignore[override]
        changed = [region.intersection(self.size.region) for region in self._dirty_regions]
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans([region for region in changed if region]))
        return CellUpdate(list(self._pieces(spans))) if spans else None

    def _pieces(self, spans: Sequence[Span]) -> Iterator[Piece]:
        """What stands in those cells: what is in front of the rest."""
        lines = range(spans[0][0], spans[-1][0] + 1)
        layers = [_Layer(widget, *place, lines) for widget, place in self.visible_widgets.items()]
        for y, first, end in spans:
            bare = [(first, end)]
            for layer in layers:
                if y in layer.lines:
                    bare, covered = layer.covers(bare)
                    for start, stop in covered:
                        yield start, y, layer.strip(y, start, stop)
                if not bare:
                    break


class _Layer:
    """A widget as far as it is seen; its lines are rendered when the first of them is asked for."""

    def __init__(self, widget: Widget, region: Region, clip: Region, lines: range) -> None:
        seen = region.intersection(clip)
        self._widget, self._region, self._x, self._right = widget, region, seen.x, seen.right
        self.lines = range(max(lines.start, seen.y), min(lines.stop, seen.bottom))
        self._drawn: list[Strip] | None = None

    def covers(self, cells: Sequence[Cells]) -> tuple[list[Cells], list[Cells]]:
        """Those that it leaves bare, and those that it covers."""
        bare, covered = [], []
        for first, end in cells:
            start, stop = max(first, self._x), min(end, self._right)
            if start >= stop:
                bare.append((first, end))
                continue
            covered.append((start, stop))
            bare += [part for part in ((first, start), (stop, end)) if part[0] < part[1]]
        return bare, covered

    def strip(self, y: int, start: int, stop: int) -> Strip:
        """What it shows in those cells of a line."""
        if self._drawn is None:
            x, top = self._x - self._region.x, self.lines.start - self._region.y
            self._drawn = self._widget.render_lines(Region(x, top, self._right - self._x, len(self.lines)))
        return self._drawn[y - self.lines.start].crop(start - self._x, stop - self._x)


class CellUpdate(CompositorUpdate):
    """Pieces of lines, each written where it belongs."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(Control.move_to(x, y).segment.text + strip.render(console) for x, y, strip in self._pieces)
