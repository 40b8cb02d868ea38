"""What is in front, and what every key does: of the screen that it was asked on, and everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.screen import ModalScreen

from discovery.tui.commands import GLOBAL, HELP, Command, bindings, key_names
from discovery.tui.keymap import in_force, worded
from discovery.tui.rows import BLANK, Row, paragraph, row
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.titlebar import Titlebar

_KEYS = 14
_MARKS = (
    "✓ confirmed: said specifically by somebody with standing, or read back and agreed",
    "~ claimed: said vaguely, second-hand, or researched",
    "? unknown: not asked, or they do not know or would not say",
)


class HelpScreen(ModalScreen[None]):
    """A topic, whose first line is a heading, and a page of keys; it scrolls where the window is small."""

    CSS_PATH = "help.tcss"
    BINDINGS = bindings(HELP)

    def __init__(self, commands: Sequence[Command], topic: str = "") -> None:
        super().__init__()
        self._commands, self._topic = tuple(commands), topic

    def compose(self) -> ComposeResult:
        yield Titlebar("Help")
        yield LineView(self._paint)
        yield Keybar(HELP)

    def _paint(self, width: int) -> Sequence[Row]:
        title, *lines = worded(self.app, self._topic).splitlines() or [""]
        rows = [*paragraph(title, width, "head")] if title else []
        rows += [line for text in lines for line in paragraph(text, width)] + [BLANK] * bool(title)
        rows += [row(("Keys of this screen", "head")), *self._table(self._commands, width), BLANK]
        rows += [row(("Everywhere", "head")), *self._table(GLOBAL, width), BLANK, row(("Marks", "head"))]
        return rows + [line for mark in _MARKS for line in paragraph(mark, width)]

    def _table(self, commands: Sequence[Command], width: int) -> list[Row]:
        lines: list[Row] = []
        for command in in_force(self.app, commands):
            keys = " ".join(key_names(command))
            lines += paragraph(command.help, width, first=(f"  {keys:{_KEYS}}", "accent"))
        return lines

    def action_move(self, by: int) -> None:
        self.query_one(LineView).scroll_lines(by)

    def action_page(self, by: int) -> None:
        view = self.query_one(LineView)
        view.scroll_lines(by * max(1, view.size.height - 1))

    def action_back(self) -> None:
        self.dismiss()
