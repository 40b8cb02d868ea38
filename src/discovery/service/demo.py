"""The demo store: sample leads and finished calls, made through the same use cases as real ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from discovery.banks.model import Bank
from discovery.engine.calls import NewEvent
from discovery.errors import StoreUnavailableError
from discovery.service import calls, changes, handoffs, leads
from discovery.service.banks import shipped
from discovery.service.calls import Call
from discovery.service.demo_data import CALLS, LEADS, DemoCall
from discovery.service.demo_handoffs import AE, HANDED, Handed
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
    """Add 25 sample leads, 6 finished calls in the weeks before `now` that come to all six verdicts, and 5 that were
    handed over."""
    store.write(_fill, shipped().bank("bant"), now)


def _fill(session: Session, bank: Bank, now: datetime) -> None:
    arrived = now - timedelta(days=40)
    for place, new in enumerate(LEADS):
        leads.add(session, new, arrived + timedelta(hours=place))
    handed = {each.call.email: each for each in HANDED}
    for demo in sorted((*CALLS, *(each.call for each in HANDED)), key=lambda demo: -demo.days_ago):
        day = (now - timedelta(days=demo.days_ago)).replace(hour=10, minute=15, second=0, microsecond=0)
        call = _hold(session, demo, bank, day)
        if demo.email in handed:
            _hand_over(session, handed[demo.email], call, now)


def _hand_over(session: Session, handed: Handed, call: Call, now: datetime) -> None:
    """Hand a finished call over, and give the answers that it got."""
    at = now - handed.ago if handed.ago else (call.header.ended_at or now) + timedelta(minutes=5)
    handoffs.submit(session, call.header.id, to=handed.to, note=handed.note, author=AUTHOR, now=at)
    for answer in handed.answers:
        answer.use_case(session, call.header.id, **answer.said, author=AE, now=at + answer.after)


def _hold(session: Session, demo: DemoCall, bank: Bank, at: datetime) -> Call:
    """Hold one call from its start to its closing, a minute a change."""
    lead = leads.find(session, demo.email)
    call = calls.start(session, lead.id, bank, author=AUTHOR, now=at)
    said: list[NewEvent] = []
    for answer in demo.said:
        at += timedelta(minutes=1)
        said.append(changes.answer(answer.answer(call.start.on, lead.person.name), author=AUTHOR, now=at))
    for text in demo.notes:
        at += timedelta(minutes=1)
        said.append(changes.note(text, author=AUTHOR, now=at))
    calls.record(session, call.header.id, said, bank=bank)
    closing = changes.closing(
        demo.disposition,
        demo.ends.get("reason"),
        call.start.on + timedelta(demo.reopen.days) if demo.reopen else None,
        demo.ends.get("trigger", ""),
        demo.verdict,
        author=AUTHOR,
        now=at + timedelta(minutes=1),
    )
    return calls.close(session, call.header.id, closing)
