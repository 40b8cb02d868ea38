"""Small questions in front of a screen: one line of text, one of a list, or something to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from discovery.errors import DiscoveryError
from discovery.text import clean
from discovery.tui.rows import Row, cut, pad, row
from discovery.tui.widgets.lines import LineList, LineView
from discovery.tui.widgets.plain import Plain


class TextPrompt(ModalScreen[str | None]):
    """One line of text. `check` returns what is taken, or raises a DiscoveryError, which is shown beside the field."""

    CSS_PATH = "prompts.tcss"
    BINDINGS = [Binding("escape", "cancel", "Cancel", id="prompt.cancel")]

    def __init__(
        self, title: str, hint: str = "", value: str = "", check: Callable[[str], str] = lambda typed: typed
    ) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._check = title, hint, value, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(self._title, classes="title")
            field = Input(clean(self._value), compact=True)
            field.cursor_blink = False
            yield field
            yield Plain(self._hint, id="hint")
            yield Plain("Enter takes it, Esc cancels", classes="keys")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        try:
            taken = self._check(clean(event.value).strip())
        except DiscoveryError as error:
            hint = self.query_one("#hint", Plain)
            hint.add_class("refused")
            hint.update(str(error))
            return
        self.dismiss(taken)

    def action_cancel(self) -> None:
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a PickPrompt: what is returned, and what is shown."""

    id: str
    label: str
    detail: str = ""


class PickPrompt(ModalScreen[str | None]):
    """One of a list: arrows or a few letters, then Enter. `current` is where the cursor starts."""

    CSS_PATH = "prompts.tcss"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="prompt.cancel"),
        Binding("up", "move(-1)", "Up", id="prompt.up"),
        Binding("down", "move(1)", "Down", id="prompt.down"),
        Binding("pageup", "page(-1)", "Page up", id="prompt.page_up"),
        Binding("pagedown", "page(1)", "Page down", id="prompt.page_down"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None = None) -> None:
        super().__init__()
        self._title, self._choices, self._current = title, tuple(choices), current

    def compose(self) -> ComposeResult:
        with Vertical(classes="box pick"):
            yield Plain(self._title, classes="title")
            field = Input(placeholder="type to find", compact=True)
            field.cursor_blink = False
            yield field
            yield LineList(self._lines(""))
            yield Plain("↑↓ and Enter pick, Esc cancels", classes="keys")

    def on_mount(self) -> None:
        self._list = self.query_one(LineList)
        self._list.styles.height = min(len(self._choices), 14)
        places = [choice.id for choice in self._choices]
        self._list.show(self._lines(""), cursor=places.index(self._current) if self._current in places else 0)

    def _lines(self, query: str) -> Callable[[int], Sequence[Row]]:
        words = query.casefold().split()
        found = [c for c in self._choices if all(word in f"{c.id} {c.label} {c.detail}".casefold() for word in words)]

        def paint(width: int) -> Sequence[Row]:
            name = min(width // 2, max((len(choice.label) for choice in self._choices), default=0) + 2)
            return [
                row((pad(choice.label, name), "strong"), (cut(choice.detail, width - name), "dim"), target=choice)
                for choice in found
            ]

        return paint

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self._list.show(self._lines(event.value), cursor=0)

    @on(Input.Submitted)
    @on(LineList.Picked)
    def _picked(self) -> None:
        choice = self._list.target
        if isinstance(choice, Choice):
            self.dismiss(choice.id)

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_page(self, by: int) -> None:
        self._list.page(by)

    def action_cancel(self) -> None:
        self.dismiss(None)


class Notice(ModalScreen[None]):
    """Something to read: the report of an import. Enter or Esc closes it."""

    CSS_PATH = "prompts.tcss"
    BINDINGS = [
        Binding("escape,enter", "close", "Close", id="notice.close"),
        Binding("up", "scroll(-1)", "Up", id="notice.up"),
        Binding("down", "scroll(1)", "Down", id="notice.down"),
        Binding("pageup", "scroll(-10)", "Page up", id="notice.page_up"),
        Binding("pagedown", "scroll(10)", "Page down", id="notice.page_down"),
    ]

    def __init__(self, title: str, lines: Callable[[int], Sequence[Row]], count: int) -> None:
        super().__init__()
        self._title, self._lines, self._count = title, lines, count

    def compose(self) -> ComposeResult:
        with Vertical(classes="box pick"):
            yield Plain(self._title, classes="title")
            view = LineView(self._lines)
            view.styles.height = max(1, min(self._count, 16))
            yield view
            yield Plain("Enter closes", classes="keys")

    def action_scroll(self, by: int) -> None:
        self.query_one(LineView).scroll_lines(by)

    def action_close(self) -> None:
        self.dismiss(None)
