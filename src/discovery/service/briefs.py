"""Hand-off briefs: a stored call composed, and the brief rendered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from discovery.briefs.brief import Brief
from discovery.briefs.compose import compose
from discovery.briefs.render import Format, Renderer
from discovery.engine.assess import assess
from discovery.service.calls import load
from discovery.storage import events
from discovery.storage.store import Session


def brief(session: Session, call_id: UUID, now: datetime, *, reasons: Mapping[str, str]) -> Brief:
    """The brief of a call as it stands; `reasons` maps reason codes to titles. Raises NotFoundError."""
    call = load(session, call_id)
    state = call.state
    head, count = events.head(session, call_id)
    return compose(
        bank=call.bank,
        lead=call.lead,
        header=call.header,
        state=state,
        assessment=assess(call.bank, state.sheet),
        reasons=reasons,
        head=head,
        events=count,
        now=now,
    )


def render(session: Session, call_id: UUID, form: Format, now: datetime, *, reasons: Mapping[str, str]) -> str:
    """The brief of a call as one text in that format. Raises NotFoundError."""
    return Renderer().render(brief(session, call_id, now, reasons=reasons), form)
