"""A call to try a bank out on, in a store that nobody keeps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from discovery.banks.model import Bank
from discovery.leads.lead import NewLead
from discovery.service import calls, leads
from discovery.storage.store import Session

_LEAD = NewLead(
    "Robin Sample",
    "Example Works",
    "Head of Operations",
    "robin.sample@example.example",
    source="made up to try a bank",
)


def begin(session: Session, bank: Bank, now: datetime) -> UUID:
    """Start a call with a bank on a made-up lead; the id of the lead."""
    lead = leads.add(session, _LEAD, now)
    calls.start(session, lead.id, bank, author="You", now=now)
    return lead.id
