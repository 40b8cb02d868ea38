"""Calls: their headers, changed in place under an optimistic lock, and the lists that show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from discovery.engine.calls import CallHeader, CallRow
from discovery.errors import ConflictError, NotFoundError
from discovery.storage import tables
from discovery.storage.search import matches
from discovery.storage.times import as_seen, offset_of


def add_call(session: Session, header: CallHeader) -> CallHeader:
    """Store a call that starts. Its lead and its bank must be stored; NotFoundError where one is not."""
    _lock_lead(session, header.lead_id)
    columns = {"id": header.id, "version": header.version, **_columns(header)}
    session.connection().execute(sa.insert(tables.Call), columns)
    _repeat_on_lead(session, header.lead_id)
    return header


def update_call(session: Session, header: CallHeader) -> CallHeader:
    """Store a header that was changed; returns it with its new version. ConflictError where somebody was faster."""
    before = get_call(session, header.id)
    for lead_id in sorted({before.lead_id, header.lead_id}):
        _lock_lead(session, lead_id)
    changed = session.connection().execute(
        sa.update(tables.Call)
        .where(col(tables.Call.id) == header.id, col(tables.Call.version) == header.version)
        .values(version=header.version + 1, **_columns(header))
    )
    if not changed.rowcount:
        raise ConflictError("somebody else changed this call meanwhile: load it again, then change it")
    for lead_id in {before.lead_id, header.lead_id}:
        _repeat_on_lead(session, lead_id)
    return get_call(session, header.id)


def get_call(session: Session, call_id: UUID) -> CallHeader:
    """The header of that call; NotFoundError where there is none."""
    found = session.exec(_CALLS.where(tables.Call.id == call_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"there is no call {call_id} in the store: list the calls to see which there are")
    return _header(found)


def open_calls(session: Session) -> tuple[CallRow, ...]:
    """The calls that have not ended, newest first."""
    return _rows(session, _ROWS.where(col(tables.Call.ended_at).is_(None)))


def list_calls(
    session: Session, query: str = "", *, limit: int = 200, lead_id: UUID | None = None
) -> tuple[CallRow, ...]:
    """The calls, newest first, in whose lead every word of the query occurs."""
    rows = _ROWS.where(*matches(query, (col(tables.Lead.search), col(tables.Person.search)))).limit(limit)
    return _rows(session, rows if lead_id is None else rows.where(col(tables.Call.lead_id) == lead_id))


def calls_of(session: Session, lead_id: UUID) -> tuple[CallHeader, ...]:
    """The calls of one lead, oldest first."""
    oldest = col(tables.Call.started_at), col(tables.Call.id)
    found = session.exec(_CALLS.where(tables.Call.lead_id == lead_id).order_by(*oldest))
    return tuple(_header(call) for call in found)


def count_closed(session: Session, framework: str, since: datetime | None = None) -> int:
    """How many calls of a framework were closed, of those that began at that moment or later."""
    counted = sa.select(sa.func.count()).select_from(tables.Call).where(*_closed(framework, since))
    return int(session.execute(counted).scalar_one())


def closed_calls(session: Session, framework: str, since: datetime | None = None) -> Iterator[CallRow]:
    """The closed calls of a framework, oldest first, a few at a time: read each before the session goes."""
    oldest = col(tables.Call.started_at), col(tables.Call.id)
    rows = _ROWS.where(*_closed(framework, since)).order_by(None).order_by(*oldest)
    for call, name, company, events in session.execute(rows.execution_options(yield_per=_FEW)):
        yield CallRow(_header(call), name, company, events)


def _closed(framework: str, since: datetime | None) -> Iterator[sa.ColumnElement[bool]]:
    yield col(tables.Call.framework) == framework
    yield col(tables.Call.ended_at).is_not(None)
    if since is not None:
        yield col(tables.Call.started_at) >= since


_FEW = 200
_CALLS = select(tables.Call).execution_options(populate_existing=True)
_EVENTS = (
    sa.select(sa.func.coalesce(sa.func.max(col(tables.Event.seq)), 0))
    .where(col(tables.Event.call_id) == col(tables.Call.id))
    .correlate(tables.Call)
    .scalar_subquery()
)
_ROWS = (
    sa.select(tables.Call, col(tables.Person.name), col(tables.Lead.company), _EVENTS)
    .join_from(tables.Call, tables.Lead, col(tables.Lead.id) == col(tables.Call.lead_id))
    .join(tables.Person, col(tables.Person.id) == col(tables.Lead.person_id))
    .order_by(col(tables.Call.started_at).desc(), col(tables.Call.id).desc())
    .execution_options(populate_existing=True)
)


def _rows(session: Session, statement: sa.Select[Any]) -> tuple[CallRow, ...]:
    return tuple(
        CallRow(_header(call), name, company, events) for call, name, company, events in session.execute(statement)
    )


def _lock_lead(session: Session, lead_id: UUID) -> None:
    """Let nobody else change what the lead repeats of its calls; NotFoundError where there is no such lead."""
    lead = sa.select(col(tables.Lead.id)).where(col(tables.Lead.id) == lead_id).with_for_update()
    if session.execute(lead).first() is None:
        raise NotFoundError(f"there is no lead {lead_id} in the store: store it first")


def list_anew(session: Session, header: CallHeader, *, aside: bool) -> None:
    """Have the lead's own row say what its calls say; `aside`: without that one, until something changes it again."""
    _lock_lead(session, header.lead_id)
    _repeat_on_lead(session, header.lead_id, without=header.id if aside else None)


def is_aside(session: Session, header: CallHeader) -> bool:
    """Whether the lead's own row does not say that this call is the one to resume."""
    listed = sa.select(col(tables.Lead.open_call)).where(col(tables.Lead.id) == header.lead_id)
    return session.connection().execute(listed).scalar_one_or_none() != header.id


def _repeat_on_lead(session: Session, lead_id: UUID, without: UUID | None = None) -> None:
    """Have the lead's own row say what its newest call and its newest open call say, or how one ended otherwise."""
    connection = session.connection()
    newest = (
        sa.select(
            col(tables.Call.id),
            col(tables.Call.started_at),
            col(tables.Call.started_offset),
            sa.case((_ended_otherwise(), col(tables.Call.disposition)), else_=_verdict()),
        )
        .where(col(tables.Call.lead_id) == lead_id, *([] if without is None else [col(tables.Call.id) != without]))
        .order_by(col(tables.Call.started_at).desc(), col(tables.Call.id).desc())
        .limit(1)
    )
    last = connection.execute(newest).one_or_none()
    still_open = connection.execute(newest.where(col(tables.Call.ended_at).is_(None))).one_or_none()
    connection.execute(
        sa.update(tables.Lead)
        .where(col(tables.Lead.id) == lead_id)
        .values(
            is_open=still_open is not None,
            open_call=still_open[0] if still_open else None,
            last_call_at=last[1] if last else None,
            last_call_offset=last[2] if last else None,
            verdict=last[3] if last else None,
            listed_at=last[1] if last else col(tables.Lead.created_at),
        )
    )


def _verdict() -> sa.ColumnElement[Any]:
    return sa.func.coalesce(col(tables.Call.override), col(tables.Call.verdict))


def _ended_otherwise() -> sa.ColumnElement[bool]:
    """Whether a call ended as something that its verdict does not say."""
    said, verdict = col(tables.Call.disposition), _verdict()
    return sa.or_(
        said == "do_not_contact",
        sa.and_(said.in_(("nurture", "disqualified", "no_show")), verdict != "do_not_contact"),
        sa.and_(said == "handed_off", verdict.in_(("develop", "nurture", "disqualified", "insufficient"))),
        sa.and_(said == "follow_up", verdict.in_(("qualified", "nurture", "disqualified"))),
    )


def _header(call: tables.Call) -> CallHeader:
    ended = None if call.ended_at is None else as_seen(call.ended_at, call.ended_offset or 0)
    return CallHeader(
        id=call.id,
        lead_id=call.lead_id,
        framework=call.framework,
        bank_sha256=call.bank_sha256,
        stage=call.stage,
        author=call.author,
        started_at=as_seen(call.started_at, call.started_offset),
        ended_at=ended,
        verdict=call.verdict,
        override=call.override,
        grade=call.grade,
        score=call.score,
        disposition=call.disposition,
        reason=call.reason,
        version=call.version,
    )


def _columns(header: CallHeader) -> Mapping[str, Any]:
    return {
        "lead_id": header.lead_id,
        "framework": header.framework,
        "bank_sha256": header.bank_sha256,
        "stage": header.stage,
        "author": header.author,
        "started_at": header.started_at,
        "started_offset": offset_of(header.started_at),
        "ended_at": header.ended_at,
        "ended_offset": None if header.ended_at is None else offset_of(header.ended_at),
        "verdict": header.verdict,
        "override": header.override,
        "grade": header.grade,
        "score": header.score,
        "disposition": header.disposition,
        "reason": header.reason,
    }
