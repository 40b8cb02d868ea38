"""The moves of hand-offs that one person makes, each a use case on the database thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from discovery.engine.events import Kind
from discovery.engine.handoffs import SLA_HOURS, Attention, HandOff, HandOffRow, State
from discovery.engine.working_time import OFFICE_HOURS, WorkingTime
from discovery.service import calls, changes, handoffs
from discovery.service.handoff_words import standing
from discovery.tui.database import Database

SHOWN = 500
"""Hand-offs that are listed; those that wait for somebody come first."""
OBJECTED = (
    "They asked not to be contacted, and stay on that list. Only ending the call otherwise, with a written reason, "
    "takes them off it."
)


class Handing:
    """Each method may raise a DiscoveryError, also where somebody else was faster."""

    def __init__(
        self,
        database: Database,
        *,
        author: str,
        now: Callable[[], datetime],
        sla_hours: float = SLA_HOURS,
        working: WorkingTime = OFFICE_HOURS,
    ) -> None:
        self._database, self.author, self.now = database, author, now
        self._agreement: dict[str, Any] = {"sla_hours": sla_hours, "working": working}

    async def rows(self) -> tuple[HandOffRow, ...]:
        """The hand-offs of the store."""
        return await self._database.read(handoffs.list_, limit=SHOWN)

    async def of(self, call_id: UUID) -> OneHandOff:
        """The hand-off of a call as it stands."""
        ready = await self._database.read(handoffs.is_ready, call_id)
        objected = await self._database.read(calls.objected, call_id)
        return OneHandOff(self, call_id, await self._database.read(handoffs.get, call_id), ready, objected)

    async def attention(self) -> Attention:
        """What this person has to see."""
        return await self._database.read(handoffs.attention, self.author, self.now())

    async def points(self, call_id: UUID) -> tuple[tuple[str, str], ...]:
        """What a call may be returned for, and how far each is known."""
        return await self._database.read(handoffs.points, call_id)

    async def submit(self, call_id: UUID, to: str = "", note: str = "") -> HandOff:
        """Hands a call over."""
        return await self._move(handoffs.submit, call_id, to=to, note=note, **self._agreement)

    async def answer(self, kind: Kind, call_id: UUID, *said: Any) -> HandOff:
        """Accepts, returns, rejects or rates; `said` is what the use case of that kind takes."""
        return await self._move(_ANSWERS[kind], call_id, *said)

    async def reopen(self, call_id: UUID) -> None:
        """Opens the call again, to add what is missing."""
        event = changes.reopened(author=self.author, now=self.now())
        await self._database.run(calls.record, call_id, [event])

    async def _move(self, use_case: Callable[..., HandOff], call_id: UUID, *said: Any, **more: Any) -> HandOff:
        return await self._database.run(use_case, call_id, *said, author=self.author, now=self.now(), **more)


@dataclass(frozen=True, slots=True)
class OneHandOff:
    """The hand-off of one call: `found` None where it was never handed over, `ready` where it ended as one that is.

    `objected`: the person asked not to be contacted.
    """

    handing: Handing
    call_id: UUID
    found: HandOff | None
    ready: bool
    objected: bool = False

    @property
    def taken(self) -> bool:
        """Whether it was handed over, so that it cannot be handed over now."""
        return self.found is not None and not self.found.allows(Kind.SUBMITTED)

    def reopening(self) -> str:
        """What reopening the call does besides: to the hand-off, or to a person who asked not to be contacted."""
        if self.objected:
            return OBJECTED
        if self.found is None:
            return ""
        now = self.handing.now()
        if self.found.state is State.SUBMITTED:
            return f"It is handed over, {standing(self.found, now)}. Reopening takes that back."
        return f"It stays {standing(self.found, now)}." if self.taken else ""

    async def again(self) -> OneHandOff:
        """The same as it stands by now."""
        return await self.handing.of(self.call_id)

    async def submit(self, to: str, note: str) -> OneHandOff:
        """The same, handed over."""
        return replace(self, found=await self.handing.submit(self.call_id, to, note))


_ANSWERS: dict[Kind, Callable[..., HandOff]] = {
    Kind.ACCEPTED: handoffs.accept,
    Kind.RETURNED: handoffs.return_,
    Kind.REJECTED: handoffs.reject,
    Kind.RATED: handoffs.rate,
}
