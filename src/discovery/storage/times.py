"""Moments: kept in UTC with the offset of the rep in minutes beside them, returned as the rep saw them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from discovery.errors import UsageError


def offset_of(at: datetime) -> int:
    """The offset from UTC in minutes; UsageError where the time has none, or lies outside what can be kept."""
    offset = at.utcoffset()
    if offset is None:
        raise UsageError(f"the time {at.isoformat()} has no offset from UTC: give one")
    try:
        at.astimezone(UTC)
    except OverflowError as error:
        raise UsageError(f"the time {at.isoformat()} is out of range") from error
    return round(offset.total_seconds() / 60)


def as_seen(at: datetime, offset_minutes: int) -> datetime:
    """The same moment, with that offset."""
    return at.astimezone(timezone(timedelta(minutes=offset_minutes)))
