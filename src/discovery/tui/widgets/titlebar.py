"""One line at the top of a screen: where one is, and about what."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from discovery.text import one_line


class Titlebar(Widget, inherit_bindings=False):
    """`left` is bold and gives way where both do not fit; `right` is a count or a mark. Both are cleaned here."""

    DEFAULT_CSS = "Titlebar { height: 1; dock: top; background: $panel; color: $foreground; }"

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__(id="titlebar")
        self._left, self._right = one_line(left), one_line(right)

    @property
    def text(self) -> str:
        """What is shown."""
        return f"{self._left}  {self._right}".strip()

    def show(self, left: str | None = None, right: str | None = None) -> None:
        """Shows other texts; None keeps one as it is."""
        before = self._left, self._right
        self._left = self._left if left is None else one_line(left)
        self._right = self._right if right is None else one_line(right)
        if before != (self._left, self._right):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        style = self.visual_style.rich_style
        right = f" {self._right} " if self._right else ""
        room = max(0, self.size.width - cell_len(right))
        left = set_cell_size(f" {self._left}", room)
        return Strip([Segment(left, style + Style(bold=True)), Segment(right, style)]).crop(0, self.size.width)
