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


class Even(Widget):
    """A widget all of whose lines look the same: one of them is drawn. Textual would keep each of them, in pieces."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height


class CellScreen(Even, Screen[Result]):
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
        layers = [_Layer(widget, *place) for widget, place in self.visible_widgets.items()]
        seen: list[tuple[_Layer, int, Cells]] = []
        for y, first, end in spans:
            bare = [(first, end)]
            for layer in layers:
                if layer.top <= y < layer.bottom:
                    bare, covered = layer.covers(y, bare)
                    seen += [(layer, y, cells) for cells in covered]
                if not bare:
                    break
        for layer, y, cells in seen:
            yield cells[0], y, layer.strip(y, cells)


class _Layer:
    """A widget as far as it is seen. Of its lines, those from the first to the last that are asked for are rendered."""

    def __init__(self, widget: Widget, region: Region, clip: Region) -> None:
        self._widget, self._region = widget, region
        self._x, self.top, width, height = region.intersection(clip)
        self._right, self.bottom = self._x + width, self.top + height
        self._first, self._last = self.bottom, self.top
        self._drawn: list[Strip] = []

    def covers(self, y: int, cells: Sequence[Cells]) -> tuple[list[Cells], list[Cells]]:
        """Those of a line that it leaves bare, and those that it covers, which will be asked for."""
        bare, covered = [], []
        for first, end in cells:
            start, stop = max(first, self._x), min(end, self._right)
            if start >= stop:
                bare.append((first, end))
                continue
            covered.append((start, stop))
            bare += [part for part in ((first, start), (stop, end)) if part[0] < part[1]]
        if covered:
            self._first, self._last = min(self._first, y), max(self._last, y)
        return bare, covered

    def strip(self, y: int, cells: Cells) -> Strip:
        """What it shows in those cells of a line."""
        if not self._drawn:
            x, top = self._x - self._region.x, self._first - self._region.y
            lines = Region(x, top, self._right - self._x, self._last - self._first + 1)
            self._drawn = self._widget.render_lines(lines)
        line = self._drawn[y - self._first]
        whole = Strip(line, line.cell_length)  # Textual keeps what was cut from a line as long as the line itself
        return whole.crop(cells[0] - self._x, cells[1] - self._x)


class CellUpdate(CompositorUpdate):
    """Pieces of lines, each written where it belongs."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(Control.move_to(x, y).segment.text + strip.render(console) for x, y, strip in self._pieces)
