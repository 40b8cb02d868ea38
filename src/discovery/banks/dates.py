"""Dates as people say them: a day, a month or a quarter."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


def iso_day(value: str) -> date:
    """The day of a text such as 2026-12-31: no weeks, no other spelling. Raises ValueError."""
    return date.fromisoformat(value) if _DAY.fullmatch(value) else _no_date(value)


def last_day(value: str) -> date:
    """The day that a date stands for: itself, or the last day of its month or quarter. Raises ValueError."""
    if found := _QUARTER.fullmatch(value):
        year, month = int(found[1]), 3 * int(found[2])
        return date(year, month, monthrange(year, month)[1])
    if found := _MONTH.fullmatch(value):
        year, month = int(found[1]), int(found[2])
        return date(year, month, monthrange(year, month)[1] if 1 <= month <= 12 else 0)
    return iso_day(value)


def _no_date(value: str) -> date:
    raise ValueError(f"{value!r} is not a date")
