"""The footer: one line of keys from the registry."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from discovery.tui.commands import GLOBAL, Command, footer


class Keybar(Widget, inherit_bindings=False):
    """Keys and labels, as many as fit; those of every screen stand at the right and always fit."""

    COMPONENT_CLASSES = {"keybar--key"}
    DEFAULT_CSS = """
    Keybar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    Keybar > .keybar--key { color: $text-accent; text-style: bold; }
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__(id="keybar")
        self._own = footer(commands)
        self._global = footer(GLOBAL)

    def show(self, commands: Iterable[Command]) -> None:
        """Names other commands, for a screen whose keys mean something else at the moment."""
        own = footer(commands)
        if own != self._own:
            self._own = own
            self.refresh()

    def render_line(self, y: int) -> Strip:
        plain, key = self.visual_style.rich_style, self.get_visual_style("keybar--key").rich_style
        right = sum(_cells(item) for item in self._global)
        width, used = self.size.width, 0
        segments: list[Segment] = []
        for item in self._own:
            if used + _cells(item) + right > width:
                break
            used += _cells(item)
            segments += [Segment(f" {item[0]}", key), Segment(f" {item[1]} ", plain)]
        segments.append(Segment(" " * max(0, width - used - right), plain))
        for name, label in self._global:
            segments += [Segment(f" {name}", key), Segment(f" {label} ", plain)]
        return Strip(segments).crop(0, width)


def _cells(item: tuple[str, str]) -> int:
    return cell_len(item[0]) + cell_len(item[1]) + 3
