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
from discovery.errors import UsageError
from discovery.service import leads, opening
from discovery.service.leads import ImportReport
from discovery.tui.database import Database
from discovery.tui.rows import Row, paragraph, row
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.prompts import Choice, Notice, PickPrompt


class Desk:
    """Makes the screens that follow the list of leads. Each method may raise a DiscoveryError."""

    def __init__(self, database: Database, library: Library, *, author: str, now: Callable[[], datetime]) -> None:
        self._database, self._library, self._author, self._now = database, library, author, now

    async def call_screen(self, lead_id: UUID, framework: str) -> CallScreen:
        """The screen of the lead's open call, or of a new one with that framework."""
        bank = await asyncio.to_thread(self._library.bank, framework)
        reasons = await asyncio.to_thread(self._library.reasons)
        call = await self._database.run(opening.resume_or_start, lead_id, bank, author=self._author, now=self._now())
        return CallScreen(
            self._database,
            call,
            tuple(reasons.values()),
            author=self._author,
            now=self._now,
            folder=paths.data_dir() / "unsaved",
        )

    async def brief_screen(self, call_id: UUID) -> Screen[None]:
        """The screen of a call's brief; what renders it is loaded beside the event loop, because it takes a while."""
        await asyncio.to_thread(import_module, "discovery.tui.screens.brief")
        from discovery.briefs.render import Format, Renderer
        from discovery.service import briefs
        from discovery.tui.screens.brief import BriefScreen

        reasons = await asyncio.to_thread(self._library.reasons)
        titles = {code: reason.title for code, reason in reasons.items()}
        brief = await self._database.read(briefs.brief, call_id, self._now(), reasons=titles)
        renderer = await asyncio.to_thread(Renderer)
        forms: tuple[Format, ...] = ("markdown", "html")
        texts = {form: await asyncio.to_thread(renderer.render, brief, form) for form in forms}
        return BriefScreen(brief, texts, briefs_folder())

    async def last_brief(self, lead_id: UUID) -> Screen[None]:
        """The brief of the lead's last finished call."""
        call_id = await self._database.read(opening.last_finished, lead_id)
        if call_id is None:
            raise UsageError("This lead has no finished call yet")
        return await self.brief_screen(call_id)

    async def framework_prompt(self, current: str) -> PickPrompt:
        """Asks for the framework of the next call."""
        entries = await asyncio.to_thread(self._library.entries)
        choices = [
            Choice(entry.id, entry.title, f"{entry.criteria} criteria, {entry.core} core questions")
            for entry in entries
            if not entry.problem
        ]
        return PickPrompt("The framework of the next call", choices, current)

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
