"""A call in progress: agenda, question and verdict, with the hands on the keyboard.

A key makes an event; it is folded and assessed at once, the lines that changed are painted, and only then is it
handed to the database. The mark in the top line says when it is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import events, on, work
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from discovery.engine.calls import NewEvent
from discovery.engine.events import Event
from discovery.errors import UsageError
from discovery.service import calls, rescue
from discovery.service.calls import Call
from discovery.tui import replies
from discovery.tui.commands import CALL, bindings
from discovery.tui.database import Database
from discovery.tui.finder import Finder
from discovery.tui.handbook import Handbook
from discovery.tui.heard import Heard
from discovery.tui.live import LiveCall
from discovery.tui.moment import Place
from discovery.tui.notices import complain
from discovery.tui.outbox import RETRY_SECONDS
from discovery.tui.overlays import Cards
from discovery.tui.present.headline import leaving
from discovery.tui.screens.asides import Asides
from discovery.tui.screens.prompts import Choice, PickPrompt
from discovery.tui.screens.turns import MODAL
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.widgets.board import Board
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineList

_TICK, _FOLLOW = 15.0, 1.0
_WHILE_TYPING = frozenset({"leave", "move", "page", "best"})


class CallScreen(Asides):
    """Ends with the closed call, or None where the rep left it to be resumed.

    `folder` is where changes are written beside while the store cannot be written; `retry` seconds pass between
    attempts. What another window does to the same call is shown within a second.
    """

    CSS_PATH = "call.tcss"
    KEYS = CALL
    BINDINGS = bindings(CALL)
    AUTO_FOCUS = ""
    focused = Reactive[Widget | None](None, repaint=False)
    """As in Screen, which repaints everything whenever the focus moves: 27 KB for opening one line of text."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (116, "-wide"), (160, "-huge")]

    def __init__(
        self,
        database: Database,
        call: Call,
        handbook: Handbook,
        *,
        author: str,
        now: Callable[[], datetime],
        folder: Path | None = None,
        retry: float = RETRY_SECONDS,
    ) -> None:
        super().__init__()
        self._database, self._handbook, self._author, self._now = database, handbook, author, now
        self.live = LiveCall(
            call, author=author, now=now, keep=self._keep, folder=folder, told=self._saved, retry=retry
        )
        self._recovered = self.live.recover()
        self._board = Board(self.live, now, cards=handbook.cards, plan=handbook.plan)
        self._unread = False
        self._refused: tuple[Place, str] | None = None
        self._seen: object = None

    def compose(self) -> ComposeResult:
        yield self._board
        yield Keybar(CALL)

    def on_mount(self) -> None:
        self._board.paint()
        self.set_interval(_TICK, self._board.paint_headline)
        self.set_interval(_FOLLOW, self._follow)
        self.call_after_refresh(self._prepare)
        if calls.ended_contact(self.live.call):
            self._tell("they asked not to be contacted: they stay on that list unless the call ends otherwise", "warn")
        if self._recovered:
            self._tell(f"{self._recovered} changes that could not be saved last time were taken up again", "warn")
            self._save()

    @work(group="prepare")
    async def _prepare(self) -> None:
        """What can wait for the first paint: a word on a bank that is not the team's, and the reader of free text."""
        said = await self._handbook.set_aside(self.live.call.bank.id)
        if said:
            complain(self.app, UsageError(said))
        await asyncio.to_thread(self._board.learn_words)

    @property
    def unsaved(self) -> int:
        """Changes that are not on the disk yet."""
        return len(self.live.outbox.held)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Acts at once. By Textual's own way a key goes up to the application before its binding is run."""
        if isinstance(event, events.Paste):
            self.catch_up()
            self._paste(event.text)
        elif self._typing is not None:
            await self._type(event)
        elif event.is_printable and event.key not in self._actions and not self._board.covered:
            self._board.open("capture", more=self.run_of_text(event))
        else:
            self.catch_up()
            await self.act(event)

    async def _type(self, event: events.Key) -> None:
        """What is typed is read once no key waits, or the next one may ask what was understood."""
        line, before = self._board.entry, self._board.entry.typed
        if event.is_printable:
            line.put(self.run_of_text(event))
        elif not await line.edit(event.key):
            self.catch_up()
            if event.key == "enter":
                self._submit()
            elif event.key in self._actions:
                await self.run_action(self._actions[event.key])
            return
        self._unread = self._unread or line.typed != before

    def catch_up(self) -> None:
        if self._unread and self.is_mounted:
            self._unread = False
            self._board.echo()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the line of text is open, only keys that no text needs do something."""
        return self._typing is None or action in _WHILE_TYPING

    async def _keep(self, held: Sequence[NewEvent]) -> tuple[Event, ...]:
        call = self.live.call
        try:
            return await self._database.run(calls.record, call.header.id, held, bank=call.bank)
        except UsageError:  # refused for good: the call was closed elsewhere, say
            return await self._database.run(rescue.record_each, call.header.id, held, bank=call.bank)

    @work(group="save")
    async def _save(self) -> None:
        await self.live.outbox.run()
        if self.live.astray:
            await self._load_again()

    @work(exclusive=True, group="follow")
    async def _follow(self) -> None:
        """Looks whether another window wrote to this call; not at all while nobody wrote to the store."""
        seen = await self._database.stamp()
        if (seen is not None and seen == self._seen) or self.unsaved or not self.ready:
            return
        self._seen = seen
        count = await self._database.read(calls.count_events, self.live.call.header.id)
        if count > len(self.live.call.events) and not self.unsaved:
            await self._load_again()

    async def _load_again(self) -> None:
        """Shows the call as it is in the store, with what is still held here."""
        call = await self._database.read(calls.load, self.live.call.header.id)
        before = self.live.call.bank.sha256
        self.live.reload(call)
        if call.bank.sha256 != before:
            self._board.anew()
        else:
            self._board.paint()
        ended = " and closed it: Esc leaves it" if call.header.ended_at else ""
        self._tell(f"somebody else changed this call as well{ended}; it is shown as it is now", "warn")

    def _saved(self) -> None:
        if self.is_mounted:
            self._board.paint_saving()

    def change(self, make: Callable[[], object]) -> bool:
        """Makes a change, paints it, and has it kept; says why where it cannot be made."""
        if self._board.covered:
            return not self._was_hidden()
        try:
            make()
        except UsageError as error:
            self._tell(str(error), "warn")
            return False
        self._board.soon(self._save)  # the thread of the store would hold the paint up
        self._board.paint()
        return True

    # Moving about

    def _arrive(self, place: Place) -> None:
        self._board.reveal()
        left = self._rating is not None and self._rating.quality is not None and self._typing is None
        self._board.entry.put_away()
        self._board.arrive(place)
        if left:
            self._tell(self.keyed("not rated: {call.rate}, a digit, {call.enter}, then the reason"), "warn")

    @on(LineList.Moved)
    def _moved(self) -> None:
        if self._board.agenda.place != self.place:
            self._arrive(self._board.agenda.place)

    def action_move(self, by: int) -> None:
        over = self._board.over
        if isinstance(over, Finder | Cards | Heard):
            self._board.cover(over.moved(by))
            return
        self._board.agenda.move(by)
        self._moved()

    def action_page(self, by: int) -> None:
        """Turns the page of what is read, and of the agenda where all of that is in view."""
        if not self._board.page(by):
            self._board.agenda.page(by)
            self._moved()

    def action_edge(self, side: int) -> None:
        self._board.agenda.edge(side)
        self._moved()

    def action_criterion(self, by: int) -> None:
        self._board.agenda.first_of_criterion(by)
        self._moved()

    def action_switch(self) -> None:
        """Narrow: the other pane. Wide: the pane that the page keys turn."""
        self.toggle_class("-verdict")
        if not self.has_class("-narrow"):
            self._tell("PgUp PgDn turn the " + ("verdict" if self.has_class("-verdict") else "question"))

    def action_best(self, place: int = 0) -> None:
        """To one of the questions most worth asking; where there is none, to the next that was not asked.

        While a line of free text is typed, the same keys leave out one of its proposals.
        """
        if isinstance(self._board.over, Heard):
            self._board.cover(self._board.over.drop(place))
            return
        if self._typing is not None:
            return
        proposals = [(best.criterion, best.fact) for best in self.live.look_ahead().next]
        following = self.live.moment.next_open(self.place)
        if place < len(proposals):
            self._arrive(proposals[place])
        elif following is not None and not place:
            self._arrive(following)
        else:
            self._tell(self.keyed("nothing more is worth proposing: {call.wrap_up} wraps up"))

    def action_go_to(self) -> None:
        self._board.open("go_to")

    # The line of text

    def _submit(self) -> None:
        """Takes what was typed; the line stays open where it cannot be taken."""
        entry, line, over = self._typing, self._board.entry, self._board.over
        if entry is None:
            return
        if entry.kind == "objection":
            self.take_card()
            return
        if entry.kind == "capture":
            self.take_heard()
            return
        if entry.kind == "reason" and not line.typed.strip():
            self._tell("a rating needs its reason: a few words of what was said", "warn")
            return
        found = over.target if isinstance(over, Finder) else None
        change = line.typed.strip() and not line.untouched and not entry.searches
        if not change or self.change(lambda: self.live.take(entry, line.typed, self._rating)):
            line.close()
            self._arrive(found or self.place)
        elif entry.kind == "answer":
            self._refused_answer(line.typed)

    def _refused_answer(self, typed: str) -> None:
        """What the question does not take is offered as free text: the same again with Enter."""
        if (self.place, typed) == self._refused:
            self._board.entry.close()
            self._board.open("capture", more=typed)
        else:
            self._refused = self.place, typed
            why = " ".join(self._board.entry.told.split())
            self._tell(f"Enter again takes it as free text · {why}", "warn")

    def _paste(self, text: str) -> None:
        """Onto the line; with the line closed, into the answer where that is a text, else into a note."""
        if not text.strip():
            return
        if self._typing is not None:
            self._board.entry.paste(text)
            self._board.echo()
            return
        free = self._answer is None and self._rating is None and self._fact.type in {"text", "person", "people"}
        fact = self._fact if free else None
        self._board.open("answer" if free else "note", more=replies.joined(fact, text))

    # Leaving

    def action_leave(self) -> None:
        if self._typing is not None:
            self._board.entry.put_away()
            self._board.cover(self._rating)
        elif self._board.over is not None:
            self._board.cover(None)
        else:
            self._keep_drafts()
            self._leave()

    def _keep_drafts(self) -> None:
        """What was typed and never taken becomes notes: the call may be closed before the line is opened again."""
        if self.live.moment.state.closing is None:
            self._board.reveal()
            for of, text in self._board.entry.take_drafts():
                fact = of if of in self.live.call.bank.facts else None
                self.change(partial(self.live.note, text, fact))

    @work(exclusive=True, group=MODAL)
    async def _leave(self) -> None:
        if await self.live.outbox.settled() or await self._leaves_anyway():
            self.dismiss(None)

    async def _leaves_anyway(self) -> bool:
        said, detail = leaving(self.live.saving)
        prompt = PickPrompt(said, [Choice("stay", "Stay on the call"), Choice("leave", "Leave", detail)])
        return await self.app.push_screen_wait(prompt) == "leave"

    def action_wrap_up(self) -> None:
        self._keep_drafts()
        self._wrap_up()

    @work(exclusive=True, group=MODAL)
    async def _wrap_up(self) -> None:
        if not await self.live.outbox.settled():
            self.forget()
            self._tell(self.keyed("not everything is saved yet: {call.wrap_up} again when it is"), "warn")
            return
        screen = WrapupScreen(
            self._database, self.live.call, self._handbook.reasons, author=self._author, now=self._now
        )
        after = await self.app.push_screen_wait(screen)
        if after.header.ended_at is not None:
            self.dismiss(after)
            return
        self.live.reload(after)
        self._board.paint()
