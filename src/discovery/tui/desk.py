"""What the list of leads hands over to: calls, briefs, imports and question banks.

Everything heavy that these need is imported here, and this is imported after the store is open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID

import platformdirs
from textual.screen import Screen

from discovery import paths
from discovery.banks.library import Library
from discovery.banks.model import Stage
from discovery.engine.handoffs import SLA_HOURS
from discovery.engine.working_time import OFFICE_HOURS, WorkingTime
from discovery.errors import UsageError
from discovery.service import leads, opening
from discovery.service.leads import ImportReport
from discovery.tui.database import Database
from discovery.tui.delivering import Delivering, Tables
from discovery.tui.handbook import DEFAULT_PLAN, Handbook, framework_prompt
from discovery.tui.handing import Handing
from discovery.tui.handoff_rows import notice
from discovery.tui.rows import Row, paragraph, row
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.prompts import Notice, PickPrompt


class Desk:
    """Makes the screens that follow the list of leads. Each method may raise a DiscoveryError."""

    def __init__(
        self,
        database: Database,
        library: Library,
        *,
        author: str,
        now: Callable[[], datetime],
        sla_hours: float = SLA_HOURS,
        working: WorkingTime = OFFICE_HOURS,
        plan: int = DEFAULT_PLAN,
        stage: Stage = "sdr",
        destinations: Tables | None = None,
    ) -> None:
        """A hand-off is answered within `sla_hours` of `working` time; a call is planned for `plan` minutes.
        `stage`: whose calls these are; criteria of a later one do not count.

        `destinations`: the tables of the configuration to which briefs can be delivered.
        """
        self._plan, self._stage = plan, stage
        self._delivering = Delivering(database, library, destinations or {}, paths.config_dir(), now)
        self._database, self._library, self._author, self._now = database, library, author, now
        self._handing = Handing(database, author=author, now=now, sla_hours=sla_hours, working=working)

    async def call_screen(self, lead_id: UUID, framework: str) -> CallScreen:
        """The screen of the lead's open call, or of a new one with that framework."""
        bank = await asyncio.to_thread(self._library.bank, framework)
        handbook = await Handbook.of(self._library, self._plan)
        call = await self._database.run(
            opening.resume_or_start, lead_id, bank, stage=self._stage, author=self._author, now=self._now()
        )
        return CallScreen(
            self._database,
            call,
            handbook,
            author=self._author,
            now=self._now,
            folder=paths.data_dir() / "unsaved",
        )

    async def brief_screen(self, call_id: UUID) -> Screen[None]:
        """The screen of a call's brief; what renders it is loaded beside the event loop, because it takes a while."""
        await asyncio.to_thread(import_module, "discovery.tui.screens.brief")
        from discovery.service import briefs
        from discovery.tui.screens.brief import BriefScreen

        called = await asyncio.to_thread(briefs.words, self._library)
        page, lead = await self._database.read(briefs.brief_and_lead, call_id, self._now(), called)
        segment = briefs.segment_of(lead)
        texts, problems = await asyncio.to_thread(briefs.texts_on_screen, page, briefs.templates_folder(), segment)
        one = await self._handing.of(call_id)
        return BriefScreen(page, texts, briefs_folder(), one, self._delivering, problems=problems)

    async def last_brief(self, lead_id: UUID) -> Screen[None]:
        """The brief of the lead's last finished call."""
        call_id = await self._database.read(opening.last_finished, lead_id)
        if call_id is None:
            raise UsageError("This lead has no finished call yet")
        return await self.brief_screen(call_id)

    async def hand_offs_screen(self) -> Screen[None]:
        """The screen of the hand-offs."""
        from discovery.tui.screens.handoffs import HandOffsScreen

        return HandOffsScreen(self._handing, self, await self._handing.rows())

    async def hand_offs_notice(self) -> str:
        """What has to be seen of the hand-offs: those that came back, and those that wait too long; else nothing."""
        return notice(await self._handing.attention())

    async def deliver_waiting(self) -> str:
        """Sends what waits in the outbox from another time; what came of it, empty where nothing was due."""
        outcomes = await self._delivering.send_due() if self._delivering.names else ()
        if not outcomes:
            return ""
        sent = sum(outcome.delivery.state == "sent" for outcome in outcomes)
        late = next((outcome.text for outcome in outcomes if outcome.delivery.state != "sent"), "")
        return f"{sent} of {len(outcomes)} waiting briefs delivered" + (f"; {late}" if late else "")

    async def framework_prompt(self, current: str) -> PickPrompt:
        """Asks for the framework of the next call."""
        return await framework_prompt(self._library, "The framework of the next call", current)

    async def import_file(self, path: Path) -> Notice:
        """Imports a CSV file; the report of what came of it."""
        try:
            with path.open("rb") as source:
                report = await self._database.run(leads.import_csv, source, self._now())
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error
        return Notice("Import", lambda width: report_rows(report, width), 5 + len(report.skipped))


def briefs_folder() -> Path:
    """Where briefs are saved if nothing else is said: beside the user's documents, where there is such a place."""
    documents = Path(platformdirs.user_documents_dir())
    return documents / "discovery" if documents.is_dir() else paths.data_dir() / "briefs"


def report_rows(report: ImportReport, width: int) -> Sequence[Row]:
    """What an import did: counts first, then each row that could not be read, by its line."""
    counts: Mapping[str, int] = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "left out: they asked not to be contacted": report.suppressed,
        "not readable": len(report.skipped),
    }
    rows = [row((f"{count:6} ", "strong"), what) for what, count in counts.items()]
    for note in report.notes:
        rows += paragraph(note, width, "dim")
    for bad in report.skipped:
        rows += paragraph(bad.text, width, first=(f"line {bad.line}: ", "warn"))
    return rows
