from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.working_time import OFFICE_HOURS, WorkingTime, working_time
from discovery.errors import UsageError
from tests.examples import examples

ZONE = timezone(timedelta(hours=1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param(at(23, 9), 4, at(23, 13), id="in the same morning"),
        pytest.param(at(23, 13, 30), 4, at(23, 17, 30), id="to the very end of the day"),
        pytest.param(at(23, 16, 30), 4, at(24, 12), id="over a night"),
        pytest.param(at(27, 17), 4, at(30, 12, 30), id="over a weekend"),
        pytest.param(at(28, 11), 4, at(30, 13), id="from a Saturday"),
        pytest.param(at(23, 6), 0.5, at(23, 9, 30), id="before work"),
        pytest.param(at(23, 22), 4, at(24, 13), id="after work"),
        pytest.param(at(23, 9), 17, at(24, 17, 30), id="two whole days"),
        pytest.param(at(23, 9), 42.5 * 2, datetime(2026, 12, 4, 17, 30, tzinfo=ZONE), id="two weeks"),
    ],
)
def test_an_answer_is_due_after_hours_of_work(start: datetime, hours: float, due: datetime) -> None:
    assert OFFICE_HOURS.due(start, hours) == due
    assert OFFICE_HOURS.due(start, hours).utcoffset() == timedelta(hours=1)
    assert OFFICE_HOURS.between(start, due) == timedelta(hours=hours)


@pytest.mark.parametrize("hours", [0, -1, float("nan"), float("inf"), 1e12])
def test_hours_that_are_none_are_refused(hours: float) -> None:
    with pytest.raises(UsageError, match="give a number above 0"):
        OFFICE_HOURS.due(at(23, 9), hours)


def test_hours_that_no_calendar_holds_are_refused() -> None:
    with pytest.raises(UsageError, match="never over"):
        WorkingTime(0, 1, frozenset({0})).due(at(23, 9), 800_000)
    with pytest.raises(UsageError, match="never over"):
        OFFICE_HOURS.due(datetime.max.replace(tzinfo=ZONE) - timedelta(days=4), 40)


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ("09:00-17:30", "mon-fri", OFFICE_HOURS),
        (" 9:00 – 17:30 ", "Mon-Fri", OFFICE_HOURS),
        ("00:00-24:00", "mon-sun", WorkingTime(0, 1440, frozenset(range(7)))),
        ("08:15-12:00", "mon,wed-thu", WorkingTime(495, 720, frozenset({0, 2, 3}))),
        ("09:00-17:30", "sun-thu", WorkingTime(days=frozenset({6, 0, 1, 2, 3}))),
        ("09:00-17:30", "sat", WorkingTime(days=frozenset({5}))),
    ],
)
def test_working_time_is_read_from_texts(hours: str, days: str, expected: WorkingTime) -> None:
    assert working_time(hours, days) == expected


@pytest.mark.parametrize("hours", ["", "nine to five", "17:30-09:00", "09:00-09:00", "09:00-24:01", "09:70-17:30"])
def test_working_hours_that_cannot_be_read_are_named(hours: str) -> None:
    with pytest.raises(UsageError, match=f"working hours are '{hours}'"):
        working_time(hours)


@pytest.mark.parametrize("days", ["", "mon-", "monday", "mon,,tue", "1-5", "fri-mun"])
def test_working_days_that_cannot_be_read_are_named(days: str) -> None:
    with pytest.raises(UsageError, match=f"working days are '{days}'"):
        working_time(days=days)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=ZONE))
WORK = st.builds(
    lambda opens, length, days: WorkingTime(opens, min(1440, opens + length), frozenset(days)),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sets(st.integers(0, 6), min_size=1),
)
QUARTERS = st.integers(1, 200).map(lambda quarters: quarters / 4)


@examples(60)
@given(MOMENTS, WORK, QUARTERS)
def test_a_due_time_is_that_much_work_away_and_in_working_hours(
    start: datetime, work: WorkingTime, hours: float
) -> None:
    due = work.due(start, hours)
    assert work.between(start, due) == timedelta(hours=hours)
    just_before = due - timedelta(microseconds=1)
    assert just_before.weekday() in work.days
    assert work.opens <= just_before.hour * 60 + just_before.minute < work.closes


@examples(60)
@given(MOMENTS, MOMENTS, WORK, QUARTERS)
def test_what_is_asked_later_is_not_due_sooner(one: datetime, other: datetime, work: WorkingTime, hours: float) -> None:
    first, last = sorted((one, other))
    assert work.due(first, hours) <= work.due(last, hours)
    assert work.between(last, first) == timedelta() or first == last
