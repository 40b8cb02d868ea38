"""The end of a call: the verdict and why, how it ended, and what the verdict demands before it can be closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import events, work
from textual.app import ComposeResult

from discovery.capture import examples
from discovery.capture.dates import parse_date
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from discovery.engine.calls import NewEvent
from discovery.engine.events import DISPOSITIONS
from discovery.errors import DiscoveryError, UsageError
from discovery.service import calls, changes
from discovery.service.calls import Call
from discovery.tui import topics
from discovery.tui.cells import CellScreen
from discovery.tui.commands import WRAPUP, bindings
from discovery.tui.database import Database
from discovery.tui.ending import Ending, Reason, first_day, form, missing, proposed, reasons_for
from discovery.tui.notices import complain
from discovery.tui.rows import Row
from discovery.tui.screens.prompts import Choice, PickPrompt, TextPrompt
from discovery.tui.screens.turns import MODAL, InTurn
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.plain import Plain
from discovery.tui.widgets.titlebar import Titlebar


class WrapupScreen(InTurn[Call], CellScreen[Call]):
    """Ends with the call: closed (its header has an end), or as it is when the rep went back to it."""

    CSS_PATH = "wrapup.tcss"
    KEYS = WRAPUP
    BINDINGS = bindings(WRAPUP)

    def __init__(
        self, database: Database, call: Call, reasons: Sequence[Reason], *, author: str, now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._database, self._call, self._reasons = database, call, tuple(reasons)
        self._author, self._now = author, now
        self._assessment = assess(call.bank, call.state.sheet)
        self._ending = proposed(self._assessment, call.state.override, self._reasons)
        self._busy = False
        self._stray = ""

    async def take(self, event: events.Key | events.Paste) -> None:
        """As any screen; a text that was typed here and means nothing makes the key that closes ask once more."""
        if isinstance(event, events.Key) and event.is_printable and event.key not in self._actions:
            self._stray += event.character or ""
            self._show()
        else:
            await super().take(event)

    def help_topic(self) -> str:
        return topics.topic(topics.WRAPUP)

    def compose(self) -> ComposeResult:
        lead, bank = self._call.lead, self._call.bank
        who = ", ".join(part for part in (lead.person.name, lead.company) if part)
        yield Titlebar(f"Wrap up: {who}", f"{bank.title} {bank.version}")
        yield LineView(self._form)
        yield Plain(id="status")
        yield Keybar(WRAPUP)

    def on_mount(self) -> None:
        self._show()

    def _form(self, width: int) -> Sequence[Row]:
        return form(self._call, self._assessment, self._ending, self._reasons, width)

    @property
    def _verdict(self) -> str:
        override = self._call.state.override
        return override.verdict if override else self._assessment.verdict

    def _show(self) -> None:
        self.query_one(LineView).show(self._form)
        open_ends = missing(self._verdict, self._ending)
        status = self.query_one("#status", Plain)
        status.set_class(bool(open_ends), "missing")
        ended = (self._ending.disposition or "").replace("_", " ")
        said = f"Still needed: {'; '.join(open_ends)}" if open_ends else f"Enter closes the call as {ended}."
        if self._stray:
            said = f"“{self._stray[-20:]}” does nothing here: Esc goes back to the call. {said}"
        status.update(said)

    def _change(self, ending: Ending) -> None:
        self._ending = ending
        self._show()

    def action_pick(self, place: int) -> None:
        if place < len(DISPOSITIONS):
            self._change(self._ending.with_disposition(DISPOSITIONS[place]))

    @work(exclusive=True, group=MODAL)
    async def action_reason(self) -> None:
        fitting = reasons_for(self._verdict, self._reasons, self._ending.disposition)
        choices = [Choice(reason.code, reason.code, reason.title) for reason in fitting]
        code = await self.app.push_screen_wait(PickPrompt("Why did it end so?", choices, self._ending.reason))
        if code is not None:
            self._change(self._ending.with_reason(next(reason for reason in fitting if reason.code == code)))

    @work(exclusive=True, group=MODAL)
    async def action_reopen(self) -> None:
        today = self._now().date()
        said = await self.app.push_screen_wait(
            TextPrompt(
                "When is it worth another call?",
                f"For example {examples.DATE}; nothing takes the date back",
                self._ending.reopen_on.isoformat() if self._ending.reopen_on else "",
                lambda typed: first_day(parse_date(typed, today)).isoformat() if typed else "",
            )
        )
        if said is not None:
            self._change(self._ending.with_reopening(said))

    @work(exclusive=True, group=MODAL)
    async def action_trigger(self) -> None:
        hint = "Something that would be seen from outside: 'new CFO', 'contract ends'"
        said = await self.app.push_screen_wait(
            TextPrompt("What would make it worth another call?", hint, self._ending.trigger)
        )
        if said is not None:
            self._change(self._ending.with_trigger(said))

    @work(exclusive=True, group=MODAL)
    async def action_override(self) -> None:
        choices = [Choice(verdict, verdict.replace("_", " ")) for verdict in Verdict]
        verdict = await self.app.push_screen_wait(PickPrompt("Your own verdict", choices, self._verdict))
        if verdict is None:
            return
        why = await self.app.push_screen_wait(
            TextPrompt(f"Why {verdict.replace('_', ' ')}?", "Both verdicts are kept and shown", check=_reason)
        )
        if why is not None:
            await self._record(changes.override(verdict, why, author=self._author, now=self._now()))

    @work(exclusive=True, group=MODAL)
    async def action_take_back(self) -> None:
        if self._call.state.override:
            await self._record(changes.override(None, author=self._author, now=self._now()))

    async def _record(self, event: NewEvent) -> None:
        try:
            for kept in await self._database.run(calls.record, self._call.header.id, [event], bank=self._call.bank):
                self._call = self._call.with_event(kept)
        except DiscoveryError as error:
            complain(self.app, error)
            return
        chosen = proposed(self._assessment, self._call.state.override, self._reasons)
        self._change(chosen.keeping(self._ending))

    @work(group=MODAL)
    async def action_close(self) -> None:
        """Closes the call, once: the key may be pressed twice before the store has answered."""
        if self._busy or missing(self._verdict, self._ending):
            return
        if self._stray:
            self._stray = ""
            self.query_one("#status", Plain).update(
                "What was typed here is taken nowhere. Enter again closes the call."
            )
            return
        if self._ending.disposition == Verdict.DO_NOT_CONTACT != self._verdict and not await self._is_meant():
            return
        lifted = await self._why_lifted()
        if lifted is None:
            return
        self._busy = True
        ending = self._ending
        event = changes.closing(
            ending.disposition or "other", ending.reason, ending.reopen_on, ending.trigger, self._assessment.verdict,
            lifted=lifted, author=self._author, now=self._now(),
        )  # fmt: skip
        try:
            closed = await self._database.run(calls.close, self._call.header.id, event)
        except DiscoveryError as error:
            self._busy = False
            complain(self.app, error)
            return
        self.dismiss(closed)

    async def _is_meant(self) -> bool:
        """Whether contact is to end for good, though nothing that was said on the call says so."""
        who = self._call.lead.person.name or "They"
        choices = [
            Choice("stay", "No: back to the wrap-up"),
            Choice("end", "Yes: never contact again", "they are put on the list"),
        ]
        return await self.app.push_screen_wait(PickPrompt(f"{who} asked not to be contacted?", choices)) == "end"

    async def _why_lifted(self) -> str | None:
        """Why somebody whom this call put on the do-not-contact list may be called again; empty where nobody is."""
        ended = {self._verdict, str(self._assessment.verdict), self._ending.disposition}
        if Verdict.DO_NOT_CONTACT in ended or not calls.ended_contact(self._call):
            return ""
        title = f"{self._call.lead.person.name or 'They'} asked not to be contacted. Why may they be called again?"
        hint = "It is kept, with your name. Esc leaves the call open, and them on the list."
        return await self.app.push_screen_wait(TextPrompt(title, hint, check=_lifting))

    def action_move(self, by: int) -> None:
        self.query_one(LineView).scroll_lines(by)

    def action_page(self, by: int) -> None:
        view = self.query_one(LineView)
        view.scroll_lines(by * max(1, view.size.height - 1))

    def action_back(self) -> None:
        if not self._busy:
            self.dismiss(self._call)


def _reason(typed: str) -> str:
    if not typed:
        raise UsageError("An override needs a reason: it is kept beside the computed verdict")
    return typed


def _lifting(typed: str) -> str:
    if not typed:
        raise UsageError("Somebody who asked not to be contacted is called again only for a reason")
    return typed
