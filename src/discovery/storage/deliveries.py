"""The outbox: briefs on their way to destinations, each claimed by one program at a time.

A claim is a write transaction of its own, which takes a lease: whoever holds it may send, and settles the delivery
afterwards. Where a program dies in between, the lease runs out and somebody sends again, under the same key.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from discovery.errors import ConflictError, NotFoundError
from discovery.storage import tables
from discovery.storage.events import plain
from discovery.storage.times import as_seen, offset_of

State = Literal["pending", "sent", "failed"]

_DELIVERY = tables.Table.metadata.tables["delivery"]
_COLUMNS = [column for column in _DELIVERY.c if column.name != "body"]


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What is to be sent. `key` is the same for the same thing: it is kept, and sent, once. `body` is plain JSON."""

    id: UUID
    call_id: UUID
    destination: str
    kind: str
    key: str
    body: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as it stands. `attempts` counts those begun; `lease_until` is set while somebody sends it."""

    id: UUID
    call_id: UUID
    destination: str
    kind: str
    key: str
    created_at: datetime
    attempts: int
    next_attempt_at: datetime
    lease_until: datetime | None
    state: State
    last_error: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to send until its lease runs out."""

    delivery: Delivery
    body: Mapping[str, Any]


def add(session: Session, new: NewDelivery) -> Delivery:
    """Put a delivery into the outbox, due at once; what is there already under its key is returned as it stands.

    NotFoundError where there is no such call, ConflictError where the key belongs to another call or destination.
    """
    found = _one(session, _DELIVERY.c.key == new.key)
    if found is None:
        values = {
            **{name: getattr(new, name) for name in ("id", "call_id", "destination", "kind", "key", "created_at")},
            "body": json.dumps(plain(new.body), ensure_ascii=False),
            "created_offset": offset_of(new.created_at),
            "attempts": 0,
            "next_attempt_at": new.created_at,
            "state": "pending",
            "last_error": "",
        }
        session.connection().execute(sa.insert(_DELIVERY), values)
        found = _one(session, _DELIVERY.c.key == new.key)
    if found is None or (found.call_id, found.destination) != (new.call_id, new.destination):
        raise ConflictError(f"the key {new.key[:60]!r} belongs to another delivery: give this one a key of its own")
    return found


def claim(session: Session, destinations: Collection[str], now: datetime, until: datetime) -> Claim | None:
    """Take the delivery to one of those destinations that is longest due, until that moment; None where none is due."""
    due = (
        sa.select(_DELIVERY.c.id, _DELIVERY.c.body)
        .where(
            sa.text(tables.PENDING),
            _DELIVERY.c.next_attempt_at <= now,
            sa.or_(_DELIVERY.c.lease_until.is_(None), _DELIVERY.c.lease_until <= now),
            _DELIVERY.c.destination.in_(sorted(destinations)),
        )
        .order_by(_DELIVERY.c.next_attempt_at, _DELIVERY.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    connection = session.connection()
    row = connection.execute(due).one_or_none()
    if row is None:
        return None
    taken = {"lease_until": until, "attempts": _DELIVERY.c.attempts + 1}
    connection.execute(sa.update(_DELIVERY).where(_DELIVERY.c.id == row.id).values(taken))
    return Claim(get(session, row.id), json.loads(row.body or "{}"))


def settle(session: Session, claimed: Delivery, state: State, now: datetime, *, due: datetime, error: str = "") -> bool:
    """Write what became of a claimed delivery; False, and nothing is written, where somebody else has it by now."""
    values: dict[str, Any] = {"state": state, "next_attempt_at": due, "lease_until": None, "last_error": error}
    if state == "sent":
        values |= {"sent_at": now, "body": None}
    ours = (_DELIVERY.c.id == claimed.id, _DELIVERY.c.lease_until == claimed.lease_until, sa.text(tables.PENDING))
    return bool(session.connection().execute(sa.update(_DELIVERY).where(*ours).values(values)).rowcount)


def again(session: Session, ids: Sequence[UUID], now: datetime) -> int:
    """Make those that failed or wait due now, with all their attempts before them; how many that were.

    What is being sent at the moment, was sent, or was erased stays as it is.
    """
    free = sa.or_(_DELIVERY.c.lease_until.is_(None), _DELIVERY.c.lease_until <= now)
    chosen = (_DELIVERY.c.id.in_(list(ids)), _DELIVERY.c.state != "sent", _DELIVERY.c.body.is_not(None), free)
    values = {"state": "pending", "attempts": 0, "next_attempt_at": now, "lease_until": None}
    return int(session.connection().execute(sa.update(_DELIVERY).where(*chosen).values(values)).rowcount)


def forget(session: Session, call_id: UUID) -> int:
    """Erase what waits to be sent of a call; how many that were. What is being sent at the moment may still arrive."""
    values = {"state": "failed", "body": None, "lease_until": None, "last_error": "erased before it was sent"}
    kept = (_DELIVERY.c.call_id == call_id, _DELIVERY.c.body.is_not(None))
    return int(session.connection().execute(sa.update(_DELIVERY).where(*kept).values(values)).rowcount)


def get(session: Session, delivery_id: UUID) -> Delivery:
    """That delivery; NotFoundError where there is none."""
    found = _one(session, _DELIVERY.c.id == delivery_id)
    if found is None:
        raise NotFoundError(f"there is no delivery {delivery_id}: `discovery deliver list` shows them")
    return found


def listed(
    session: Session, *, state: State | None = None, call_id: UUID | None = None, limit: int = 200
) -> tuple[Delivery, ...]:
    """Deliveries, the newest first."""
    rows = sa.select(*_COLUMNS).order_by(_DELIVERY.c.created_at.desc(), _DELIVERY.c.id.desc()).limit(limit)
    if state is not None:
        rows = rows.where(_DELIVERY.c.state == state)
    if call_id is not None:
        rows = rows.where(_DELIVERY.c.call_id == call_id)
    return tuple(_delivery(row) for row in session.connection().execute(rows))


def _one(session: Session, condition: sa.ColumnElement[bool]) -> Delivery | None:
    row = session.connection().execute(sa.select(*_COLUMNS).where(condition)).one_or_none()
    return None if row is None else _delivery(row)


def _delivery(row: sa.Row[Any]) -> Delivery:
    def seen(at: datetime | None) -> datetime | None:
        return None if at is None else as_seen(at, row.created_offset)

    return Delivery(
        id=row.id,
        call_id=row.call_id,
        destination=row.destination,
        kind=row.kind,
        key=row.key,
        created_at=as_seen(row.created_at, row.created_offset),
        attempts=row.attempts,
        next_attempt_at=as_seen(row.next_attempt_at, row.created_offset),
        lease_until=seen(row.lease_until),
        state=row.state,
        last_error=row.last_error,
        sent_at=seen(row.sent_at),
    )
