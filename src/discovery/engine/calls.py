"""A call, as it is listed and as its events are handed over to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.engine.events import Kind


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is not kept yet. `key` is made where the event is made: the same key is written once."""

    key: UUID
    kind: Kind
    author: str
    at: datetime
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class CallHeader:
    """The one row that is edited in place: what a list of calls shows. Times carry the offset of the rep.

    `verdict` is the computed one, `override` a person's; both are set when the call is closed.
    """

    id: UUID
    lead_id: UUID
    framework: str
    bank_sha256: str
    stage: str
    author: str
    started_at: datetime
    ended_at: datetime | None = None
    verdict: str | None = None
    override: str | None = None
    grade: str | None = None
    score: float | None = None
    disposition: str | None = None
    reason: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line of the list of calls."""

    header: CallHeader
    lead_name: str
    company: str
    events: int
