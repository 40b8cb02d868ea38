"""Foreign text on a screen: never markup, cleaned at the last moment, drawn line by line."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget

from discovery.text import shown


class Plain(Widget, inherit_bindings=False):
    """A text that wraps. An update repaints the lines that changed, and lays out anew only where the height does.

    A string is foreign text and is cleaned here; a `Content` was assembled from clean parts by the caller.
    """

    DEFAULT_CSS = "Plain { height: auto; width: 1fr; }"

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content = _content(text)
        self._drawn: tuple[object, list[Strip]] | None = None

    @property
    def text(self) -> str:
        """What is shown, without its styles."""
        return self._content.plain

    def update(self, text: str | Content) -> None:
        """Shows another text."""
        content = _content(text)
        if content == self._content and content.spans == self._content.spans:
            return
        width = self.size.width
        if not self.is_mounted or not width:
            self._content = content
            self.refresh(layout=True)
            return
        before = self._lines()
        self._content, self._drawn = content, None
        after = self._lines()
        if len(before) != len(after) and self.styles.is_auto_height:
            self.refresh(layout=True)
            return
        blank: list[Strip] = []
        for y in range(max(len(before), len(after))):
            if (before[y : y + 1] or blank) != (after[y : y + 1] or blank):
                self.refresh(Region(0, y, width, 1))

    def _lines(self) -> list[Strip]:
        style = self.visual_style
        key = (self.size.width, style)
        if self._drawn is None or self._drawn[0] != key:
            options = RenderOptions(self._get_style, self.styles.get_rules())
            self._drawn = key, self._content.render_strips(self.size.width, None, style, options)
        return self._drawn[1]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._content.get_optimal_width(self.styles.get_rules(), container.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._content.get_height(self.styles.get_rules(), width) if width else 0

    def render_line(self, y: int) -> Strip:
        lines = self._lines()
        if y < len(lines):
            return lines[y]
        return Strip.blank(self.size.width, self.visual_style.rich_style)


def _content(text: str | Content) -> Content:
    return text if isinstance(text, Content) else Content(shown(text))
