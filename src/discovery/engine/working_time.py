"""Working hours: when an answer is due, and how much working time went by. Pure.

Days are those of the moment that is given, at its offset from UTC: where the clocks are changed in between, a due time
is off by that hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from discovery.errors import UsageError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_DAY_MINUTES = 24 * 60
_YEARS = 100 * 366
"""Days after which nobody waits any more: a bound for hours that no calendar holds."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When somebody answers: `opens` and `closes` in minutes after midnight, `days` counted from Monday, 0."""

    opens: int = 9 * 60
    closes: int = 17 * 60 + 30
    days: frozenset[int] = frozenset(range(5))

    def due(self, start: datetime, hours: float) -> datetime:
        """The moment after that many hours of working time, at the offset of `start`.

        Raises UsageError where there is none: hours that are not above 0, or more than a century of them.
        """
        left = timedelta(hours=hours) if 0 < hours < 24 * _YEARS else None
        if left is None:
            raise UsageError(f"{hours:g} hours are no time to answer in: give a number above 0")
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            for _ in range(_YEARS):
                begin, end = self._span(day)
                begin = max(begin, start)
                if begin < end and left <= end - begin:
                    return begin + left
                left -= max(timedelta(), end - begin)
                day += timedelta(days=1)
        except OverflowError:
            pass
        raise UsageError(f"{hours:g} hours are never over: give fewer hours, or more working days")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments, by the days of `start`; 0 where the end comes first."""
        end = end.astimezone(start.tzinfo)
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        worked = timedelta()
        while day < end:
            begin, until = self._span(day)
            worked += max(timedelta(), min(until, end) - max(begin, start))
            day += timedelta(days=1)
        return worked

    def _span(self, day: datetime) -> tuple[datetime, datetime]:
        """When work begins and ends on the day that starts then; the same moment twice where nobody works."""
        if day.weekday() not in self.days:
            return day, day
        return day + timedelta(minutes=self.opens), day + timedelta(minutes=self.closes)


OFFICE_HOURS = WorkingTime()
"""Those of a team that said nothing else."""


def working_time(hours: str = "09:00-17:30", days: str = "mon-fri") -> WorkingTime:
    """Working time from texts: `09:00-17:30`, and days such as `mon-fri`, `sun-thu` or `mon,wed,fri`.

    Raises UsageError that names what cannot be read.
    """
    found = _HOURS.fullmatch(hours.strip())
    opens, closes = (0, 0) if found is None else _minutes(*map(int, found.groups()))
    if not 0 <= opens < closes <= _DAY_MINUTES:
        raise UsageError(f"working hours are {hours[:40]!r}: write them as 09:00-17:30")
    picked: set[int] = set()
    for part in days.lower().split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        last = last if dash else first
        if first not in DAYS or last not in DAYS:
            raise UsageError(f"working days are {days[:40]!r}: write them as mon-fri, or mon,wed,fri")
        at, end = DAYS.index(first), DAYS.index(last)
        picked.update((at + step) % 7 for step in range((end - at) % 7 + 1))
    return WorkingTime(opens, closes, frozenset(picked))


def _minutes(opens_at: int, opens_past: int, closes_at: int, closes_past: int) -> tuple[int, int]:
    if max(opens_past, closes_past) > 59:
        return 0, 0
    return 60 * opens_at + opens_past, 60 * closes_at + closes_past
