"""Dates and stretches of time found inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from discovery.capture.amounts import Atom
from discovery.capture.dates import DAYS, MONTHS, parse_date
from discovery.capture.feasts import FEAST
from discovery.capture.spoken import WORDS
from discovery.capture.tokens import Line
from discovery.errors import ValueRefused

_IN_MONTHS = {"d": 1 / 30.4, "w": 7 / 30.4, "m": 1.0, "y": 12.0}
_BEFORE_FEAST = re.compile(rf"^\w+\s+(?={FEAST}$)", re.IGNORECASE)
_OF_PLACES = "time|one|place|attempt|round|floor|year|quarter|week|month|phase|try|party|most|best|biggest|in|on|of|off"
"""Before these, `the 2nd` is no day."""
_VAGUE = {"couple of": 2, "few": 3, "several": 4, "half a": 0.5}


@cache
def _dates() -> re.Pattern[str]:
    """Everything that may be a date; what it is, `dates` says. Built when first used."""
    year = r"(?:20[0-9]{2}|'[0-9]{2}|(?:next|this)\s+(?:year|yr)\b)"
    sure = "|".join(name if len(name) < 5 else f"{name}|{name[:3]}" for name in MONTHS if name != "may") + "|sept"
    month = rf"(?:(?:{sure})\b\.?|may\b)"
    weekday = "|".join((*DAYS, "tues", "tue", "wed", "thurs", "thur", "thu", "fri"))
    count = rf"(?:[0-9]{{1,3}}|{'|'.join(WORDS)}|a couple of)"
    edge = r"(?:end|start|beginning|middle|mid|early|late)[\s-]+(?:of\s+)?(?:the\s+)?"
    period = rf"(?:q[1-4]\b|h[12]\b|(?:this |next )?(?:year|quarter|month|week)\b|{month})"
    parts = (
        r"20[0-9]{2}-(?:[0-9]{2}-[0-9]{2}|[0-9]{2}|q[1-4])\b",
        rf"{edge}{period}(?:\s+(?:of\s+)?{year})?",
        rf"(?:(?:{weekday}),?\s+(?:the\s+)?)?[0-9]{{1,2}}(?:st|nd|rd|th|\.)?[\s-]*(?:of\s+)?(?:{month})(?:[\s,-]+{year})?",
        rf"(?:(?:{weekday}),?\s+)?(?:{month})[\s-]*(?:the\s+)?[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?!\s?[k%€$£])"
        rf"(?:[\s,]+{year})?",
        rf"(?:the\s+)?first\s+of\s+(?:{month})(?:\s+{year})?",
        rf"(?:first|second|third|fourth|last|1st|2nd|3rd|4th) quarter(?:\s+(?:of\s+)?{year})?\b",
        rf"(?:next\s+)?(?:{sure})\b\.?(?:\s+{year})?",
        rf"(?:in|by|of|until|before|next|from|for|end|since|after) may\b(?:\s+{year})?",
        rf"(?:(?:{weekday}),?\s+(?:the\s+)?|(?:(?:on|by|from|before|till|until)\s+)?the\s+|on\s+)[0-9]{{1,2}}(?:st|nd|rd|th)\b"
        rf"(?!\s+(?:{_OF_PLACES}|{month}))",
        rf"(?:(?:{weekday}),?\s+)?[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:20[0-9]{{2}}|[0-9]{{2}}\b)?",
        rf"(?:q[1-4]|[1-4]q)(?:(?:\s+(?:of\s+)?|\s*[/'-]\s*|,\s?){year}|[/'][0-9]{{2}}|)\b",
        rf"(?:(?:this|next)\s+)?(?:{weekday})\b(?:\s+next\s+week|\s+week\b)?",
        rf"in\s+{count}\s*(?:days?|weeks?|wks?|months?|years?)(?:'?\s+time)?\b",
        rf"{count}\s*(?:days?|weeks?|wks?|months?|years?)\s+from\s+(?:now|today)\b",
        r"(?:in )?a fortnight(?:'?s time)?\b",
        r"(?:day after )?tomorrow\b|tmrw\b|next (?:week|month|quarter)\b|eo[yqmw]\b|(?:year|quarter|month)[ -]end\b",
        r"[0-9]{1,2}/[0-9]{1,2}/(?:20)?[0-9]{2}\b",
        r"(?:(?<=by )|(?<=on )|(?<=thru )|(?<=until )|(?<=till )|(?<=before ))[1-9]/(?:1[3-9]|2[0-9]|3[01])\b",
        r"(?:1[3-9]|2[0-9]|3[01])/(?:0[1-9]|1[0-2])\b(?!/)|(?:0[1-9]|1[0-2])/(?:1[3-9]|2[0-9]|3[01])\b(?!/)",
        rf"(?:by|before|b4|until|till|til|at|for|come)\s+{FEAST}\b",
    )
    return re.compile(rf"(?<![\w.,/'’-])(?:{'|'.join(f'(?:{part})' for part in parts)})", re.IGNORECASE)


def dates_in(line: Line, on: date) -> Iterator[Atom]:
    """The dates, with the precision that was said; of `next week, Wed 2 Dec` the day."""
    atoms = list(_dates_in(line, on))
    for atom, after in zip(atoms, [*atoms[1:], None], strict=False):
        vague = line.text[atom.start : atom.end].lower().startswith("next ") and after is not None
        if not (vague and after and line.text[atom.end : after.start].strip(" ,(-–:") in ("", "on")):
            yield atom


def _dates_in(line: Line, on: date) -> Iterator[Atom]:
    for found in _dates().finditer(line.text):
        if _is_first_name(line.text, found):
            continue
        said = re.sub("tmrw", "tomorrow", found[0], flags=re.IGNORECASE)
        said = re.sub(r"\byr\b", "year", said, flags=re.IGNORECASE)
        said = _BEFORE_FEAST.sub("", said)
        try:
            value = parse_date(said, on)
        except ValueRefused:
            continue
        yield Atom("date", value, *found.span())


def _is_first_name(text: str, found: re.Match[str]) -> bool:
    """`Jan Kos`, `Jan de Vries` and `April Jones` are people."""
    after = re.match(r"\s(?:(?:de|van|von|der|den|da|di|del|la|le) )*[A-Z][a-z]+", text[found.end() : found.end() + 24])
    return after is not None and found[0].istitle() and found[0].isalpha()


@cache
def _durations() -> re.Pattern[str]:
    counts = "|".join((r"[0-9]{1,3}(?:\.5)?", *WORDS, *(f"a {vague}" for vague in _VAGUE), *_VAGUE))
    return re.compile(
        rf"(?:\bfor\s+|\bpast\s+|\bsince\s+)?(?:about |over |more than |like |at least |some |almost |nearly )?"
        rf"(?<![\w.,])(?P<count>{counts})\s*(?P<unit>days?|weeks?|wks?|months?|mos?|years?|yrs?|y)\b",
        re.IGNORECASE,
    )


def durations_in(line: Line) -> Iterator[Atom]:
    """How long something took or lasts, in months."""
    for found in _durations().finditer(line.text):
        said = found["count"].lower().removeprefix("a ") if len(found["count"]) > 1 else found["count"].lower()
        count = _VAGUE.get(said) or WORDS.get(said) or float(said)
        yield Atom("duration", count * _IN_MONTHS[found["unit"][0].lower()], *found.span())
