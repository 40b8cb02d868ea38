"""Days, months and quarters as people say them: `15 March`, `end of Q1`, `in 6 weeks`, `next Tuesday`.

A value keeps the precision that was said: a day is `2026-12-31`, a month `2026-12`, a quarter `2026-Q4`. Without
a year, the next one on or after the day of the call is meant. Weeks start on Monday and end on Friday.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from discovery.capture import examples
from discovery.capture.feasts import feast
from discovery.capture.refusals import refused
from discovery.capture.spoken import WORDS

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEARS = range(1900, 2200)

_LEADING = re.compile(
    r"^(?:(?:by|(?:no|not) later than|until|till|on|around|about|roughly|approx|"
    r"sometime|in|within|during|the|at|from|for|of|this coming|coming)\b\.?\s*|[~≈]\s*)+(?=\S)"
)
_REWORDED = (
    (r"\b(?:eoy|year[ -]?end)\b", "end of year"),
    (r"\b(?:eoq|quarter[ -]?end)\b", "end of quarter"),
    (r"\b(?:eom|month[ -]?end)\b", "end of month"),
    (r"\beow\b", "end of week"),
    (r"\b(?:first|1st) quarter\b", "q1"),
    (r"\b(?:second|2nd) quarter\b", "q2"),
    (r"\b(?:third|3rd) quarter\b", "q3"),
    (r"\b(?:fourth|4th|last) quarter\b", "q4"),
    (r"\b([1-4])q(?=\b|[0-9])", r"q\1 "),
    (r"\bfirst of\b", "1"),
    (r"\b(?:a )?fortnight(?:'?s time)?\b", "2 weeks"),
    (r"\bhalf a year\b", "6 months"),
    (r"\ba couple of\b", "2"),
)
_TIME = re.compile(
    r"(?:,?\s*\b(?:at|@)\s*)?(?:(?:(?<=[0-9])t|\b)[0-9]{1,2}:[0-9]{2}\S*(?:\s*[ap]\.?m\b\.?)?"
    r"|\b[0-9]{1,2}\s*(?:[ap]\.?m\b\.?|h\b|uhr\b|o'?clock\b)"
    r"|\b(?:noon|midnight|morning|afternoon|evening|midday|lunch(?:time)?)\b)"
    r"|,?\s*\bat\s+[0-9]{1,2}\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"today|tonight|this very day")
_SOON = re.compile(r"\b(?:asap|now|soon|immediately|right away|straight away|yesterday|this week)\b")
_BOUND = re.compile(r"^(?:(?:not |no |shortly |just |right )*(?:before|after|since|earlier than|later than|past))\b")
_SEASON = re.compile(r"\b(?:summer|winter|spring|autumn|fall|holidays?|vacations?)\b")
_SOME_DAY = rf"(?:[0-9]|\b(?:{'|'.join(name[:3] for name in (*MONTHS, *DAYS))}))"
_SEVERAL = re.compile(rf"{_SOME_DAY}.*(?:\b(?:or|to|and)\b|[-–—]).*{_SOME_DAY}")

_EDGE = re.compile(
    r"(?P<edge>end|close|late|mid|middle|start|beginning|begin|early)[\s-]+(?:of\s+)?(?:the\s+)?(?P<what>.+)"
)
_EDGES = {"e": "last", "c": "last", "l": "last", "m": "middle", "s": "first", "b": "first"}
_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2}|'[0-9]{2})"
_ISO_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})|(?P<first>[0-9]{1,2})[-/.](?P<last>[0-9]{4})")
_NAMED_MONTH = re.compile(rf"(?P<next>next\s+)?(?P<month>[a-z]{{3,9}})\.?(?:,?\s*(?:of\s+)?{_YEAR})?")
_PART = re.compile(
    r"(?P<kind>[qh])\s?(?P<part>[1-4])(?:\s*(?:of|/|,|-)?\s*'?(?P<year>[0-9]{4}|[0-9]{2}))?"
    r"|(?P<before>[0-9]{4})[\s/-]*(?P<kind_after>[qh])(?P<part_after>[1-4])"
)
_RELATIVE = re.compile(r"(?P<which>this|next|current)\s+(?P<kind>week|month|quarter)")

_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
_NUMERIC = re.compile(
    r"(?P<one>[0-9]{1,2})\s?(?P<mark>[./-])\s?(?P<two>[0-9]{1,2})(?:(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})?)?"
)
_DAY_MONTH = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?[\s-]*(?:of\s+)?(?P<month>[a-z]{3,9})\.?(?:[\s,-]+'?(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_MONTH_DAY = re.compile(
    rf"(?P<month>[a-z]{{3,9}})\.?[\s-]*(?:the\s+)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:[\s,]+{_YEAR})?"
)
_DAY_ALONE = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)")
_DISTANCE = re.compile(
    rf"(?:in\s+)?(?P<count>[0-9]{{1,3}}|{'|'.join(WORDS)})\s*(?P<unit>days?|d|weeks?|wks?|w|months?|mo|m|years?|yrs?|y)"
    r"(?:'?\s+time|\s+from\s+(?:now|today))?"
)
_WEEKDAY = re.compile(
    r"(?:(?P<which>next|this)\s+)?(?P<day>[a-z]{3,9})\.?(?P<later>,?\s+next\s+week)?(?P<week>\s+week)?"
)
_WITH_WEEKDAY = re.compile(r"(?P<day>[a-z]{3,9})\.?,?\s+(?:the\s+)?(?P<rest>.*[0-9].*)")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days; `text` is its value, or "" where a date cannot be so wide."""

    first: date
    middle: date
    last: date
    text: str = ""


def parse_date(typed: str, on: date) -> str:
    """The day, month or quarter that was meant, as ISO text; `on` is the day of the call. Raises ValueRefused."""
    text = " ".join(typed.casefold().replace("’", "'").split()).rstrip(" !,")
    _refuse_time(typed)
    try:
        value = _read(typed, _plain(text, on), on)
    except (ValueError, OverflowError):
        raise refused(typed, f"is no day of the calendar: try {examples.DATE}") from None
    if value is None:
        raise _unread(typed, text, on)
    if int(value[:4]) not in _YEARS:
        raise refused(typed, f"is in the year {int(value[:4])}: type a year such as {on.year}")
    return value


def _plain(text: str, on: date) -> str:
    """The text with one wording for what has several."""
    for pattern, wording in _REWORDED:
        text = re.sub(pattern, wording, text)
    text = re.sub(r"\bnext year\b", f"{on.year + 1:04}", text)
    text = re.sub(r"\bthis year\b", f"{on.year:04}", text)
    return _LEADING.sub("", text)


def _read(typed: str, text: str, on: date) -> str | None:
    if text in {"tomorrow", "day after tomorrow"}:
        return (on + timedelta(days=1 if text == "tomorrow" else 2)).isoformat()
    if day := feast(text, on):
        return day.isoformat()
    if found := _EDGE.fullmatch(text):
        return _edge(found["edge"], found["what"], on)
    if found := _WITH_WEEKDAY.fullmatch(text):
        weekday = _index(found["day"], DAYS)
        day = _day(typed, found["rest"], on) if weekday is not None else None
        if weekday is not None and day and day.weekday() != weekday:
            named = f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"
            raise refused(typed, f"does not fit: {named} is a {DAYS[day.weekday()].title()}; type one of them")
        if day:
            return day.isoformat()
    if day := _day(typed, text, on):
        return day.isoformat()
    if text == "next week":
        return _edge("start", text, on)
    periods = _periods(text, on)
    return _upcoming(periods, "last", on).text or None if periods else None


def _edge(edge: str, what: str, on: date) -> str | None:
    """The first, middle or last day of a period."""
    name = "first" if edge == "early" else _EDGES[edge[0]]
    bare = what in {"week", "month", "quarter"}
    periods = _periods(f"this {what}" if bare else f"{on.year:04}" if what == "year" else what, on)
    if not periods:
        return None
    return str(getattr(_upcoming(periods, name, on), name))


def _upcoming(periods: tuple[Period, ...], name: str, on: date) -> Period:
    """The first of the periods that were possible which is not over; the only one where a year was said."""
    return next((period for period in periods if getattr(period, name) >= on), periods[-1])


def _periods(text: str, on: date) -> tuple[Period, ...]:
    """What a text may mean, earliest first: one with a year, this year's and the next's without."""
    if re.fullmatch(r"[0-9]{4}", text):
        return (_span(int(text), 1, 12, ""),)
    if found := _RELATIVE.fullmatch(text):
        return (_relative(found["which"] == "next", found["kind"], on),)
    if found := _PART.fullmatch(text):
        return _parts(found, on)
    if found := _ISO_MONTH.fullmatch(text):
        return (_month(int(found["year"] or found["last"]), int(found["month"] or found["first"])),)
    found = _NAMED_MONTH.fullmatch(text)
    index = _index(found["month"], MONTHS) if found else None
    if found is None or index is None:
        return ()
    if found["next"]:  # in January, next March is one of two
        return (_month(on.year + 1, index + 1),) if index < on.month else ()
    return tuple(_month(year, index + 1) for year in _years(found["year"], on))


def _parts(found: re.Match[str], on: date) -> tuple[Period, ...]:
    """Quarters, and halves of a year."""
    part, kind = int(found["part"] or found["part_after"]), found["kind"] or found["kind_after"]
    years = _years(found["year"] or found["before"], on)
    if kind == "q":
        return tuple(_quarter(year, part) for year in years)
    return tuple(_span(year, 6 * part - 5, 6, "") for year in years) if part < 3 else ()


def _relative(is_next: bool, kind: str, on: date) -> Period:
    from dateutil.relativedelta import relativedelta  # ten milliseconds, at the first date only

    if kind == "week":
        monday = on - timedelta(days=on.weekday()) + timedelta(days=7 if is_next else 0)
        return Period(monday, monday + timedelta(days=2), monday + timedelta(days=4))
    day = on + relativedelta(months=(1 if kind == "month" else 3) if is_next else 0, day=1)
    return _month(day.year, day.month) if kind == "month" else _quarter(day.year, (day.month + 2) // 3)


def _month(year: int, month: int) -> Period:
    return _span(year, month, 1, f"{year:04}-{month:02}")


def _quarter(year: int, quarter: int) -> Period:
    return _span(year, 3 * quarter - 2, 3, f"{year:04}-Q{quarter}")


def _span(year: int, month: int, months: int, text: str) -> Period:
    from dateutil.relativedelta import relativedelta

    first = date(year, month, 1)
    middle = first + relativedelta(months=months // 2, day=15 if months % 2 else 1)
    return Period(first, middle, first + relativedelta(months=months - 1, day=31), text)


def _years(said: str | None, on: date) -> tuple[int, ...]:
    """The years that may be meant: the one that was said, else this one and the next."""
    if not said:
        return (on.year, on.year + 1)
    year = int(said.lstrip("'"))
    return (year + 2000 if len(said.lstrip("'")) == 2 else year,)


def _day(typed: str, text: str, on: date) -> date | None:
    """The day that a text names."""
    if found := _ISO_DAY.fullmatch(text):
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _NUMERIC.fullmatch(text):
        day, month = _day_and_month(typed, found)
        return _date(found["year"], month, day, on)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        found = pattern.fullmatch(text)
        index = _index(found["month"], MONTHS) if found else None
        if found and index is not None:
            return _date(found["year"], index + 1, int(found["day"]), on)
    return _counted(text, on)


def _day_and_month(typed: str, found: re.Match[str]) -> tuple[int, int]:
    """Dots are day first; a slash or a hyphen is read only where the other order is not possible."""
    one, two = int(found["one"]), int(found["two"])
    if found["mark"] == "." or one > 12 or one == two:
        return one, two
    if two > 12:
        return two, one
    first, second = (f"{a} {MONTHS[b - 1].title()}" for a, b in ((one, two), (two, one)) if a and b)
    raise refused(typed, f"can be read two ways: type {first} or {second}")


def _date(said: str | None, month: int, day: int, on: date) -> date:
    """The day in the year that was said, else in the first year that has it on or after `on`. Raises ValueError."""
    if said:
        return date(_years(said, on)[0], month, day)
    for year in range(on.year, on.year + 9):  # 29 February may be eight years away
        try:
            if (found := date(year, month, day)) >= on:
                return found
        except ValueError:
            continue
    raise ValueError("no such day")


def _counted(text: str, on: date) -> date | None:
    """A day that is counted from the day of the call: a distance, a weekday, a day of the month."""
    from dateutil.relativedelta import relativedelta

    if found := _DISTANCE.fullmatch(text):
        count = WORDS.get(found["count"]) or int(found["count"])
        unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[found["unit"][0]]
        return on + relativedelta(**{unit: count})  # type: ignore[arg-type]
    if found := _DAY_ALONE.fullmatch(text):
        months = (on + relativedelta(months=n, day=1) for n in range(3))
        days = (month + relativedelta(day=int(found["day"])) for month in months)
        return next((day for day in days if day >= on and day.day == int(found["day"])), None)
    found = _WEEKDAY.fullmatch(text)
    weekday = _index(found["day"], DAYS) if found else None
    if found is None or weekday is None:
        return None
    if found["which"] == "next" or found["later"]:
        return on + timedelta(days=7 - on.weekday() + weekday)
    return on + timedelta(days=(weekday - on.weekday() - 1) % 7 + 1 + 7 * bool(found["week"]))


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Which of the names a word is, or the start of, from three letters on."""
    word = {"sept": "september"}.get(word, word)
    return next((at for at, name in enumerate(names) if len(word) > 2 and name.startswith(word)), None)


def _refuse_time(typed: str) -> None:
    found = _TIME.search(typed)
    if found:
        day = " ".join((typed[: found.start()] + typed[found.end() :]).split()).strip(" ,@")
        told = f"type {day}, and put" if day else "type the day, and put"
        raise refused(typed, f"has a time of day, which a date does not keep: {told} the time into the note")


def _unread(typed: str, text: str, on: date) -> Exception:
    """Why a text is not a date, and what to type instead."""
    reasons: tuple[tuple[Callable[[str], object], str], ...] = (
        (_TODAY.fullmatch, f"is not taken for a date: if that very day is meant, type {on.isoformat()}"),
        (_SOON.search, f"is not a date: ask by which day, then try {examples.DATE}"),
        (_SEASON.search, "has no fixed days: ask which month, then type it, such as June or end of Q2"),
        (_BOUND.search, "leaves the day open: type the day itself, such as 31 May, end of June or end of Q2"),
        (_SEVERAL.search, "is more than one date: type the one that is certain, the other into the note"),
        (re.compile(r"(?:in )?(?:[0-9]{4}|(?:this|next) year)").fullmatch, _wide(text, on)),
        (re.compile(r"h[12]\b").match, "is wider than a quarter: type a quarter, a month, or end of H1"),
    )
    why = next((why for test, why in reasons if test(text)), f"is not a date: try {examples.DATE}")
    return refused(typed, why)


def _wide(text: str, on: date) -> str:
    year = {"this": on.year, "next": on.year + 1}.get(text.split()[-2] if " year" in text else "", text[-4:])
    return f"is a whole year: type a quarter, a month or its end, such as Q4 {year} or end of {year}"
