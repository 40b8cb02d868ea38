"""The list of leads: find one by typing, start or resume a call, read the last brief, import a file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import Input

from discovery.errors import DiscoveryError
from discovery.leads.lead import LeadRow
from discovery.tui.cells import CellScreen
from discovery.tui.commands import LEADS, bindings
from discovery.tui.database import Database
from discovery.tui.following import Desk
from discovery.tui.keymap import worded
from discovery.tui.lead_rows import lead_row, matching
from discovery.tui.notices import complain, tell
from discovery.tui.rows import Row, paragraph
from discovery.tui.screens.prompts import TextPrompt
from discovery.tui.screens.turns import MODAL
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineList
from discovery.tui.widgets.plain import Plain
from discovery.tui.widgets.titlebar import Titlebar

LIMIT = 500
"""Leads that are held in memory; where there are more, what is typed is looked for in the store as well."""
OPENING = "Opening the store…"
_EMPTY = (
    "No leads yet.",
    "{leads.import} imports a CSV file: name, company and, where there are any, title, e-mail, phone and source.",
    "`discovery --demo` shows the program with sample leads, apart from your own.",
)


class _Find(Input):
    """The field that filters the list; what is meant for a call that is on its way passes it by."""

    def _forward_event(self, event: events.Event) -> None:
        screen = self.screen
        if not (isinstance(screen, LeadsScreen) and screen.keeps(event)):
            super()._forward_event(event)


class LeadsScreen(CellScreen[None]):
    """Paints from the rows it is given, before the store is open; what needs the store waits for it."""

    CSS_PATH = "leads.tcss"
    KEYS = LEADS
    BINDINGS = bindings(LEADS)
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        database: Database,
        rows: Sequence[LeadRow] | None,
        desk: Callable[[], Desk],
        *,
        framework: str,
        now: Callable[[], datetime],
        demo: bool = False,
        call_lead: str | None = None,
    ) -> None:
        """`desk` is asked for once the store is open; `rows` None: nothing is known before that."""
        super().__init__()
        self._database, self._make_desk, self._now = database, desk, now
        self._rows, self._found = tuple(rows or ()), tuple(rows or ())
        self._known, self._demo, self._call_lead = rows is not None, demo, call_lead
        self._framework = framework
        self._lines: dict[UUID, Row] = {}
        self._width = 0
        self._busy = self._delivered = False
        self._clicked: UUID | None = None
        self._early: deque[events.Key | events.Paste] | None = None
        self._held: deque[events.Key | events.Paste] | None = deque()
        self._notice = ""

    def compose(self) -> ComposeResult:
        yield Titlebar("Leads", self._summary())
        field = _Find(placeholder="Type to find a lead", compact=True)
        field.cursor_blink = False
        yield field
        yield LineList(self._paint)
        yield Plain("" if self._known else OPENING, id="status")
        yield Keybar(LEADS)

    def on_mount(self) -> None:
        self._field, self._list = self.query_one(Input), self.query_one(LineList)
        self._status, self._title = self.query_one("#status", Plain), self.query_one(Titlebar)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._known:
            self._release()
        self.reload()

    def _release(self) -> None:
        """Has the list take the keys that were pressed before it was there, or the call that was asked for."""
        held, self._held = self._held or (), None
        if self._call_lead is not None and held:
            self._early = deque(held)
            return
        if held:
            self.set_focus(self._field)
        for event in held:
            (self.focused or self)._forward_event(event)

    @property
    def found(self) -> tuple[LeadRow, ...]:
        """The leads that are listed."""
        return self._found

    def _summary(self) -> str:
        count, of = len(self._found), len(self._rows)
        more = "+" if of >= LIMIT else ""
        leads = "lead" if of == 1 else "leads"
        shown = f"{of}{more} {leads}" if count == of else f"{count} of {of}{more} {leads}"
        hand_offs = worded(self.app, f"{self._notice}: {{leads.hand_offs}}") if self._notice else ""
        demo, call = "DEMO" if self._demo else "", f"next call: {self._framework.upper()}"
        parts = (hand_offs, demo, call, shown if self._known else "")
        return " · ".join(part for part in parts if part)

    def _paint(self, width: int) -> Sequence[Row]:
        if width != self._width:
            self._width = width
            self._lines.clear()
        if self._known and not self._found:
            typed = self._field.value
            empty = [worded(self.app, text) for text in _EMPTY]
            clear = worded(self.app, "{leads.clear} shows all.")
            texts = [f"No lead matches “{typed}”. {clear}"] if typed and self._rows else empty
            return [line for text in texts for line in paragraph(text, width, "dim")]
        now = self._now()
        for lead in self._found:
            if lead.id not in self._lines:
                self._lines[lead.id] = lead_row(lead, width, now)
        return [self._lines[lead.id] for lead in self._found]

    def _show(self, found: Sequence[LeadRow], *, keep: UUID | None = None) -> None:
        self._found = tuple(found)
        at = next((place for place, lead in enumerate(self._found) if lead.id == keep), 0)
        self._list.show(self._paint, cursor=at)
        self._title.show(right=self._summary())

    @work(exclusive=True, group="reload")
    async def reload(self) -> None:
        """Reads the list from the store, once that is open; opens the call that was asked for at the start."""
        await self._read()
        if self._call_lead is not None and self._database.is_open:
            wanted, self._call_lead = self._call_lead, None
            self._open_named(wanted)

    async def _read(self) -> None:
        try:
            await self._database.opened()
            from discovery.service import leads

            rows = await self._database.read(leads.list_leads, limit=LIMIT)
        except DiscoveryError as error:
            self._status.update(f"Nothing can be kept: {error}")
            self._status.add_class("failed")
            self._release()
            return
        if rows != self._rows or not self._known:
            self._rows, self._known = rows, True
            self._lines.clear()
            self._show(matching(rows, self._field.value), keep=self._target_id())
        self._status.update("")
        self._release()
        self._notify_of_hand_offs()

    @work(exclusive=True, group="notice")
    async def _notify_of_hand_offs(self) -> None:
        """Has the top line say which hand-offs came back or wait too long, once the list is there."""
        try:
            self._notice = await self._make_desk().hand_offs_notice()
        except DiscoveryError as error:
            complain(self.app, error)
            return
        self._title.show(right=self._summary())
        if not self._delivered:
            self._delivered = True
            self._deliver_waiting()

    @work(group="deliver")
    async def _deliver_waiting(self) -> None:
        """Once a start: sends the briefs that could not be delivered another time."""
        try:
            said = await self._make_desk().deliver_waiting()
        except DiscoveryError as error:
            complain(self.app, error)
            return
        if said:
            tell(self.app, said)

    def _target_id(self) -> UUID | None:
        target = self._list.target
        return target.id if isinstance(target, LeadRow) else None

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        if event.value:
            self._show(matching(self._rows, event.value))
        else:
            self._show(self._rows, keep=self._target_id())
        if event.value and len(self._rows) >= LIMIT:
            self._search(event.value)

    @work(exclusive=True, group="search")
    async def _search(self, query: str) -> None:
        """Looks for what was typed among the leads that are not in memory."""
        await self._database.opened()
        from discovery.service import leads

        found = await self._database.read(leads.list_leads, query, limit=LIMIT)
        if query == self._field.value and found != self._found:
            self._show(found, keep=self._target_id())

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        """A click goes to a lead, a second one opens it: a call that starts is on the record."""
        if not isinstance(event, LineList.Picked):
            self._clicked = None
            return
        before, self._clicked = self._clicked, self._target_id()
        if before == self._clicked:
            self.action_open()

    def _forward_event(self, event: events.Event) -> None:
        if not self.keeps(event):
            super()._forward_event(event)

    def keeps(self, event: events.Event) -> bool:
        """Whether it is typed before the list is there, or behind the key that opens a call: meant for that call."""
        if not isinstance(event, events.Key | events.Paste):
            return False
        if self._held is not None:
            event._set_forwarded()
            self._held.append(event)
            return True
        opens = isinstance(event, events.Key) and event.key == "enter"
        if self._early is None:
            self._early = deque() if opens and not self._busy else None
            return False
        event._set_forwarded()
        if self._early or not opens:  # the key itself may be pressed twice
            self._early.append(event)
        return True

    def _call_off(self) -> None:
        """No call comes: what was typed meanwhile was meant for this list."""
        early, self._early = self._early or (), None
        for event in early:
            (self.focused or self)._forward_event(event)

    @on(Input.Submitted)
    def action_open(self) -> None:
        lead_id = self._target_id()
        if lead_id is None:
            self._call_off()
        else:
            self._open(lead_id)

    def _open(self, lead_id: UUID) -> None:
        """Once, however often the key is pressed before the call is there."""
        if not self._busy:
            self._busy = True
            self._early = deque() if self._early is None else self._early
            self._call(lead_id)

    async def _desk(self) -> Desk:
        """What makes the next screens; waits until the store is open, and says so."""
        if not self._database.is_open:
            self._status.update(OPENING)
        await self._database.opened()
        self._status.update("")
        return self._make_desk()

    @work(group="open")
    async def _open_named(self, name: str) -> None:
        from discovery.service import leads

        try:
            lead = await self._database.read(leads.find, name)
        except DiscoveryError as error:
            complain(self.app, error)
            self._call_off()
            return
        self._open(lead.id)

    @work(group="open")
    async def _call(self, lead_id: UUID) -> None:
        """Starts or resumes the call of a lead, and shows its brief when it is closed; then the next lead is next."""
        following, closed = self._behind(lead_id), None
        try:
            desk = await self._desk()
            call = await desk.call_screen(lead_id, self._framework)
            call.expect(self._early or deque())
            closed = await self.app.push_screen_wait(call)
            self._early = None
            if closed is not None:
                await self.app.push_screen_wait(await desk.brief_screen(closed.header.id))
        except DiscoveryError as error:
            complain(self.app, error)
        self._early = None
        self._field.value = ""
        await self._read()
        if closed is not None:
            self._show(self._found, keep=following)
        self._busy = False

    def _behind(self, lead_id: UUID) -> UUID | None:
        """The lead that follows another one in the list."""
        ids = [lead.id for lead in self._rows]
        place = ids.index(lead_id) + 1 if lead_id in ids else 0
        return ids[place] if place < len(ids) else None

    @work(group="open")
    async def action_brief(self) -> None:
        lead_id = self._target_id()
        if lead_id is None or self._busy:
            return
        self._busy = True
        try:
            await self.app.push_screen_wait(await (await self._desk()).last_brief(lead_id))
        except DiscoveryError as error:
            complain(self.app, error)
        finally:
            self._busy = False
            self._call_off()
        await self._read()

    @work(group="open")
    async def action_hand_offs(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            await self.app.push_screen_wait(await (await self._desk()).hand_offs_screen())
        except DiscoveryError as error:
            complain(self.app, error)
        finally:
            self._busy = False
            self._call_off()
        await self._read()

    @work(exclusive=True, group=MODAL)
    async def action_bank(self) -> None:
        try:
            picked = await self.app.push_screen_wait(await (await self._desk()).framework_prompt(self._framework))
        except DiscoveryError as error:
            complain(self.app, error)
            return
        if picked is not None:
            self._framework = picked
            self._title.show(right=self._summary())

    @work(exclusive=True, group=MODAL)
    async def action_import(self) -> None:
        hint = "Columns: name, company, title, e-mail, phone, source. A known e-mail address updates its lead."
        typed = await self.app.push_screen_wait(TextPrompt("Import leads from a CSV file", hint, f"{Path.home()}/"))
        if not typed:
            return
        try:
            report = await (await self._desk()).import_file(Path(typed).expanduser())
        except DiscoveryError as error:
            complain(self.app, error)
            return
        self.reload()
        await self.app.push_screen_wait(report)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`/` goes to the field only while nothing is typed there; afterwards it is a letter like any other."""
        return action != "find" or not (self.is_mounted and self._field.value)

    def help_topic(self) -> str:
        from discovery.tui import topics  # knows the types of questions, which the first list does not need

        return topics.topic(topics.LEADS)

    def action_find(self) -> None:
        self._field.focus()

    def action_clear(self) -> None:
        self._field.value = ""

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_page(self, by: int) -> None:
        self._list.page(by)
