"""Values to store: a lead, a call with a bank, events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from discovery.banks.model import Bank, bank_from
from discovery.engine.calls import CallHeader, NewEvent
from discovery.engine.events import Kind
from discovery.ids import new_id
from discovery.leads.lead import Lead, NewLead
from discovery.storage import banks, calls, leads
from discovery.storage.store import Store

NOW = datetime(2026, 3, 4, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
ANN = NewLead("Ann Öztürk", "Acme GmbH", "CFO", "Ann@Acme.example", "+49 170 1234", "fair", {"Region": "DACH"})


def make_bank(title: str = "Bank") -> Bank:
    criterion = {"id": "need", "title": "Need", "weight": 1, "ask": ["pain.what"]}
    topic = {"title": "Pain", "facts": [{"id": "what", "ask": "What hurts?", "type": "text", "core": True}]}
    framework = {"framework": "test", "title": title, "version": "1", "criteria": [criterion]}
    return bank_from({"framework": framework, "topics": {"pain": topic}})


def make_lead(store: Store, new: NewLead = ANN, *, now: datetime = NOW) -> Lead:
    return store.write(leads.add_lead, new, lead_id=new_id(), person_id=new_id(), now=now)


def make_call(store: Store, lead: Lead | None = None, *, now: datetime = NOW, **changes: Any) -> CallHeader:
    bank = make_bank()
    store.write(banks.keep_bank, bank)
    lead = lead or make_lead(store)
    header = replace(CallHeader(new_id(), lead.id, "test", bank.sha256, "sdr", "Rita", now), **changes)
    return store.write(calls.add_call, header)


def note(text: str = "hello", *, key: UUID | None = None, at: datetime = NOW) -> NewEvent:
    return event(Kind.NOTE, {"text": text, "fact": None}, key=key, at=at)


def event(kind: Kind, body: dict[str, Any], *, key: UUID | None = None, at: datetime = NOW) -> NewEvent:
    return NewEvent(key or new_id(), kind, "Rita", at, body)
