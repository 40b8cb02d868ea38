"""The footer: one line of keys from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from discovery.tui.commands import GLOBAL, Command, footer
from discovery.tui.keymap import in_force

Item = tuple[str, str]
"""A key and its label."""
_LETTERS = 6
"""To which a label is shortened, so that it still says something."""


class Keybar(Widget, inherit_bindings=False):
    """Keys and labels; where they do not fit, shorter ones. Those of every screen stand at the right."""

    COMPONENT_CLASSES = {"keybar--key"}
    DEFAULT_CSS = """
    Keybar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    Keybar > .keybar--key { color: $text-accent; text-style: bold; }
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__(id="keybar")
        self._commands = tuple(commands)
        self._own: Sequence[Item] = ()
        self._global: Sequence[Item] = ()

    def on_mount(self) -> None:
        self._own = footer(in_force(self.app, self._commands))
        self._global = footer(in_force(self.app, GLOBAL))

    def show(self, commands: Iterable[Command]) -> None:
        """Names other commands, for a screen whose keys mean something else at the moment."""
        self._commands = tuple(commands)
        own = footer(in_force(self.app, self._commands))
        if own != self._own:
            self._own = own
            self.refresh()

    def render_line(self, y: int) -> Strip:
        plain, key = self.visual_style.rich_style, self.get_visual_style("keybar--key").rich_style
        width = self.size.width
        right = [each for item in self._global for each in _segments(item, 2, key, plain)]
        items, gap = fitting(self._own, width - _cells(self._global, 2))
        left = [each for item in items for each in _segments(item, gap, key, plain)]
        between = width - _cells(items, gap) - _cells(self._global, 2)
        return Strip([*left, Segment(" " * max(0, between), plain), *right]).crop(0, width)


def fitting(items: Sequence[Item], width: int) -> tuple[Sequence[Item], int]:
    """The items as they fit, and the cells around one: closer, of first words, shorter, the last without labels."""
    return next((each for each in _shorter(items) if _cells(*each) <= width), ((), 1))


def _shorter(items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], int]]:
    words = [(key, label.partition(" ")[0]) for key, label in items]
    yield from ((items, 2), (items, 1), (words, 2))
    for limit in range(max((cell_len(label) for _, label in words), default=0), _LETTERS - 1, -1):
        yield [(key, _cut(label, limit)) for key, label in words], 1
    for named in range(len(words) - 1, 0, -1):
        yield [(key, _cut(label, _LETTERS) if place < named else "") for place, (key, label) in enumerate(words)], 1
    yield from (([(key, "") for key, _ in items[:count]], 1) for count in range(len(items), 0, -1))


def _cut(label: str, limit: int) -> str:
    return label if cell_len(label) <= limit else chop_cells(label, limit - 1)[0] + "…"


def _segments(item: Item, gap: int, key: Style, plain: Style) -> tuple[Segment, Segment]:
    name, label = item
    return Segment(f" {name}", key), Segment((f" {label}" if label else "") + " " * (gap - 1), plain)


def _cells(items: Sequence[Item], gap: int) -> int:
    return sum(cell_len(key) + (cell_len(label) + 1 if label else 0) + gap for key, label in items)
