"""The demo store: sample leads and finished calls, made through the same use cases as real ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from discovery.banks.model import Bank
from discovery.errors import StoreUnavailableError
from discovery.service import calls, changes, leads
from discovery.service.banks import shipped
from discovery.service.demo_data import CALLS, LEADS, DemoCall
from discovery.storage.store import Session, Store

AUTHOR = "Demo rep"


def create(path: Path, now: datetime) -> None:
    """Make a demo store: it is there whole, or not at all. Raises StoreUnavailableError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=".filling-"))
    except OSError as error:
        raise StoreUnavailableError(f"the demo cannot be made in {path.parent}: {error.strerror}") from error
    try:
        with Store.open(beside / path.name) as store:
            fill(store, now)
        os.replace(beside / path.name, path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def fill(store: Store, now: datetime) -> None:
    """Add 25 sample leads, and 6 finished calls in the weeks before `now` that come to all six verdicts."""
    store.write(_fill, shipped().bank("bant"), now)


def _fill(session: Session, bank: Bank, now: datetime) -> None:
    arrived = now - timedelta(days=40)
    for place, new in enumerate(LEADS):
        leads.add(session, new, arrived + timedelta(hours=place))
    for call in CALLS:
        day = (now - timedelta(days=call.days_ago)).replace(hour=10, minute=15, second=0, microsecond=0)
        _hold(session, call, bank, day)


def _hold(session: Session, demo: DemoCall, bank: Bank, at: datetime) -> None:
    """Hold one call from its start to its closing, a minute a change."""
    lead = leads.find(session, demo.email)
    call = calls.start(session, lead.id, bank, author=AUTHOR, now=at)
    for said in demo.said:
        at += timedelta(minutes=1)
        answer = said.answer(call.start.on, lead.person.name)
        calls.record(session, call.header.id, [changes.answer(answer, author=AUTHOR, now=at)], bank=bank)
    for text in demo.notes:
        at += timedelta(minutes=1)
        calls.record(session, call.header.id, [changes.note(text, author=AUTHOR, now=at)], bank=bank)
    closing = changes.closing(
        demo.disposition,
        demo.ends.get("reason"),
        call.start.on + timedelta(demo.reopen.days) if demo.reopen else None,
        demo.ends.get("trigger", ""),
        demo.verdict,
        author=AUTHOR,
        now=at + timedelta(minutes=1),
    )
    calls.close(session, call.header.id, closing)
