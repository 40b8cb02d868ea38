"""What a call needs beside answering: another framework, an objection, the people, the plan, the end of contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual import work

from discovery.engine.answers import Answer, Evidence
from discovery.engine.assessment import Verdict
from discovery.errors import DiscoveryError
from discovery.service import calls, changes
from discovery.text import counted
from discovery.tui.database import Database
from discovery.tui.handbook import Handbook
from discovery.tui.heard import Heard
from discovery.tui.overlays import Cards, OneCard, People
from discovery.tui.screens.answering import Answering
from discovery.tui.screens.prompts import Choice, PickPrompt
from discovery.tui.screens.turns import MODAL

OBJECTION = "compliance.objection"
REASON = "DNC-REQUEST"


class Asides(Answering):
    """The part of a call's screen that does those."""

    _database: Database
    _handbook: Handbook
    _author: str
    _now: Callable[[], datetime]
    _said = ""

    def action_objection(self) -> None:
        self._board.open("objection")

    def take_card(self) -> None:
        """Notes the objection whose card was found, and leaves the card in view."""
        over = self._board.over
        card = over.target if isinstance(over, Cards) else None
        if card is None:
            self._tell(self.keyed("no card has that in it: {call.leave}, then {call.note} for a note"), "warn")
        elif self.change(lambda: self.live.objection(card.id)):
            self._board.entry.close()
            self._board.cover(OneCard(card))

    def action_capture(self) -> None:
        self._board.open("capture")

    def take_heard(self) -> None:
        """Takes what the line proposes, and the rest of it as a note."""
        over = self._board.over
        if not self._board.entry.typed.strip():
            self._board.entry.close()
            self._board.cover(None)
        elif isinstance(over, Heard) and self.change(lambda: self._heard(over)):
            self._board.entry.close()
            self._board.cover(None)
            self._tell(self._said, "good")

    def _heard(self, heard: Heard) -> None:
        found = self.live.hear(heard)
        parts = [counted(len(found.answers), "answer")] * bool(found.answers) + ["a note"] * bool(found.note)
        now = self.live.moment
        asked = {fact for criterion in now.bank.criteria for fact in criterion.ask}
        unrated = sum(
            answer.known
            and answer.fact in asked
            and now.seen.relevant(answer.fact)
            and answer.fact not in now.seen.qualities
            for answer in found.answers
        )
        rest = f", {unrated} of them not rated 0–3 yet" if unrated else ""
        self._said = f"took {' and '.join(parts)}{rest} · " + self.keyed("{call.undo} takes it back")

    def action_people(self) -> None:
        self._board.reveal()
        shown = isinstance(self._board.over, People)
        self._board.cover(None if shown else People(self.live.call.lead))

    def action_plan(self) -> None:
        self._tell(f"planned for {self._board.next_plan()} minutes")

    def action_framework(self) -> None:
        self._switch()

    @work(exclusive=True, group=MODAL)
    async def _switch(self) -> None:
        """Asks for a framework and holds the call with it from now on."""
        current = self.live.call.bank
        try:
            if not await self.live.outbox.settled():
                self.forget()
                self._tell(self.keyed("not everything is saved yet: {call.framework} again when it is"), "warn")
                return
            prompt = await self._handbook.framework_prompt("Go on with another framework; the answers stay", current.id)
            wanted = await self.app.push_screen_wait(prompt)
            if wanted is None or wanted == current.id:
                return
            bank = await self._handbook.bank(wanted)
            now = self._now()
            call = await self._database.run(calls.switch, self.live.call.header.id, bank, author=self._author, now=now)
        except DiscoveryError as error:
            self.forget()
            self._tell(str(error), "warn")
            return
        self.live.reload(call)
        self._board.anew()
        self._tell(f"{bank.title} from now on: what was answered stays, " + self.keyed("{call.framework} goes back"))

    def action_no_contact(self) -> None:
        self._end_contact()

    @work(exclusive=True, group=MODAL)
    async def _end_contact(self) -> None:
        """Once said so, ends the call and puts the person on the list of those whom nobody calls again."""
        who = self.live.call.lead.person.name or "They"
        choices = [
            Choice("end", "End the call, never contact again", "it is closed and put on the list"),
            Choice("stay", "Stay on the call"),
        ]
        try:
            if await self.app.push_screen_wait(PickPrompt(f"{who} asked not to be contacted?", choices)) != "end":
                return
            self._board.uncover()
            said = Answer(OBJECTION, "yes", Evidence.CONFIRMED)
            if self.live.moment.assessment.verdict is not Verdict.DO_NOT_CONTACT:
                self.change(lambda: self.live.answer(said))
            if not await self.live.outbox.settled(5):
                self.forget()
                self._tell(
                    self.keyed("not saved yet, so the call stays open: {call.no_contact} again when it is"), "warn"
                )
                return
            closing = changes.closing("do_not_contact", REASON, author=self._author, now=self._now())
            call = await self._database.run(calls.close, self.live.call.header.id, closing)
        except DiscoveryError as error:
            self.forget()
            self._tell(str(error), "warn")
            return
        self.dismiss(call)
