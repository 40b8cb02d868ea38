"""A line to type in that takes no key by itself, so that none can overtake another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


def by_key(bindings: Iterable[BindingType]) -> Mapping[str, str]:
    """The action of each key."""
    return {
        key: binding.action for binding in bindings if isinstance(binding, Binding) for key in binding.key.split(",")
    }


_EDITING = {key: action for key, action in by_key(Input.BINDINGS).items() if key != "enter"}


class Field(Input):
    """Has the focus, but the screen hands it each key in its turn.

    A key that was pressed before may still stand in the screen's queue; one that came here straight would overtake it.
    """

    virtual_size = Reactive(Size(0, 0))
    """As in Widget, which lays the whole screen out again whenever it changes: here, with every letter."""

    def __init__(self, value: str = "", *, placeholder: str = "", select_on_focus: bool = True) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=select_on_focus)
        self.cursor_blink = False

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.screen._forward_event(event)
        else:
            super()._forward_event(event)

    def put(self, text: str) -> None:
        """Puts a text in the place of what is selected."""
        self._initial_value = False  # Textual does not scroll to the end of the first text, however long
        start, end = self.selection
        self.replace(text, min(start, end), max(start, end))

    async def edit(self, key: str) -> bool:
        """Does what a key does that edits a line; whether it does."""
        if key not in _EDITING:
            return False
        await self.run_action(_EDITING[key])
        return True
