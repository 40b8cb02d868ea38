"""Small questions in front of a screen: one line of text, one of a list, or something to read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from discovery.errors import DiscoveryError
from discovery.text import clean
from discovery.tui.rows import Row, cut, pad, row
from discovery.tui.screens.turns import InTurn
from discovery.tui.widgets.field import Field
from discovery.tui.widgets.lines import LineList, LineView
from discovery.tui.widgets.plain import Plain


class _Prompt(InTurn[str | None], ModalScreen[str | None]):
    """A line to type in, and what is to be known of it."""

    CSS_PATH = "prompts.tcss"
    _field: Field

    async def take(self, event: events.Key | events.Paste) -> None:
        before = self._field.value
        if isinstance(event, events.Paste):
            self._field.put(" ".join(clean(event.text).split("\n")).strip())
        elif event.key == "enter":
            self.submit()
        elif event.is_printable and event.character:
            self._field.put(event.character)
        elif not await self._field.edit(event.key):
            await self.act(event)
        if self._field.value != before:
            self.changed()

    @abstractmethod
    def submit(self) -> None:
        """Takes what was typed, if it can be taken."""

    def changed(self) -> None:
        """What is typed is another text now."""

    def action_cancel(self) -> None:
        self.dismiss(None)


class TextPrompt(_Prompt):
    """One line of text. `check` returns what is taken, or raises a DiscoveryError, which is shown beside the field."""

    BINDINGS = [Binding("escape", "cancel", "Cancel", id="prompt.cancel")]

    def __init__(
        self, title: str, hint: str = "", value: str = "", check: Callable[[str], str] = lambda typed: typed
    ) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._check = title, hint, value, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(self._title, classes="title")
            self._field = Field(clean(self._value))
            yield self._field
            yield Plain(self._hint, id="hint")
            yield Plain("Enter takes it, Esc cancels", classes="keys")

    def submit(self) -> None:
        try:
            taken = self._check(clean(self._field.value).strip())
        except DiscoveryError as error:
            hint = self.query_one("#hint", Plain)
            hint.add_class("refused")
            hint.update(str(error))
            return
        self.dismiss(taken)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a PickPrompt: what is returned, and what is shown."""

    id: str
    label: str
    detail: str = ""


class PickPrompt(_Prompt):
    """One of a list: arrows or a few letters, then Enter. `current` is where the cursor starts."""

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
            self._field = Field(placeholder="type to find")
            yield self._field
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

    def changed(self) -> None:
        self._list.show(self._lines(self._field.value), cursor=0)

    @on(LineList.Picked)
    def submit(self) -> None:
        choice = self._list.target
        if isinstance(choice, Choice):
            self.dismiss(choice.id)

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_page(self, by: int) -> None:
        self._list.page(by)


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
