"""Leads: importing, adding, listing and finding them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO
from uuid import UUID

from discovery.errors import NotFoundError, UsageError
from discovery.ids import new_id
from discovery.leads.csv_rows import BadRow, read_csv
from discovery.leads.lead import Lead, LeadRow, NewLead
from discovery.service.texts import cleaned
from discovery.storage import leads as stored
from discovery.storage import people
from discovery.storage.store import Session
from discovery.text import one_line

__all__ = ["BadRow", "ImportReport", "add", "find", "get", "import_csv", "list_leads"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, in rows. `skipped` are the bad ones; `suppressed` do not want to be contacted."""

    added: int
    updated: int
    unchanged: int
    suppressed: int
    skipped: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()


def import_csv(
    session: Session, source: BinaryIO, now: datetime, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Import a CSV file: a lead with an e-mail address that is known already is updated, not doubled.

    `progress` hears of the rows done, and of how many there are. Raises UsageError where the file cannot be read.
    """
    content = read_csv(source.read())
    counts = {"added": 0, "updated": 0, "unchanged": 0, "suppressed": 0}
    for done, row in enumerate(content.leads, 1):
        counts[_import(session, row.lead, now)] += 1
        if progress is not None:
            progress(done, len(content.leads))
    return ImportReport(**counts, skipped=content.bad, notes=content.notes)


def _import(session: Session, new: NewLead, now: datetime) -> str:
    if people.is_suppressed(session, new.email, new.phone):
        return "suppressed"
    known = stored.find_by_email(session, new.email) if new.email else None
    if known is None:
        stored.add_lead(session, new, lead_id=new_id(), person_id=new_id(), now=now)
        return "added"
    merged = _merged(known, new)
    if merged == known:
        return "unchanged"
    stored.update_lead(session, merged)
    return "updated"


def _merged(known: Lead, new: NewLead) -> Lead:
    """The known lead with what the new row says; what the row leaves empty stays."""
    person = replace(
        known.person,
        name=new.name or known.person.name,
        title=new.title or known.person.title,
        phone=new.phone or known.person.phone,
    )
    return replace(
        known,
        person=person,
        company=new.company or known.company,
        source=new.source or known.source,
        extra={**known.extra, **new.extra},
    )


def add(session: Session, new: NewLead, now: datetime) -> Lead:
    """Add one lead. Raises UsageError for one without name and company, or on the do-not-contact list."""
    fields = {
        field: one_line(getattr(new, field)) for field in ("name", "company", "title", "email", "phone", "source")
    }
    if not fields["name"] and not fields["company"]:
        raise UsageError("a lead needs a name or a company")
    if people.is_suppressed(session, fields["email"], fields["phone"]):
        raise UsageError(f"{fields['name'] or fields['company']} asked not to be contacted: nothing was added")
    clean = NewLead(extra=MappingProxyType(cleaned(new.extra)), **fields)
    return stored.add_lead(session, clean, lead_id=new_id(), person_id=new_id(), now=now)


def list_leads(session: Session, query: str = "", limit: int = 500) -> tuple[LeadRow, ...]:
    """Leads with an open call first, then the newest; each word of the query has to occur."""
    return stored.list_leads(session, query, limit=limit)


def get(session: Session, lead_id: UUID) -> Lead:
    """The lead. Raises NotFoundError."""
    return stored.get_lead(session, lead_id)


def find(session: Session, text: str) -> Lead:
    """The one lead that a text means: its id, e-mail address, name, or words that only one lead has.

    Raises NotFoundError where there is none, and UsageError that names a few where there are several.
    """
    text = one_line(text)
    try:
        return stored.get_lead(session, UUID(text))
    except (ValueError, NotFoundError):
        pass  # not an id: look further
    by_email = stored.find_by_email(session, text) if "@" in text else None
    if by_email is not None:
        return by_email
    rows = stored.list_leads(session, text, limit=50) if text else ()
    exact = [row for row in rows if row.name.casefold() == text.casefold()]
    matching = exact if len(exact) == 1 else rows
    if not matching:
        raise NotFoundError(f"no lead matches {text[:60]!r}: `discovery leads list` shows them")
    if len(matching) > 1:
        shown = ", ".join(f"{row.name} ({row.company})" for row in matching[:4])
        more = f" and {len(matching) - 4} more" if len(matching) > 4 else ""
        raise UsageError(f"{text[:60]!r} matches several leads: {shown}{more}; use the e-mail address or the id")
    return stored.get_lead(session, matching[0].id)
