"""The hand-offs: what waits for an answer of mine, what came back to me, what I sent, and what the team has open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen

from discovery.engine.events import Kind
from discovery.engine.handoffs import REJECTION_CODES, HandOffRow, State
from discovery.errors import DiscoveryError
from discovery.service.handoffs import refused
from discovery.tui.cells import CellScreen
from discovery.tui.commands import HANDOFFS, bindings
from discovery.tui.handing import Handing
from discovery.tui.handoff_rows import detail_rows, hand_off_rows, summary
from discovery.tui.keymap import worded
from discovery.tui.notices import complain, tell
from discovery.tui.rows import Row, paragraph
from discovery.tui.screens.prompts import Choice, PickPrompt, TextPrompt
from discovery.tui.screens.turns import MODAL, InTurn
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineList, LineView
from discovery.tui.widgets.titlebar import Titlebar

_EMPTY = (
    "No hand-offs yet.",
    "Close a call as handed off; {brief.hand_over} on its brief hands it over.",
)
_OTHER = "other"
_GOES = {"sdr": "To the rep", "nurture": "To nurture", "disqualified": "Disqualified"}
_STARS = ("not what was found", "much was different", "right in the main", "right", "nothing to add")


class Desk(Protocol):
    """What makes the screens that follow. Methods may raise a DiscoveryError."""

    async def call_screen(self, lead_id: UUID, framework: str) -> Screen[Any]: ...

    async def brief_screen(self, call_id: UUID) -> Screen[None]: ...


class HandOffsScreen(InTurn[None], CellScreen[None]):
    """Every move is checked again where it is written: what somebody else did meanwhile is told, and shown."""

    CSS_PATH = "handoffs.tcss"
    KEYS = HANDOFFS
    BINDINGS = bindings(HANDOFFS)

    def __init__(self, handing: Handing, desk: Desk, rows: Sequence[HandOffRow]) -> None:
        super().__init__()
        self._handing, self._desk, self._rows = handing, desk, tuple(rows)

    def compose(self) -> ComposeResult:
        yield Titlebar("Hand-offs", summary(self._rows, self._handing.now()))
        yield LineList(self._paint)
        yield LineView(self._detail, id="detail")
        yield Keybar(HANDOFFS)

    def on_mount(self) -> None:
        self._list, self._below = self.query_one(LineList), self.query_one("#detail", LineView)

    @property
    def target(self) -> HandOffRow | None:
        """The hand-off under the cursor."""
        found = self._list.target
        return found if isinstance(found, HandOffRow) else None

    def _paint(self, width: int) -> Sequence[Row]:
        self.call_later(self._moved)  # what stands below is of the line under the cursor, once there are lines
        if not self._rows:
            return [line for text in _EMPTY for line in paragraph(worded(self.app, text), width, "dim")]
        return hand_off_rows(self._rows, self._handing.author, width, self._handing.now())

    def _detail(self, width: int) -> Sequence[Row]:
        return detail_rows(self.target, width, self._handing.now())

    @on(LineList.Moved)
    def _moved(self) -> None:
        self._below.show(self._detail, top=0)

    async def _load(self) -> None:
        """Reads the list again; the cursor stays on its call."""
        before = self.target
        self._rows = await self._handing.rows()
        self._list.show(self._paint)
        at = next((each for each in self._rows if before and each.call_id == before.call_id), None)
        place = self._list.find(at) if at else None
        if place is not None:
            self._list.to(place, tell=False)
        self.query_one(Titlebar).show(right=summary(self._rows, self._handing.now()))

    async def _told(self, error: DiscoveryError) -> None:
        complain(self.app, error)
        try:
            await self._load()
        except DiscoveryError:
            return  # the store cannot be read, as was just told

    def _allowed(self, kind: Kind) -> HandOffRow | None:
        """The hand-off under the cursor, where it takes that move; else it is told why not."""
        row = self.target
        if row is not None and not row.hand_off.takes(kind, self._handing.author):
            complain(self.app, refused(row.hand_off, kind))
            return None
        return row

    async def _answer(self, kind: Kind, row: HandOffRow, *said: Any) -> None:
        try:
            await self._handing.answer(kind, row.call_id, *said)
            await self._load()
        except DiscoveryError as error:
            await self._told(error)
            return
        tell(self.app, f"{row.who}: {kind}")

    @work(exclusive=True, group=MODAL)
    async def action_accept(self) -> None:
        if row := self._allowed(Kind.ACCEPTED):
            choice = Choice("accept", "Accept", "from now on it is yours; the brief can be rated")
            if await self.app.push_screen_wait(PickPrompt(row.who, [choice])):
                await self._answer(Kind.ACCEPTED, row)

    @work(exclusive=True, group=MODAL)
    async def action_return(self) -> None:
        if (row := self._allowed(Kind.RETURNED)) is None:
            return
        try:
            points = await self._handing.points(row.call_id)
        except DiscoveryError as error:
            await self._told(error)
            return
        choices = [*(Choice(title, title, known) for title, known in points), Choice(_OTHER, "Something else…")]
        picked = await self.app.push_screen_wait(PickPrompt(f"What is missing? {row.who}", choices))
        if picked == _OTHER:
            hint = "Several with a semicolon between: 'who signs; what it costs them'"
            typed = await self.app.push_screen_wait(TextPrompt("What is missing?", hint))
            if typed:
                await self._answer(Kind.RETURNED, row, typed.split(";"))
        elif picked:
            await self._answer(Kind.RETURNED, row, [picked])

    @work(exclusive=True, group=MODAL)
    async def action_reject(self) -> None:
        if row := self._allowed(Kind.REJECTED):
            choices = [Choice(each.code, each.code, f"{_GOES[each.back_to]}: {each.title}") for each in REJECTION_CODES]
            code = await self.app.push_screen_wait(PickPrompt(f"Why not? {row.who}", choices))
            if code:
                await self._answer(Kind.REJECTED, row, code)

    @work(exclusive=True, group=MODAL)
    async def action_rate(self, place: int) -> None:
        if row := self._allowed(Kind.RATED):
            title = f"{place + 1} of 5, {_STARS[place]}: {row.who}"
            different = await self.app.push_screen_wait(TextPrompt(title, "What was different from the brief?"))
            if different is not None:
                await self._answer(Kind.RATED, row, place + 1, different)

    @work(exclusive=True, group=MODAL)
    async def action_reopen(self) -> None:
        """Opens the call again and shows it; after that its brief, where it can be handed over again."""
        if (row := self.target) is None:
            return
        waits = row.hand_off.state is State.SUBMITTED
        choice = Choice("reopen", "Reopen", "this takes the hand-off back" if waits else "to add what is missing")
        if not await self.app.push_screen_wait(PickPrompt(f"The call with {row.who}", [choice])):
            return
        try:
            await self._handing.reopen(row.call_id)
            closed = await self.app.push_screen_wait(await self._desk.call_screen(row.lead_id, row.framework))
            if closed is not None:
                await self.app.push_screen_wait(await self._desk.brief_screen(closed.header.id))
            await self._load()
        except DiscoveryError as error:
            await self._told(error)

    @work(exclusive=True, group=MODAL)
    async def action_open(self) -> None:
        if (row := self.target) is None:
            return
        try:
            await self.app.push_screen_wait(await self._desk.brief_screen(row.call_id))
            await self._load()
        except DiscoveryError as error:
            await self._told(error)

    @work(exclusive=True, group=MODAL)
    async def action_reload(self) -> None:
        try:
            await self._load()
        except DiscoveryError as error:
            complain(self.app, error)

    @on(LineList.Picked)
    def _picked(self) -> None:
        self._moved()

    def action_back(self) -> None:
        self.dismiss()

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_page(self, by: int) -> None:
        self._list.page(by)
