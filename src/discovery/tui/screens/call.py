"""A call in progress: agenda, question and verdict, with the hands on the keyboard.

A key makes an event; it is folded and assessed at once, the lines that changed are painted, and only then is it
handed to the database. The mark in the top line says when it is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from textual import events, on, work
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from discovery.banks.model import Criterion, Fact
from discovery.banks.reasons import Reason
from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.calls import NewEvent
from discovery.engine.events import Event
from discovery.errors import UsageError
from discovery.service import calls
from discovery.service.calls import Call
from discovery.tui import replies
from discovery.tui.commands import CALL, bindings
from discovery.tui.database import Database
from discovery.tui.live import LiveCall
from discovery.tui.moment import Place, asking
from discovery.tui.outbox import RETRY_SECONDS
from discovery.tui.present.headline import leaving
from discovery.tui.replies import Entry, RatingDraft
from discovery.tui.screens.prompts import Choice, PickPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.widgets.board import Board
from discovery.tui.widgets.entry import EntryLine
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineList

_TICK = 15.0
_ACTIONS = {key: command.action.format(n=place) for command in CALL for place, key in enumerate(command.each_key)}
_WHILE_TYPING = frozenset({"leave", "move", "page", "best"})


class CallScreen(Screen[Call]):
    """Ends with the closed call, or None where the rep left it to be resumed.

    `folder` is where changes are written beside while the store cannot be written; `retry` seconds pass between
    attempts.
    """

    CSS_PATH = "call.tcss"
    KEYS = CALL
    BINDINGS = bindings(CALL)
    AUTO_FOCUS = ""
    focused = Reactive[Widget | None](None, repaint=False)
    """As in Screen, which repaints everything whenever the focus moves: 27 KB for opening one line of text."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (116, "-wide")]

    def __init__(
        self,
        database: Database,
        call: Call,
        reasons: Sequence[Reason],
        *,
        author: str,
        now: Callable[[], datetime],
        folder: Path | None = None,
        retry: float = RETRY_SECONDS,
    ) -> None:
        super().__init__()
        self._database, self._reasons, self._author, self._now = database, reasons, author, now
        self.live = LiveCall(
            call, author=author, now=now, keep=self._keep, folder=folder, told=self._saved, retry=retry
        )
        self._recovered = self.live.recover()
        self._board = Board(self.live, now)
        self._going = False  # to the wrap-up or away: no key changes anything any more

    def compose(self) -> ComposeResult:
        yield self._board
        yield Keybar(CALL)

    def on_mount(self) -> None:
        self._board.paint()
        self.set_interval(_TICK, self._board.paint_headline)
        if self._recovered:
            self._tell(f"{self._recovered} changes that could not be saved last time were taken up again", "warn")
            self._save()

    @property
    def place(self) -> Place:
        """The question in front."""
        return self._board.place

    @property
    def unsaved(self) -> int:
        """Changes that are not on the disk yet."""
        return len(self.live.outbox.held)

    @property
    def _fact(self) -> Fact:
        return self.live.call.bank.facts[self.place[1]]

    @property
    def _criterion(self) -> Criterion | None:
        return asking(self.live.call.bank, self.place)[0]

    @property
    def _answer(self) -> Answer | None:
        return self.live.moment.answer(self.place[1])

    @property
    def _rating(self) -> RatingDraft | None:
        return self._board.rating

    @property
    def _typing(self) -> Entry | None:
        return self._board.entry.entry

    def _tell(self, text: str, style: str = "dim") -> None:
        self._board.tell(text, style)

    async def on_key(self, event: events.Key) -> None:
        """Acts at once. By Textual's own way a key goes up to the application before its binding is run, and one
        that is pressed meanwhile would miss the line of text, or the screen, that the first one opens."""
        if self._going:
            event.stop()
        elif self._typing is not None:
            event.stop()
            self._board.entry.type(event)
        elif event.key in _ACTIONS:
            event.stop()
            await self.run_action(_ACTIONS[event.key])

    @on(EntryLine.Pressed)
    async def _pressed(self, event: EntryLine.Pressed) -> None:
        if event.key == "enter":
            self._submit()
        elif event.key in _ACTIONS:
            await self.run_action(_ACTIONS[event.key])
        self._board.entry.resume()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the line of text is open, only keys that no text needs do something."""
        return self._typing is None or action in _WHILE_TYPING

    async def _keep(self, held: Sequence[NewEvent]) -> tuple[Event, ...]:
        call = self.live.call
        return await self._database.run(calls.record, call.header.id, held, bank=call.bank)

    @work(group="save")
    async def _save(self) -> None:
        await self.live.outbox.run()
        if self.live.astray:
            self.live.reload(await self._database.read(calls.load, self.live.call.header.id))
            self._board.paint()
            self._tell("somebody else changes this call as well: it was loaded again", "warn")

    def _saved(self) -> None:
        if self.is_mounted:
            self._board.paint_saving()

    def _change(self, make: Callable[[], object]) -> bool:
        """Makes a change, paints it, and has it kept; says why where it cannot be made."""
        if self._board.reveal():
            self._tell("this is the question that was behind: press again", "warn")
            return False
        try:
            make()
        except UsageError as error:
            self._tell(str(error), "warn")
            return False
        self._board.call_after_refresh(self._save)  # the thread of the store would hold the paint up
        self._board.paint()
        return True

    def _reply(self, make: Callable[[], Answer]) -> bool:
        return self._change(lambda: self.live.answer(make()))

    # Moving about

    def _arrive(self, place: Place) -> None:
        self._board.reveal()
        self._board.entry.put_away()
        self._board.arrive(place)

    @on(LineList.Moved)
    def _moved(self) -> None:
        if self._board.agenda.place != self.place:
            self._arrive(self._board.agenda.place)

    def action_move(self, by: int) -> None:
        if self._board.finder is not None:
            self._board.finder = self._board.finder.moved(by)
            self._board.paint_front()
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
        """To one of the questions most worth asking; where there is none, to the next that was not asked."""
        proposals = [(best.criterion, best.fact) for best in self.live.look_ahead().next]
        following = self.live.moment.next_open(self.place)
        if place < len(proposals):
            self._arrive(proposals[place])
        elif following is not None and not place:
            self._arrive(following)
        else:
            self._tell("nothing more is worth proposing: w wraps up")

    # Answering

    def action_enter(self) -> None:
        if self._rating is not None:
            if self._rating.quality is None:
                self._tell("first how good it is: 0–3", "warn")
            else:
                self._board.open("reason")
        elif self._answer is None:
            self._board.open("answer")
        else:
            self.action_best()

    def action_change(self) -> None:
        self._board.open("answer")

    def action_digit(self, digit: int) -> None:
        if self._rating is not None:
            if digit <= 3:
                self._board.rating = replace(self._rating, quality=digit)
                self._board.paint_front()
        elif replies.picks_by_digit(self._fact):
            self._reply(lambda: replies.picked(self._fact, self._answer, digit))
        elif (self._answer is not None and self._answer.known) or self._fact.type == "yes_no":
            self._reply(lambda: replies.rated(self._answer, digit))
        elif self._fact.type in {"number", "money", "date"}:
            self._board.open("answer", more=str(digit))
        else:
            self._tell("Enter types the answer", "warn")

    def action_yes_no(self, value: str) -> None:
        if self._fact.type != "yes_no":
            self._tell("this is no yes-or-no question", "warn")
        elif self._rating is None:
            self._reply(lambda: replies.valued(self._fact, self._answer, value))

    def action_evidence(self) -> None:
        if self._rating is None:
            self._reply(lambda: replies.confirmed(self._answer))
            return
        self._board.rating = self._rating.switched()
        self._board.paint_front()

    def action_unknown(self) -> None:
        if self._rating is None:
            self._reply(lambda: replies.in_vain(self._fact, self._answer, State.UNKNOWN))

    def action_declined(self) -> None:
        if self._rating is None:
            self._reply(lambda: replies.in_vain(self._fact, self._answer, State.DECLINED))
        elif self._rating.criterion.id in self.live.moment.sheet.ratings:
            criterion, self._board.rating = self._rating.criterion.id, None
            self._change(lambda: self.live.rate(criterion, None, Evidence.NONE, ""))

    def action_quote(self) -> None:
        if self._answer is None or not self._answer.known:
            self._tell("there is no answer yet: answer first, or t for a note", "warn")
        else:
            self._board.open("quote")

    def action_note(self) -> None:
        self._board.open("note")

    def action_rate(self) -> None:
        criterion = self._criterion
        if criterion is None:
            self._tell("what is always on is not rated", "warn")
            return
        self._board.reveal()
        self._board.rating = RatingDraft.of(criterion, self.live.moment.sheet.ratings.get(criterion.id))
        self._board.paint_front()

    def action_not_applicable(self) -> None:
        criterion = self._criterion
        if criterion is None:
            self._tell("what is always on always applies", "warn")
        elif self._change(lambda: self.live.switch_applicable(criterion.id)):
            off = criterion.id in self.live.moment.sheet.not_applicable
            self._tell(f"{criterion.title} " + ("does not apply: a takes that back" if off else "applies again"))

    def action_undo(self) -> None:
        if self._change(self.live.undo):
            self._tell(f"took back {self.live.changed} · U brings it back")

    def action_redo(self) -> None:
        if self._change(self.live.redo):
            self._tell(f"brought back {self.live.changed}")

    def action_go_to(self) -> None:
        self._board.open("go_to")

    # The line of text

    @on(Input.Changed)
    def _typed(self) -> None:
        self._board.echo()

    def _submit(self) -> None:
        """Takes what was typed; the line stays open where it cannot be taken."""
        entry, line, finder = self._typing, self._board.entry, self._board.finder
        if entry is None:
            return
        found = finder.target if finder is not None else None
        change = line.typed.strip() and not line.untouched and entry.kind != "go_to"
        if not change or self._change(lambda: self.live.take(entry, line.typed, self._rating)):
            line.close()
            self._arrive(found or self.place)

    def on_paste(self, event: events.Paste) -> None:
        """A paste with the line closed: into the answer where that is a text, else into a note."""
        event.stop()
        if not event.text.strip():
            return
        free = self._answer is None and self._rating is None and self._fact.type in {"text", "person", "people"}
        fact = self._fact if free else None
        self._board.open("answer" if free else "note", more=replies.joined(fact, event.text))

    # Leaving

    def action_leave(self) -> None:
        if self._typing is not None:
            self._board.entry.put_away()
            self._board.finder = None
            self._board.paint_front()
        elif self._rating is not None:
            self._board.rating = None
            self._board.paint_front()
        else:
            self._going = True
            self._leave()

    @work(exclusive=True, group="modal")
    async def _leave(self) -> None:
        try:
            if await self.live.outbox.settled() or await self._leaves_anyway():
                self.dismiss(None)
        finally:
            self._going = False

    async def _leaves_anyway(self) -> bool:
        said, detail = leaving(self.live.saving)
        prompt = PickPrompt(said, [Choice("stay", "Stay on the call"), Choice("leave", "Leave", detail)])
        return await self.app.push_screen_wait(prompt) == "leave"

    def action_wrap_up(self) -> None:
        self._going = True
        self._wrap_up()

    @work(exclusive=True, group="modal")
    async def _wrap_up(self) -> None:
        try:
            if not await self.live.outbox.settled():
                self._tell("not everything is saved yet: w again when it is", "warn")
                return
            screen = WrapupScreen(self._database, self.live.call, self._reasons, author=self._author, now=self._now)
            after = await self.app.push_screen_wait(screen)
        finally:
            self._going = False
        if after.header.ended_at is not None:
            self.dismiss(after)
            return
        self.live.reload(after)
        self._board.paint()
