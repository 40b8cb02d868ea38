"""Hand-offs: read from the events that make them up. They are written with `storage.events.append`."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from discovery.engine.events import Event, Kind
from discovery.engine.handoffs import READ, HandOff, HandOffRow, fold
from discovery.errors import NotFoundError
from discovery.storage import events, tables


def get_hand_off(session: Session, call_id: UUID) -> HandOff | None:
    """The hand-off of a call; None where it was never handed over, or there is no such call."""
    return fold(events.events_of(session, call_id))


def lock(session: Session, call_id: UUID) -> None:
    """Let nobody else move the hand-off of that call until this transaction ends. NotFoundError where there is none.

    On SQLite one writer at a time is the rule of the whole file.
    """
    call = sa.select(col(tables.Call.id)).where(col(tables.Call.id) == call_id).with_for_update()
    if session.execute(call).first() is None:
        raise NotFoundError(f"there is no call {call_id} in the store: list the calls to see which there are")


def list_hand_offs(
    session: Session, *, undecided: bool = False, since: datetime | None = None, limit: int | None = None
) -> tuple[HandOffRow, ...]:
    """Hand-offs, the last submitted first; those that wait for somebody come before those that were answered for good.

    `undecided` leaves out those that were accepted or rejected, `since` those last submitted before that moment.
    """
    chosen = _chosen(undecided, since, limit)
    moves = _moves_of(session, chosen)
    rows = session.connection().execute(
        _LEADS.join(chosen, chosen.c.call_id == col(tables.Call.id)).order_by(*_newest(chosen))
    )
    return tuple(HandOffRow(*row, hand_off) for row in rows if (hand_off := fold(moves.get(row.id, ()))))


def undecided_hand_offs(session: Session) -> tuple[HandOff, ...]:
    """The hand-offs that were neither accepted nor rejected, without the leads that they are about."""
    moves = _moves_of(session, _chosen(True, None, None))
    return tuple(hand_off for of_call in moves.values() if (hand_off := fold(of_call)))


def _chosen(undecided: bool, since: datetime | None, limit: int | None) -> sa.Subquery:
    """The calls with a hand-off: when it was last submitted, and whether that was answered for good."""
    last = (
        sa.select(_EVENT.c.call_id, sa.func.max(_EVENT.c.seq).label("seq"), sa.func.max(_EVENT.c.at).label("at"))
        .where(sa.text(tables.HAND_OFF), _EVENT.c.kind == Kind.SUBMITTED.value)
        .group_by(_EVENT.c.call_id)
        .subquery()
    )
    decided = _answered(last, Kind.ACCEPTED, Kind.REJECTED) & ~_answered(last, Kind.RETURNED)
    found = sa.select(last.c.call_id, last.c.at, sa.case((decided, 1), else_=0).label("decided"))
    if undecided:
        found = found.where(~decided)
    if since is not None:
        found = found.where(last.c.at >= since)
    if limit is not None:
        found = found.order_by(sa.literal_column("decided"), last.c.at.desc()).limit(limit)
    return found.subquery()


def _answered(last: sa.Subquery, *kinds: Kind) -> sa.ColumnElement[bool]:
    """Whether the last submission got an answer of those kinds."""
    answer = _EVENT.alias()
    return sa.exists().where(
        answer.c.call_id == last.c.call_id, answer.c.seq > last.c.seq, answer.c.kind.in_([kind.value for kind in kinds])
    )


def _newest(chosen: sa.Subquery) -> tuple[sa.ColumnElement[Any], ...]:
    return chosen.c.decided, chosen.c.at.desc(), chosen.c.call_id.desc()


def _moves_of(session: Session, chosen: sa.Subquery) -> dict[UUID, tuple[Event, ...]]:
    """The events that a hand-off is folded from, of each of those calls."""
    rows = session.connection().execute(
        _MOVES.join(chosen, chosen.c.call_id == _EVENT.c.call_id).order_by(_EVENT.c.call_id, _EVENT.c.seq)
    )
    return {
        of: tuple(events.event_from(*row) for _, *row in of_call) for of, of_call in groupby(rows, key=itemgetter(0))
    }


_EVENT = tables.Table.metadata.tables["event"]
_PAYLOAD = tables.Table.metadata.tables["payload"]
_MOVES = (
    sa.select(_EVENT.c.call_id, *events.EVENT_COLUMNS)
    .join_from(_EVENT, _PAYLOAD, isouter=True)
    .where(_EVENT.c.kind.in_(sorted(kind.value for kind in READ)))
)
_LEADS = (
    sa.select(
        col(tables.Call.id),
        col(tables.Call.lead_id),
        col(tables.Call.framework),
        sa.func.coalesce(col(tables.Call.override), col(tables.Call.verdict), ""),
        col(tables.Person.name),
        col(tables.Lead.company),
        col(tables.Lead.source),
    )
    .join_from(tables.Call, tables.Lead, col(tables.Lead.id) == col(tables.Call.lead_id))
    .join(tables.Person, col(tables.Person.id) == col(tables.Lead.person_id))
)
