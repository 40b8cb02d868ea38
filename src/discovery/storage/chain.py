"""Verification of the chain: whether every event is still what it was when it was appended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from discovery.engine.events import Kind
from discovery.errors import ChainError, NotFoundError
from discovery.storage import tables
from discovery.storage.events import first_hash, row_hash, value_hash

_EVENT = tables.Table.metadata.tables["event"]
_PAYLOAD = tables.Table.metadata.tables["payload"]
_CALL = tables.Table.metadata.tables["call"]
_ASSESSMENT = tables.Table.metadata.tables["assessment"]
_RAW = tuple(  # as they are stored, so that one that cannot be read is found at its place
    sa.type_coerce(column, sa.Text).label(column.name) if column.name in {"call_id", "key", "at"} else column
    for column in _EVENT.c
)
_ROWS = (
    sa.select(*_RAW, _PAYLOAD.c.seq.label("payload"), _PAYLOAD.c.salt, _PAYLOAD.c.body)
    .join_from(_EVENT, _PAYLOAD, isouter=True)
    .order_by(_EVENT.c.call_id, _EVENT.c.seq)
)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """How much was verified."""

    calls: int
    events: int
    erased: int


@dataclass(slots=True)
class _Walk:
    """One call, as far as it was read."""

    call_id: UUID
    head: str
    seq: int = 0
    erased: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)


def verify(session: Session, call_id: UUID | None = None) -> Report:
    """Verify one call, or all of them; reads in a stream. ChainError names the first call and seq that is wrong.

    Found is every event that was edited, removed, reordered or put in between, a payload that is not the one that
    was given, and one that was erased without an `erased` event. The chain alone cannot tell that the last events
    of a call were removed: that is found where an assessment was kept, which remembers the seq and the hash of
    that moment, and by comparing the head that a brief printed.
    """
    calls, of_call = _calls(session, call_id)
    statement = _ROWS if call_id is None else _ROWS.where(_EVENT.c.call_id == call_id)
    events = erased = 0
    with session.connection().execute(statement, execution_options={"yield_per": _AT_ONCE}) as result:
        for found, rows in groupby(result.mappings(), key=lambda row: row["call_id"]):
            walk = _walk(_call_id(found), rows)
            events, erased = events + walk.seq, erased + len(walk.erased)
    _closings(session, of_call)
    return Report(calls, events, erased)


def _calls(session: Session, call_id: UUID | None) -> tuple[int, sa.ColumnElement[bool]]:
    if call_id is None:
        return session.scalar(sa.select(sa.func.count()).select_from(_CALL)) or 0, sa.true()
    if session.scalar(sa.select(_CALL.c.id).where(_CALL.c.id == call_id)) is None:
        raise NotFoundError(f"there is no call {call_id} in the store: list the calls to see which there are")
    return 1, _ASSESSMENT.c.call_id == call_id


def _walk(call_id: UUID, rows: Iterable[sa.RowMapping]) -> _Walk:
    """Verify one call, event by event."""
    walk = _Walk(call_id, first_hash(call_id))
    for row in rows:
        _step(walk, row)
    unnamed = walk.erased - walk.named
    if unnamed:
        raise _fault(call_id, min(unnamed), "what it says was erased, and no event of the call records that")
    return walk


def _step(walk: _Walk, row: sa.RowMapping) -> None:
    """Verify the next event of a call."""
    seq = row["seq"]
    if seq != walk.seq + 1:
        raise _fault(walk.call_id, walk.seq + 1, "it was removed" if seq > walk.seq else "it was put in between")
    if row["prev_hash"] != walk.head:
        raise _fault(walk.call_id, seq, "it does not follow the event before it")
    if _hash(row) != row["hash"]:
        raise _fault(walk.call_id, seq, "it was changed since it was written")
    if row["payload"] is None:
        raise _fault(walk.call_id, seq, "what it says was removed")
    walk.seq, walk.head = seq, row["hash"]
    _check_payload(walk, row)


def _call_id(stored: UUID | str) -> UUID:
    try:
        return stored if isinstance(stored, UUID) else UUID(stored)
    except ValueError as error:
        raise ChainError(f"call {stored!r}: this is no id of a call; compare the events with a backup") from error


def _hash(row: sa.RowMapping) -> str | None:
    """The hash that the row should have; None where it cannot be read."""
    key, at = row["key"], row["at"]
    try:
        key = UUID(key) if isinstance(key, str) else key
        at = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
        return row_hash({**row, "call_id": _call_id(row["call_id"]), "key": key, "at": at})
    except (ValueError, TypeError, AttributeError):
        return None


def _check_payload(walk: _Walk, row: sa.RowMapping) -> None:
    salt, body = row["salt"], row["body"]
    if salt is None or body is None:
        walk.erased.add(walk.seq)
        return
    try:
        same = value_hash(salt, body) == row["value_hash"]
    except ValueError:
        same = False
    if not same:
        raise _fault(walk.call_id, walk.seq, "what it says was changed since it was written")
    if row["kind"] == Kind.ERASED:
        walk.named.update(json.loads(body).get("of") or ())


def _closings(session: Session, of_call: sa.ColumnElement[bool]) -> None:
    """Compare each assessment with the event that was the last one when it was made."""
    here = sa.and_(_EVENT.c.call_id == _ASSESSMENT.c.call_id, _EVENT.c.seq == _ASSESSMENT.c.seq)
    statement = (
        sa.select(_ASSESSMENT.c.call_id, _ASSESSMENT.c.seq, _ASSESSMENT.c.head, _EVENT.c.hash)
        .join_from(_ASSESSMENT, _EVENT, here, isouter=True)
        .where(of_call, sa.or_(_EVENT.c.hash.is_(None), _EVENT.c.hash != _ASSESSMENT.c.head))
        .order_by(_ASSESSMENT.c.call_id, _ASSESSMENT.c.seq)
        .limit(1)
    )
    wrong = session.execute(statement).one_or_none()
    if wrong:
        what = "it was removed" if wrong.hash is None else "it is not the event that was assessed"
        raise _fault(wrong.call_id, wrong.seq, what)


def _fault(call_id: UUID, seq: int, what: str) -> ChainError:
    return ChainError(f"call {call_id}, event {seq}: {what}; compare the call with a backup and with its brief")
