"""The one line of free text of a call, with two lines below it that say what was understood."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from discovery.text import clean
from discovery.tui.moment import Place
from discovery.tui.replies import DRAFTED, PROMPT, Entry, EntryKind
from discovery.tui.rows import cut, paragraph
from discovery.tui.widgets.field import Field
from discovery.tui.widgets.lines import LineView


class _Line(Field):
    """`join` makes one line of a paste."""

    def __init__(self) -> None:
        super().__init__(select_on_focus=False)
        self.can_focus = False
        self.join: Callable[[str], str] = clean


def _between(before: str, behind: str) -> str:
    """What keeps two texts apart."""
    return " " if before and behind and not before[-1].isspace() and not behind[0].isspace() else ""


class EntryLine(Vertical):
    """Closed, it takes no key and says what can be pressed; open, it has the focus. No layout changes with it."""

    DEFAULT_CSS = """
    EntryLine { height: 3; }
    EntryLine > _Line { height: 1; background: $background; color: $foreground; }
    EntryLine > _Line:focus { background: $surface; }
    EntryLine > LineView { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="entry")
        self._line = _Line()
        self._echo = LineView()
        self._known = ""
        self._drafts: dict[tuple[EntryKind, str], str] = {}
        self._left: tuple[EntryKind, str] | None = None
        self._apart = False
        self.entry: Entry | None = None

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._echo

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return self._line.value

    @property
    def untouched(self) -> bool:
        """Whether what was known already stands there as it was."""
        return bool(self._known) and self._line.value == self._known

    @property
    def told(self) -> str:
        """What the lines below say."""
        return self._echo.text

    def open(self, entry: Entry, text: str, placeholder: str, more: str, join: Callable[[str], str]) -> None:
        """Opens the line for an entry with what was left unfinished in it, else with `text`; `more` is typed behind.

        `join` makes one line of a paste.
        """
        self._known, draft = clean(text), self._drafts.pop(entry.subject, "")
        text = draft + _between(draft, more) + more if draft else text + more
        self._apart = bool(draft) and not more and entry.kind == "capture"
        self.entry = entry
        self._line.join = join
        self._line.placeholder = clean(placeholder)
        with self.prevent(Input.Changed):
            self._line.value = clean(text)
        self._line.cursor_position = len(self._line.value)
        self._line.can_focus = True
        self.screen.set_focus(self._line, scroll_visible=False)

    def put(self, text: str) -> None:
        """Types a text; the first one behind a line of free text that was left is apart from it."""
        between = _between(self.typed, text) if self._apart else ""
        self._apart = False
        self._line.put(between + text)

    async def edit(self, key: str) -> bool:
        """Edits with a key; whether it was for the line."""
        self._apart = False
        return await self._line.edit(key)

    def paste(self, text: str) -> None:
        """Types a paste, whole: Textual's own keeps the first of its lines."""
        self.put(self._line.join(text))

    def put_away(self) -> bool:
        """Closes the line and keeps what was typed for when it is opened again; whether there is something to keep."""
        entry, typed = self.entry, "" if self.untouched else self.typed
        self.close()
        if entry is None or entry.searches or not typed.strip():
            return False
        self._drafts[entry.subject] = typed
        return True

    def remind(self, place: Place) -> None:
        """Shows in the closed line what was left unfinished of free text, or of that question."""
        left = (Entry(kind, place).subject for kind in DRAFTED)
        self._left = next((subject for subject in left if subject in self._drafts), None)
        said = f"{PROMPT[self._left[0]]}, unfinished: {self._drafts[self._left]}" if self._left else ""
        self._line.placeholder = clean(cut(said, max(1, self._line.size.width - 1)))

    def discard(self) -> str:
        """Throws away what is shown as unfinished; what that was."""
        return self._drafts.pop(self._left, "") if self._left else ""

    def take_drafts(self) -> list[tuple[str, str]]:
        """What was left unfinished, with the fact, or the like, that it was for; it is kept here no longer."""
        left = [(of, text) for (_, of), text in self._drafts.items()]
        self._drafts.clear()
        return left

    def close(self) -> None:
        """Closes and empties the line."""
        if self.entry is None:
            return
        self.entry = None
        with self.prevent(Input.Changed):
            self._line.value = ""
        self._line.placeholder = ""
        self.call_later(self._rest)

    def _rest(self) -> None:
        """Gives the focus up, unless the line was opened again at once: whatever has it is styled anew."""
        if self.entry is None and self._line.can_focus:
            self.screen.set_focus(None)
            self._line.can_focus = False

    def tell(self, text: str, style: str = "dim") -> None:
        """Says something below the line."""
        self._echo.show(lambda width: paragraph(text, width, style, first=(" ", "")))
