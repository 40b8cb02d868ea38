"""The lines of the list of leads: which ones a query finds, and how one reads at a width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from discovery.leads.lead import LeadRow
from discovery.tui.rows import Row, pad, row

WHEN = 10
"""Cells of the column that says when."""
STANDING = 15
"""Cells of the verdict, or of the mark of a call to resume."""
STYLES: Mapping[str, str] = {
    "qualified": "good",
    "nurture": "accent",
    "develop": "accent",
    "disqualified": "bad",
    "do_not_contact": "bad",
}
"""The style of each verdict; the word always stands beside the colour."""


def matching(rows: Iterable[LeadRow], query: str) -> tuple[LeadRow, ...]:
    """The rows in which each word of the query occurs, in name, title, company, e-mail or source."""
    words = query.casefold().split()
    return tuple(row for row in rows if all(word in _haystack(row) for word in words))


def _haystack(lead: LeadRow) -> str:
    return "\n".join((lead.name, lead.title, lead.company, lead.email, lead.source)).casefold()


def lead_row(lead: LeadRow, width: int, now: datetime) -> Row:
    """One line of the list, its target the lead; times read in the time zone of `now`."""
    room = max(3, width - WHEN - STANDING)
    name, title = room * 32 // 100, room * 34 // 100
    resume = lead.open_call and lead.verdict != "do_not_contact"
    standing = "▸ resume" if resume else (lead.verdict or "").replace("_", " ")
    return row(
        (_column(lead.name or lead.email, name), "strong"),
        (_column(lead.company, room - name - title), ""),
        (_column(lead.title, title), "dim"),
        (_column(standing, STANDING), "warn" if resume else STYLES.get(lead.verdict or "", "")),
        (pad(when(lead.last_call_at, now), WHEN), "dim"),
        target=lead,
    )


def _column(text: str, width: int) -> str:
    return pad(text, width - 1) + " "


def when(at: datetime | None, now: datetime) -> str:
    """A time as a person says it: the hour today, the day this year, else the date."""
    if at is None:
        return ""
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return "yesterday"
    return f"{local.day} {local:%b}" if local.year == now.year else f"{local:%Y-%m-%d}"
