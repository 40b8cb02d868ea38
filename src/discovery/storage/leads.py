"""Leads: stored, changed in place under an optimistic lock, found and listed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from discovery.errors import ConflictError, NotFoundError
from discovery.leads.lead import Lead, LeadRow, NewLead, Person
from discovery.storage import tables
from discovery.storage.people import email_key
from discovery.storage.search import folded, matches
from discovery.storage.times import as_seen, offset_of


def add_lead(session: Session, new: NewLead, *, lead_id: UUID, person_id: UUID, now: datetime) -> Lead:
    """Store a lead and its person. ConflictError where one of the ids is taken."""
    person = Person(person_id, new.name, new.email, new.phone, new.title)
    lead = Lead(lead_id, person, new.company, new.source, now, dict(new.extra))
    made = {"created_at": now, "created_offset": offset_of(now), "version": lead.version}
    listed = {"is_open": False, "listed_at": now}
    connection = session.connection()
    connection.execute(sa.insert(tables.Person), {"id": person_id, **_person_columns(lead)})
    connection.execute(
        sa.insert(tables.Lead), {"id": lead_id, "person_id": person_id, **made, **listed, **_lead_columns(lead)}
    )
    return lead


def update_lead(session: Session, lead: Lead) -> Lead:
    """Store a lead that was changed; returns it with its new version. ConflictError where somebody was faster."""
    connection, stored = session.connection(), get_lead(session, lead.id)
    this = col(tables.Lead.id) == lead.id, col(tables.Lead.version) == lead.version
    columns = {"version": lead.version + 1, **_lead_columns(lead)}
    if not connection.execute(sa.update(tables.Lead).where(*this).values(columns)).rowcount:
        raise ConflictError("somebody else changed this lead meanwhile: load it again, then change it")
    person = sa.update(tables.Person).where(col(tables.Person.id) == stored.person.id)
    connection.execute(person.values(**_person_columns(lead)))
    return get_lead(session, lead.id)


def get_lead(session: Session, lead_id: UUID) -> Lead:
    """The lead with that id; NotFoundError where there is none."""
    found = session.exec(_LEADS.where(col(tables.Lead.id) == lead_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"there is no lead {lead_id} in the store: list the leads to see which there are")
    return _lead(*found)


def find_by_email(session: Session, email: str) -> Lead | None:
    """The newest lead with that e-mail address, whatever its case."""
    key = email_key(email)
    if not key:
        return None
    newest = col(tables.Lead.created_at).desc(), col(tables.Lead.id).desc()
    found = session.exec(_LEADS.where(tables.Person.email_key == key).order_by(*newest).limit(1)).first()
    return _lead(*found) if found else None


def list_leads(session: Session, query: str = "", *, limit: int = 500) -> tuple[LeadRow, ...]:
    """The leads in which every word of the query occurs: those with an open call first, then the newest first."""
    searched = col(tables.Lead.search), col(tables.Person.search)
    rows: Iterable[Any] = session.connection().execute(_ROWS.where(*matches(query, searched)).limit(limit))
    return tuple(_row(*row) for row in rows)


_LEADS = (
    select(tables.Lead, tables.Person)
    .join(tables.Person, col(tables.Person.id) == col(tables.Lead.person_id))
    .execution_options(populate_existing=True)
)
_ROWS = (
    sa.select(
        col(tables.Lead.id),
        col(tables.Person.name),
        col(tables.Lead.company),
        col(tables.Person.title),
        col(tables.Person.email),
        col(tables.Lead.source),
        col(tables.Lead.verdict),
        col(tables.Lead.last_call_at),
        col(tables.Lead.last_call_offset),
        col(tables.Lead.open_call),
    )
    .join_from(tables.Lead, tables.Person, col(tables.Person.id) == col(tables.Lead.person_id))
    .order_by(col(tables.Lead.is_open).desc(), col(tables.Lead.listed_at).desc(), col(tables.Lead.id).desc())
)


def _row(
    lead_id: UUID,
    name: str,
    company: str,
    title: str,
    email: str,
    source: str,
    verdict: str | None,
    last_call_at: datetime | None,
    offset: int | None,
    open_call: UUID | None,
) -> LeadRow:
    at = as_seen(last_call_at, offset or 0) if last_call_at else None
    return LeadRow(lead_id, name, company, title, email, source, verdict, at, open_call)


def _lead(lead: tables.Lead, person: tables.Person) -> Lead:
    return Lead(
        id=lead.id,
        person=Person(person.id, person.name, person.email, person.phone, person.title),
        company=lead.company,
        source=lead.source,
        created_at=as_seen(lead.created_at, lead.created_offset),
        extra=json.loads(person.extra),
        version=lead.version,
    )


def _person_columns(lead: Lead) -> Mapping[str, Any]:
    person = lead.person
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "title": person.title,
        "extra": json.dumps(dict(lead.extra), ensure_ascii=False),
        "email_key": email_key(person.email),
        "search": folded(person.name, person.title, person.email),
    }


def _lead_columns(lead: Lead) -> Mapping[str, Any]:
    return {"company": lead.company, "source": lead.source, "search": folded(lead.company, lead.source)}
