"""What a list of leads opens: the call to go on with, and the one whose brief is read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from discovery.banks.model import Bank, Stage
from discovery.service.calls import Call, load, start
from discovery.storage import calls as stored
from discovery.storage.store import Session


def resume_or_start(
    session: Session, lead_id: UUID, bank: Bank, *, stage: Stage = "sdr", author: str, now: datetime
) -> Call:
    """The lead's newest call that is still open, with its own bank; else a new one. Raises as `start` does."""
    for header in reversed(stored.calls_of(session, lead_id)):
        if header.ended_at is None:
            return load(session, header.id)
    return start(session, lead_id, bank, stage=stage, author=author, now=now)


def last_finished(session: Session, lead_id: UUID) -> UUID | None:
    """The lead's newest call that was closed."""
    return next((call.id for call in reversed(stored.calls_of(session, lead_id)) if call.ended_at), None)
