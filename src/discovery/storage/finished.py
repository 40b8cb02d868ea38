"""The calls that ended, page by page: a reader of all of them holds no transaction open and no list in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from discovery.storage import tables

Place = tuple[datetime, UUID]
"""Where a call stands in the order of time: when it started, and its id."""


def count_since(session: Session, since: datetime) -> int:
    """How many calls began at that moment or later and have ended."""
    counted = sa.select(sa.func.count()).select_from(tables.Call).where(*_since(since))
    return int(session.execute(counted).scalar_one())


def page_since(session: Session, since: datetime, after: Place | None, limit: int) -> tuple[Place, ...]:
    """The next calls that began at that moment or later and have ended, oldest first, after that place."""
    where = col(tables.Call.started_at), col(tables.Call.id)
    found = sa.select(*where).where(*_since(since)).order_by(*where).limit(limit)
    if after is not None:
        found = found.where(
            sa.or_(where[0] > after[0], sa.and_(where[0] == after[0], where[1] > after[1])),
        )
    return tuple((started_at, call_id) for started_at, call_id in session.execute(found))


def _since(since: datetime) -> tuple[Any, ...]:
    return col(tables.Call.ended_at).is_not(None), col(tables.Call.started_at) >= since
