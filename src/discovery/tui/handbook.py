"""What a call has at hand beside its own bank: reason codes, objection cards, and the other frameworks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from discovery.banks.library import Library
from discovery.banks.model import Bank
from discovery.banks.reasons import Objection, Reason
from discovery.errors import NotFoundError
from discovery.tui.screens.prompts import Choice, PickPrompt

DEFAULT_PLAN = 20


@dataclass(frozen=True, slots=True)
class Handbook:
    """`plan`: the minutes that a call is planned for. Its methods read files, and may raise a DiscoveryError."""

    library: Library
    reasons: Sequence[Reason]
    cards: Sequence[Objection]
    plan: int = DEFAULT_PLAN

    @classmethod
    async def of(cls, library: Library, plan: int = DEFAULT_PLAN) -> Handbook:
        """Read beside the event loop."""
        reasons = await asyncio.to_thread(library.reasons)
        cards = await asyncio.to_thread(library.objections)
        return cls(library, tuple(reasons.values()), cards, plan)

    async def bank(self, framework: str) -> Bank:
        """The bank in force of that framework."""
        return await asyncio.to_thread(self.library.bank, framework)

    async def set_aside(self, framework: str) -> str:
        """Why a file of the team is not used in that framework's bank, in one line; empty where all are."""
        try:
            problems = await asyncio.to_thread(self.library.set_aside_for, framework)
        except NotFoundError:  # the call was held with a bank that is no longer there
            return ""
        if not problems:
            return ""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"{problems[0]}{more}: the file is set aside, the shipped one is used; `discovery bank check` tells more"

    async def framework_prompt(self, title: str, current: str) -> PickPrompt:
        """Asks for a framework."""
        return await framework_prompt(self.library, title, current)


async def framework_prompt(library: Library, title: str, current: str) -> PickPrompt:
    """Asks for one of the frameworks of a library, which is read beside the event loop."""
    entries = await asyncio.to_thread(library.entries)
    choices = [
        Choice(entry.id, entry.title, f"{entry.criteria} criteria, {entry.core} core questions")
        for entry in entries
        if not entry.problem
    ]
    return PickPrompt(title, choices, current)
