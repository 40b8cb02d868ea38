"""Assessments: what a call came to, kept with the place in the chain where it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from discovery.banks.conditions import Json
from discovery.banks.model import canonical
from discovery.errors import NotFoundError
from discovery.storage import tables
from discovery.storage.events import plain


def keep_assessment(session: Session, call_id: UUID, seq: int, document: Mapping[str, Json]) -> None:
    """Keep what a call came to after its first `seq` events, in place of what was kept there before.

    NotFoundError where the call has no event with that seq, UsageError where the document is not JSON.
    """
    head = session.exec(
        select(tables.Event.hash).where(tables.Event.call_id == call_id, tables.Event.seq == seq)
    ).one_or_none()
    if head is None:
        raise NotFoundError(f"the call {call_id} has no event {seq}: append it before its assessment is kept")
    text = canonical(plain(document)).decode()
    session.merge(tables.Assessment(call_id=call_id, seq=seq, head=head, document=text))
    session.flush()


def latest(session: Session, call_id: UUID) -> dict[str, Any] | None:
    """The document of a call's last assessment; None where none was kept."""
    newest = col(tables.Assessment.seq).desc()
    of_call = select(tables.Assessment.document).where(tables.Assessment.call_id == call_id)
    document = session.exec(of_call.order_by(newest).limit(1)).one_or_none()
    return None if document is None else dict(json.loads(document))
