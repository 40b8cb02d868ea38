"""Keys in their turn: one after the other, however fast they come, and each to the screen that it was meant for."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import Any, TypeGuard

from textual import events
from textual.screen import Screen, ScreenResultType
from textual.worker import Worker

from discovery.tui.commands import Keyed
from discovery.tui.keymap import actions, in_force
from discovery.tui.widgets.field import by_key

MODAL = "modal"
"""The group of the workers that open a screen, or end one: while one of its own is running, a screen takes no key."""
_SLICE, _FRAME = 0.1, 0.03
"""Seconds of keys after which what they did is painted, though more are waiting; and how long that takes."""


class InTurn(Screen[ScreenResultType]):
    """Screens of this kind that lie over one another share the queue of the lowest.

    A key is taken once the one before has done all it does, by the screen that is in front then; one that is pressed
    while a prompt opens waits for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._turns: deque[events.Key | events.Paste] = deque()
        self._woken = self._up = False
        self._actions = by_key(self.BINDINGS)

    def expect(self, turns: deque[events.Key | events.Paste]) -> None:
        """Has it take what was pressed before it was up, from that queue, and whatever comes to it until then."""
        self._turns = turns

    def on_mount(self) -> None:
        if isinstance(self, Keyed):
            self._actions = actions(in_force(self.app, self.KEYS))
        self.call_after_refresh(self._come_up)

    def _come_up(self) -> None:
        self._up = True
        self._lowest._wake()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.is_finished:
            self._lowest._wake()

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            event._set_forwarded()
            self._lowest._turns.append(event)
            self._lowest._wake()
        else:
            super()._forward_event(event)

    @property
    def _stack(self) -> list[InTurn[Any]]:
        return [screen for screen in self.app.screen_stack if isinstance(screen, InTurn)]

    @property
    def _lowest(self) -> InTurn[Any]:
        return next(iter(self._stack), self)

    @property
    def ready(self) -> bool:
        """Whether it is up, and neither opens another screen nor ends."""
        return self._up and not any(
            worker.node is self and worker.group == MODAL and not worker.is_finished for worker in self.app.workers
        )

    def forget(self) -> None:
        """Drops the keys that are waiting: they were meant for a prompt that does not come."""
        self._lowest._turns.clear()

    def run_of_text(self, key: events.Key) -> str:
        """The character of a key, with those of the keys behind it that are characters as well."""
        text, turns = key.character or "", self._lowest._turns
        while turns and _is_text(following := turns[0]):
            text += following.character or ""
            turns.popleft()
        return text

    async def take(self, event: events.Key | events.Paste) -> None:
        """Does what a key or a paste does; all of it when this returns, but for what a worker does."""
        if isinstance(event, events.Key):
            await self.act(event)

    async def act(self, event: events.Key) -> None:
        """Does what a key stands for, be it one of Textual's."""
        if event.key in self._actions:
            await self.run_action(self._actions[event.key])
        else:
            self.post_message(event)

    def catch_up(self) -> None:
        """Shows what was put off while more keys were waiting."""

    def _wake(self) -> None:
        if not self._woken:
            self._woken = True
            self.call_later(self._take_turns)

    async def _take_turns(self) -> None:
        until, self._woken = monotonic() + _SLICE, False
        while self._turns and (stack := self._stack) and stack[-1].ready:
            await stack[-1].take(self._next(stack[-1]))
            if monotonic() > until:
                self._woken = True
                self.set_timer(_FRAME, self._take_turns)
                break
        self.catch_up()

    def _next(self, front: InTurn[Any]) -> events.Key | events.Paste:
        """The next key. Esc and a letter behind it look to Textual like Alt and that letter: where that means nothing,
        they are what was pressed."""
        event = self._turns.popleft()
        if _is_alt(event) and event.character and event.key not in front._actions:
            self._turns.appendleft(events.Key(event.character, event.character))
            return events.Key("escape", "\x1b")
        return event


def _is_alt(event: events.Key | events.Paste) -> TypeGuard[events.Key]:
    return isinstance(event, events.Key) and event.key.startswith("alt+")


def _is_text(event: events.Key | events.Paste) -> TypeGuard[events.Key]:
    return isinstance(event, events.Key) and event.is_printable and not _is_alt(event)
