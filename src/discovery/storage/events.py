"""Events: appended to a call, each chained to the one before it by a hash.

hash = SHA-256(prev_hash ‖ canonical JSON of the row), value_hash = HMAC-SHA-256(salt, canonical body), and the
first prev_hash is the SHA-256 of the call's id. The body and its salt lie in a row of their own and can be
erased; the hash of the body stays, so the chain holds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from discovery.banks.conditions import Json
from discovery.banks.model import canonical
from discovery.engine.calls import NewEvent
from discovery.engine.events import Event, Kind
from discovery.errors import ConflictError, NotFoundError, StoreTooNewError, UsageError
from discovery.storage import tables
from discovery.storage.tables import storable
from discovery.storage.times import as_seen, offset_of

SALT_BYTES = 16

_KNOWN_KINDS = frozenset(Kind)

_EVENT = tables.Table.metadata.tables["event"]
_PAYLOAD = tables.Table.metadata.tables["payload"]
_CALL = tables.Table.metadata.tables["call"]
_HERE = _EVENT.c.call_id == sa.bindparam("call")
_NEWEST = sa.select(sa.func.max(_EVENT.c.seq)).where(_HERE).scalar_subquery()

_LOCK_CALL = sa.select(_CALL.c.id).where(_CALL.c.id == sa.bindparam("call")).with_for_update()
_BEFORE = sa.select(_EVENT.c.call_id, _EVENT.c.seq, _EVENT.c.hash, _EVENT.c.key).where(
    sa.or_(sa.and_(_HERE, _EVENT.c.seq == _NEWEST), _EVENT.c.key.in_(sa.bindparam("keys", expanding=True)))
)
EVENT_COLUMNS = (
    _EVENT.c.seq,
    _EVENT.c.key,
    _EVENT.c.kind,
    _EVENT.c.author,
    _EVENT.c.at,
    _EVENT.c.offset_minutes,
    _PAYLOAD.c.body,
)
"""What `event_from` takes of a row, of an event joined with its payload."""

_EVENTS = sa.select(*EVENT_COLUMNS).join_from(_EVENT, _PAYLOAD, isouter=True).where(_HERE).order_by(_EVENT.c.seq)
_BANKS = sa.select(_EVENT.c.seq, _EVENT.c.bank_sha256).where(_HERE, _EVENT.c.bank_sha256 != sa.bindparam("bank"))
_LAST = sa.select(_EVENT.c.seq, _EVENT.c.hash).where(_HERE).order_by(_EVENT.c.seq.desc()).limit(1)
_KINDS = sa.select(_EVENT.c.seq, _EVENT.c.kind).where(_HERE, _EVENT.c.seq.in_(sa.bindparam("seqs", expanding=True)))
_ERASE = (
    sa.update(_PAYLOAD)
    .where(
        _PAYLOAD.c.call_id == sa.bindparam("call"),
        _PAYLOAD.c.seq.in_(sa.bindparam("erased", expanding=True)),
        _PAYLOAD.c.body.is_not(None),
    )
    .values(salt=None, body=None)
)
_INSERT_EVENT = sa.insert(_EVENT)
_INSERT_PAYLOAD = sa.insert(_PAYLOAD)


def append(session: Session, call_id: UUID, bank_sha256: str, events: Sequence[NewEvent]) -> tuple[Event, ...]:
    """Append events to a call, in their order; returns them as they are stored.

    An event whose key is already in the call is not written again: what is stored is returned in its place.
    NotFoundError where there is no such call, ConflictError where a key belongs to another call, UsageError where
    a body is not JSON that can be stored.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # there, one writer at a time is the rule of the whole file
        connection.execute(_LOCK_CALL, {"call": call_id})
    seq, head, stored = _before(connection, call_id, [event.key for event in events])
    rows, payloads = [], []
    for event in events:
        if event.key in stored:
            continue
        body = _plain_body(event.body)
        row, payload = _rows(call_id, seq + 1, head, bank_sha256, event, body)
        seq, head = seq + 1, row["hash"]
        rows.append(row)
        payloads.append(payload)
        stored[event.key] = Event(
            seq, event.key, event.kind, event.author, as_seen(event.at, row["offset_minutes"]), body
        )
    if rows:
        connection.execute(_INSERT_EVENT, rows if len(rows) > 1 else rows[0])
        connection.execute(_INSERT_PAYLOAD, payloads if len(payloads) > 1 else payloads[0])
    return tuple(stored[event.key] for event in events)


def events_of(session: Session, call_id: UUID) -> tuple[Event, ...]:
    """Every event of a call, in the order of its seq; empty where there is none."""
    return tuple(event_from(*row) for row in session.connection().execute(_EVENTS, {"call": call_id}))


def other_banks(session: Session, call_id: UUID, bank_sha256: str) -> Mapping[int, str]:
    """By seq, the hash of the bank of each event of a call that was recorded under another one."""
    found = session.connection().execute(_BANKS, {"call": call_id, "bank": bank_sha256})
    return {row.seq: row.bank_sha256 for row in found}


def head(session: Session, call_id: UUID) -> tuple[str, int]:
    """The hash of the last event, 64 hex digits, and the number of events."""
    last = session.connection().execute(_LAST, {"call": call_id}).one_or_none()
    return (last[1], last[0]) if last else (first_hash(call_id), 0)


def erase(session: Session, call_id: UUID, seqs: Iterable[int]) -> int:
    """Erase the payloads of those events for good; how many there were. The chain still verifies.

    Append an `erased` event that names them in the same transaction: `verify` takes a missing payload without
    one as a fault. An `erased` event itself cannot be erased (UsageError). On the disk it is gone once SQLite has
    written its log back, at the latest when the store is closed; backups keep it until their time is over.
    """
    connection, wanted = session.connection(), sorted(set(seqs))
    found = connection.execute(_KINDS, {"call": call_id, "seqs": wanted})
    kinds = {row.seq: row.kind for row in found}
    missing = [seq for seq in wanted if seq not in kinds]
    if missing:
        raise NotFoundError(f"the call {call_id} has no event {missing[0]}: nothing was erased")
    if Kind.ERASED in kinds.values():
        raise UsageError("an event that records an erasure stays: leave it out; nothing was erased")
    return connection.execute(_ERASE, {"call": call_id, "erased": wanted}).rowcount


def plain(body: Json) -> Json:
    """That JSON value in plain dicts and lists; UsageError where it is none, or has text that cannot be stored."""
    match body:
        case None | bool():
            return body
        case str():
            return storable(str(body))
        case int():
            return int(body)
        case float() if math.isfinite(body):
            return float(body)
        case list() | tuple():
            return [plain(part) for part in body]
        case Mapping() if all(isinstance(key, str) for key in body):
            return {storable(key): plain(part) for key, part in body.items()}
    raise UsageError(
        f"a value of type {type(body).__name__} cannot be stored: give text, a number, a list or a mapping"
    )


def _plain_body(body: Json) -> Json:
    try:
        return plain(body)
    except RecursionError as error:
        raise UsageError("a value is nested too deeply to be stored: flatten it") from error


def first_hash(call_id: UUID) -> str:
    """What the first event of a call is chained to."""
    return hashlib.sha256(str(call_id).encode()).hexdigest()


def value_hash(salt: str, body: str) -> str:
    return hmac.digest(bytes.fromhex(salt), body.encode(), "sha256").hex()


def row_hash(row: Mapping[str, Any]) -> str:
    """The hash of an event's row, over everything in it but itself."""
    document = {
        "call": str(row["call_id"]),
        "seq": row["seq"],
        "key": str(row["key"]),
        "kind": row["kind"],
        "author": row["author"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "offset": row["offset_minutes"],
        "bank": row["bank_sha256"],
        "value_hash": row["value_hash"],
    }
    return hashlib.sha256(bytes.fromhex(row["prev_hash"]) + canonical(document)).hexdigest()


def _rows(
    call_id: UUID, seq: int, head: str, bank_sha256: str, event: NewEvent, body: Json
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows of one event and of its payload."""
    text, salt = _canonical(body), secrets.token_hex(SALT_BYTES)
    row = {
        "call_id": call_id,
        "seq": seq,
        "key": event.key,
        "kind": event.kind.value,
        "author": storable(event.author),
        "at": event.at,
        "offset_minutes": offset_of(event.at),
        "bank_sha256": bank_sha256,
        "value_hash": value_hash(salt, text),
        "prev_hash": head,
    }
    row["hash"] = row_hash(row)
    return row, {"call_id": call_id, "seq": seq, "salt": salt, "body": text}


def _canonical(body: Json) -> str:
    try:
        return canonical(body).decode()
    except ValueError as error:  # an integer of more digits than Python writes
        raise UsageError("a number has too many digits to be stored: shorten it") from error


def _before(connection: sa.Connection, call_id: UUID, keys: list[UUID]) -> tuple[int, str, dict[UUID, Event]]:
    """The last seq of a call, its hash, and the events of those keys that it has already."""
    seq, last, known, wanted = 0, first_hash(call_id), [], set(keys)
    for found in connection.execute(_BEFORE, {"call": call_id, "keys": keys}):
        if found.call_id != call_id:
            raise ConflictError(f"the event {found.key} is already in another call: give this one a key of its own")
        if found.seq > seq:
            seq, last = found.seq, found.hash
        if found.key in wanted:
            known.append(found.seq)
    if not known:
        return seq, last, {}
    rows = connection.execute(_EVENTS.where(_EVENT.c.seq.in_(known)), {"call": call_id})
    stored = (event_from(*row) for row in rows)
    return seq, last, {event.key: event for event in stored}


def event_from(
    seq: int, key: UUID, kind: str, author: str, at: datetime, offset_minutes: int, body: str | None
) -> Event:
    """An event of its columns. Raises StoreTooNewError for a kind that this version does not know."""
    if kind not in _KNOWN_KINDS:
        raise StoreTooNewError(
            f"an event of the call is of the kind {kind!r}, which this version does not know: update"
        )
    said = None if body is None else json.loads(body)
    return Event(seq, key, Kind(kind), author, as_seen(at, offset_minutes), said)
