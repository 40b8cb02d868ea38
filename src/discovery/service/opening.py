"""What a list of leads opens: the call to go on with, and the one whose brief is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from discovery.banks.model import Bank, Stage
from discovery.engine.events import Kind
from discovery.service.calls import Call, load, start, switch
from discovery.storage import calls as stored
from discovery.storage.store import Session


def resume_or_start(
    session: Session, lead_id: UUID, bank: Bank, *, stage: Stage = "sdr", author: str, now: datetime
) -> Call:
    """The lead's newest call that is still open, with its own bank; else a new one. Raises as `start` does.

    One that was left with nothing recorded on it is a new one as well: it begins now, and with that bank.
    """
    for header in reversed(stored.calls_of(session, lead_id)):
        if header.ended_at is None:
            call = load(session, header.id)
            if not untouched(call) or not stored.is_aside(session, header):
                return call
            stored.update_call(session, replace(header, started_at=now))
            if call.bank.sha256 != bank.sha256:
                switch(session, header.id, bank, author=author, now=now)
            return load(session, header.id)
    return start(session, lead_id, bank, stage=stage, author=author, now=now)


def untouched(call: Call) -> bool:
    """Whether nothing was recorded on a call."""
    return all(event.kind in {Kind.STARTED, Kind.SWITCHED} for event in call.events)


def left(session: Session, call_id: UUID) -> None:
    """Leave a call to be resumed: where nothing was recorded on it, its lead is listed as it was before."""
    call = load(session, call_id)
    stored.list_anew(session, call.header, aside=call.header.ended_at is None and untouched(call))


def last_finished(session: Session, lead_id: UUID) -> UUID | None:
    """The lead's newest call that was closed."""
    return next((call.id for call in reversed(stored.calls_of(session, lead_id)) if call.ended_at), None)
