"""The feasts that people date things by: `by Christmas`, `before Easter`."""

from __future__ import annotations

import re
from datetime import date

_FIXED = {"eve": (12, 24), "christmas": (12, 25), "xmas": (12, 25), "new year": (1, 1)}
_NAME = re.compile(
    r"(?P<name>christmas|xmas)(?: (?P<eve>eve)| day)?|(?P<year>new year)(?:'?s)?(?: day)?"
    r"|easter(?: sunday)?|thanksgiving"
)

FEAST = r"(?:(?:christmas|xmas)(?: eve| day)?|new year'?s?(?: day)?|easter|thanksgiving)"
"""Pattern of a feast in a line."""


def feast(text: str, on: date) -> date | None:
    """The next day on or after `on` of a feast, in small letters. None where the text is none."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    fixed = _FIXED.get(found["eve"] or found["name"] or found["year"] or "")
    years = (on.year, on.year + 1)
    days = [date(year, *fixed) if fixed else _moving(text, year) for year in years]
    return next((day for day in days if day >= on), days[-1])


def _moving(text: str, year: int) -> date:
    if text.startswith("easter"):
        from dateutil.easter import easter

        return easter(year)
    from dateutil.relativedelta import TH, relativedelta

    return date(year, 11, 1) + relativedelta(weekday=TH(4))
