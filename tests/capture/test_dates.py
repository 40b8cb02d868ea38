from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.errors import ValueRefused
from tests.capture.facts import WEDNESDAY, entered


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2026-12-31", "2026-12-31"),
        ("2024-02-29", "2024-02-29"),
        ("2026/12/31", "2026-12-31"),
        ("2026-12", "2026-12"),
        ("12/2026", "2026-12"),
        ("2026-Q4", "2026-Q4"),
        ("Q4 2026", "2026-Q4"),
        ("Q1/27", "2027-Q1"),
        ("1Q27", "2027-Q1"),
        ("15 March", "2027-03-15"),
        ("15th of March", "2027-03-15"),
        ("March 15", "2027-03-15"),
        ("Mar 15th, 2028", "2028-03-15"),
        ("15-Mar-2028", "2028-03-15"),
        ("15 Mar 28", "2028-03-15"),
        ("first of March", "2027-03-01"),
        ("1 May", "2027-05-01"),
        ("15.3.", "2027-03-15"),
        ("15.3", "2027-03-15"),
        ("3.4.2028", "2028-04-03"),
        ("15/3/2027", "2027-03-15"),
        ("3/15", "2027-03-15"),
        ("4/4", "2027-04-04"),
        ("25.11.", "2026-11-25"),
        ("24.11.", "2027-11-24"),
        ("29 Feb", "2028-02-29"),
        ("the 30th", "2026-11-30"),
        ("on the 3rd", "2026-12-03"),
        ("31st", "2026-12-31"),
        ("March", "2027-03"),
        ("in march", "2027-03"),
        ("Sept", "2027-09"),
        ("November", "2026-11"),
        ("October", "2027-10"),
        ("may", "2027-05"),
        ("next March", "2027-03"),
        ("March next year", "2027-03"),
        ("March 2028", "2028-03"),
        ("March '28", "2028-03"),
        ("March 27", "2027-03-27"),
        ("Q1", "2027-Q1"),
        ("Q4", "2026-Q4"),
        ("fourth quarter", "2026-Q4"),
        ("next quarter", "2027-Q1"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("end of Q1", "2027-03-31"),
        ("by the end of March", "2027-03-31"),
        ("mid March", "2027-03-15"),
        ("mid-November", "2027-11-15"),
        ("beginning of Q2", "2027-04-01"),
        ("late March", "2027-03-31"),
        ("end of February 2028", "2028-02-29"),
        ("end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("EOQ", "2026-12-31"),
        ("end of year", "2026-12-31"),
        ("year end", "2026-12-31"),
        ("end of next year", "2027-12-31"),
        ("end of 2028", "2028-12-31"),
        ("end of H1", "2027-06-30"),
        ("next week", "2026-11-30"),
        ("mid next week", "2026-12-02"),
        ("end of next week", "2026-12-04"),
        ("end of the week", "2026-11-27"),
        ("tomorrow", "2026-11-26"),
        ("day after tomorrow", "2026-11-27"),
        ("Tuesday", "2026-12-01"),
        ("by Fri", "2026-11-27"),
        ("no later than Friday", "2026-11-27"),
        ("Wednesday", "2026-12-02"),
        ("next Tuesday", "2026-12-01"),
        ("next Friday", "2026-12-04"),
        ("this Friday", "2026-11-27"),
        ("Friday next week", "2026-12-04"),
        ("Tue, 15 December", "2026-12-15"),
        ("in 6 weeks", "2027-01-06"),
        ("6 weeks from now", "2027-01-06"),
        ("in six weeks' time", "2027-01-06"),
        ("within 10 days", "2026-12-05"),
        ("in 3 months", "2027-02-25"),
        ("in a year", "2027-11-25"),
        ("in a couple of weeks", "2026-12-09"),
        ("in a fortnight", "2026-12-09"),
        ("in half a year", "2027-05-25"),
        ("by Christmas", "2026-12-25"),
        ("Christmas Eve", "2026-12-24"),
        ("Easter", "2027-03-28"),
        ("Thanksgiving", "2026-11-26"),
        ("new year", "2027-01-01"),
        ("Friday the 4th", "2026-12-04"),
    ],
)
def test_a_date_keeps_the_precision_that_was_said(typed: str, value: str) -> None:
    assert entered("date", typed) == value


@pytest.mark.parametrize(
    ("typed", "on", "value"),
    [
        ("in 1 month", date(2027, 1, 31), "2027-02-28"),
        ("31st", date(2027, 2, 1), "2027-03-31"),
        ("Q1", date(2027, 3, 31), "2027-Q1"),
        ("Q1", date(2027, 4, 1), "2028-Q1"),
        ("mid March", date(2027, 3, 16), "2028-03-15"),
        ("next quarter", date(2026, 12, 31), "2027-Q1"),
        ("next month", date(2027, 1, 31), "2027-02"),
        ("29 Feb", date(2097, 1, 1), "2104-02-29"),
        ("end of the week", date(2026, 11, 27), "2026-11-27"),
        ("next week", date(2026, 11, 29), "2026-11-30"),
        ("Easter", date(2027, 3, 29), "2028-04-16"),
        ("Christmas", date(2026, 12, 26), "2027-12-25"),
    ],
)
def test_what_is_meant_hangs_on_the_day_of_the_call(typed: str, on: date, value: str) -> None:
    assert entered("date", typed, on=on) == value


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("soonish", '"soonish" is not a date: try 15 March, end of Q1, in 6 weeks, 2026-12'),
        ("today", "type 2026-11-25"),
        ("asap", "ask by which day"),
        ("this week", "ask by which day"),
        ("before the summer", "ask which month"),
        ("by summer", "ask which month"),
        ("before 15 March", "type the day itself"),
        ("not after March", "type the day itself"),
        ("3/4", "type 3 April or 4 March"),
        ("03-04-2027", "type 3 April or 4 March"),
        ("2027", "such as Q4 2027"),
        ("next year", "such as Q4 2027"),
        ("H1", "or end of H1"),
        ("Q1 or Q2", "more than one date"),
        ("in 6-8 weeks", "more than one date"),
        ("March-April", "more than one date"),
        ("Tue 14:00", "type Tue, and put the time into the note"),
        ("14:00 on Tuesday", "and put the time into the note"),
        ("Tuesday at 3", "type Tuesday, and put the time into the note"),
        ("tomorrow 3pm", "type tomorrow, and put the time into the note"),
        ("tomorrow morning", "type tomorrow, and put the time into the note"),
        ("2027-01-05T14:00", "type 2027-01-05, and put the time into the note"),
        ("Mon 15 December", "15 December 2026 is a Tuesday"),
        ("30 Feb", "no day of the calendar"),
        ("2026-13", "no day of the calendar"),
        ("2026-02-30", "no day of the calendar"),
        ("5.13.", "no day of the calendar"),
        ("00/00", "no day of the calendar"),
        ("0026-12-01", "in the year 26"),
        ("in 999 years", "in the year 3025"),
        ("Q5", "is not a date"),
        ("talk to the board", "is not a date"),
        ("weekend", "is not a date"),
    ],
)
def test_what_is_not_one_date_is_refused_with_what_to_type(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("date", typed)
    assert advice in str(refusal.value)


def test_a_month_of_this_year_or_the_next_is_not_guessed() -> None:
    with pytest.raises(ValueRefused):
        entered("date", "next March", on=date(2027, 1, 10))


days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(days)
def test_an_iso_date_reads_back(day: date) -> None:
    month, quarter = f"{day:%Y-%m}", f"{day:%Y}-Q{(day.month + 2) // 3}"
    assert [entered("date", typed) for typed in (str(day), month, quarter)] == [str(day), month, quarter]


@given(st.dates(date(2000, 1, 1), date(2150, 1, 1)), st.integers(1, 365))
def test_a_day_without_a_year_is_the_next_one(on: date, ahead: int) -> None:
    day = on + timedelta(days=ahead)
    if (day.month, day.day) != (on.month, on.day):
        assert entered("date", f"{day.day}.{day.month}.", on=on) == day.isoformat()
        assert entered("date", f"{day:%B} {day.day}", on=on) == day.isoformat()


@given(st.integers(1, 999))
def test_a_distance_in_days_is_counted_from_the_call(days: int) -> None:
    assert entered("date", f"in {days} days") == (WEDNESDAY + timedelta(days=days)).isoformat()
