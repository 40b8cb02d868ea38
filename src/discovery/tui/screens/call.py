"""A call in progress: agenda, question and verdict, with the hands on the keyboard.

A key makes an event; it is folded and assessed at once, the lines that changed are painted, and only then is it
handed to the database. The mark in the top line says when it is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from discovery.engine.calls import NewEvent
from discovery.engine.events import Event
from discovery.errors import DiscoveryError, UsageError
from discovery.service import calls, opening, rescue
from discovery.service.calls import Call
from discovery.tui.commands import CALL, bindings
from discovery.tui.database import Database
from discovery.tui.finder import Finder
from discovery.tui.handbook import Handbook
from discovery.tui.heard import Heard
from discovery.tui.live import LiveCall
from discovery.tui.moment import Place
from discovery.tui.notices import complain_later
from discovery.tui.outbox import RETRY_SECONDS
from discovery.tui.overlays import Cards
from discovery.tui.present.headline import leaving
from discovery.tui.screens.prompts import Choice, PickPrompt
from discovery.tui.screens.turns import MODAL
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.screens.writing import KEPT, Writing
from discovery.tui.widgets.board import Board
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineList

_TICK, _WATCH = 15.0, 0.5


class CallScreen(Writing):
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
        self._seen: object = None

    def compose(self) -> ComposeResult:
        yield self._board
        yield Keybar(CALL)

    def on_mount(self) -> None:
        self._board.paint()
        self.set_interval(_TICK, self._board.paint_headline)
        self._watch()
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
            complain_later(self.app, UsageError(said))
        await asyncio.to_thread(self._board.learn_words)

    @property
    def unsaved(self) -> int:
        """Changes that are not on the disk yet."""
        return len(self.live.outbox.held)

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

    @work(group="watch")
    async def _watch(self) -> None:
        """Looks whether anybody wrote to the store; a sleeping task, for a timer's messages cost more than the look."""
        while True:
            await asyncio.sleep(_WATCH)
            seen = await self._database.stamp()
            if seen is None or seen != self._seen:
                self._follow(seen)

    @work(exclusive=True, group="follow")
    async def _follow(self, seen: object) -> None:
        """Shows what another window wrote to this call."""
        if self.unsaved or not self.ready:
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

    # Leaving

    def action_leave(self) -> None:
        if self._typing is not None:
            kept = self._board.entry.put_away()
            self._board.cover(self._rating)
            if kept:
                self._tell(self.keyed(KEPT), "warn")
        elif self._board.over is not None:
            self._board.cover(None)
        else:
            self.keep_drafts()
            self._leave()

    @work(exclusive=True, group=MODAL)
    async def _leave(self) -> None:
        if await self.live.outbox.settled() or await self._leaves_anyway():
            with suppress(DiscoveryError):  # then it is listed as one to resume, which it is
                await self._database.run(opening.left, self.live.call.header.id)
            self.dismiss(None)

    async def _leaves_anyway(self) -> bool:
        said, detail = leaving(self.live.saving)
        prompt = PickPrompt(said, [Choice("stay", "Stay on the call"), Choice("leave", "Leave", detail)])
        return await self.app.push_screen_wait(prompt) == "leave"

    def action_wrap_up(self) -> None:
        self.keep_drafts()
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
