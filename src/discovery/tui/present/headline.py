"""The line at the top of a call: who, how long, how many questions, and whether everything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.cells import cell_len

from discovery.engine.pace import pace
from discovery.leads.lead import Lead
from discovery.text import one_line
from discovery.tui.rows import Row, Span, cut, spread

FEW, MANY = 11, 14
"""Questions of a call that goes well: success peaks between them and falls after."""
_MARK = 10
"""Cells of the mark, always as many, so that nothing beside it moves."""
_WITH_LEG, _WITH_WORDS = 72, 96
"""Cells from which on the leg of the plan is shown, and the number of questions in words."""
_SITTING = timedelta(hours=2)
_PAUSE = timedelta(minutes=2)
"""For so long nothing may be typed while the two talk, or a second window is opened."""


@dataclass(frozen=True, slots=True)
class Saving:
    """How much of the call is kept: events `kept`, events `held` in memory, and why they cannot be kept."""

    kept: int
    held: int = 0
    trouble: str = ""
    beside: str = ""
    """The file in which what is held stands in the meantime; empty where not even that could be written."""


def headline(lead: Lead, framework: str, time: Clock, asked: int, saving: Saving, width: int) -> Row:
    """The line at that width: the title gives way first, then the company, then the name."""
    right: list[Span] = [
        *time.shown(width >= _WITH_LEG),
        ("  ", ""),
        *_band(asked, width >= _WITH_WORDS),
        ("  ", ""),
        mark(saving),
        (" ", ""),
    ]
    room = width - sum(cell_len(text) for text, _ in right) - 2
    name = cut(lead.person.name or lead.person.email, max(8, room // 2))
    room -= cell_len(name) + cell_len(framework) + 6
    company = cut(lead.company, max(0, room))
    title = cut(lead.person.title, max(0, room - cell_len(company) - 2))
    who = [(f" {name}", "strong"), *([(f", {title}", "")] if cell_len(title) > 3 else [])]
    rest = "".join(f" · {part}" for part in (company, one_line(framework)) if part)
    return spread([*who, (rest, "")], right, width)


def _band(asked: int, words: bool) -> list[Span]:
    style = "warn" if asked >= MANY else "good" if asked >= FEW else "dim"
    more = ": wrap up" if asked >= MANY else ""
    return [("asked " if words else "", "dim"), (f"{asked} of {FEW}–{MANY}{more}", style)]


def mark(saving: Saving) -> Span:
    """Whether everything is on the disk."""
    if saving.trouble:
        return f"NOT SAVED {saving.held}", "bad"
    if saving.held:
        return f"{f'saving {saving.held}…':{_MARK}}", "warn"
    return f"{f'saved {saving.kept}':{_MARK}}", "dim"


def alarm(saving: Saving) -> str:
    """What is told while nothing can be kept; empty otherwise."""
    if not saving.trouble:
        return ""
    held = f"{saving.held} change{'s' if saving.held != 1 else ''} held"
    where = f"in memory and in {saving.beside}" if saving.beside else "in memory only"
    return f"NOT SAVED: {held} {where}, retrying; the call goes on ({saving.trouble})"


def leaving(saving: Saving) -> tuple[str, str]:
    """What is asked when the rep leaves before everything is kept, and what becomes of it then."""
    detail = "they are lost then" if saving.trouble else "they are being written"
    if saving.beside:
        detail = f"resuming the call takes them from {saving.beside}"
    return f"Not saved yet: {saving.held} change{'s' if saving.held != 1 else ''}", detail


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the call has been going, in minutes, and how long it was planned for."""

    minutes: float
    plan: int
    resumed: bool = False

    def shown(self, leg: bool) -> list[Span]:
        """The minutes against the plan; with `leg`, what the plan has now. Quiet until there is little time left."""
        now = pace(self.plan, self.minutes)
        text = f"{int(max(0, self.minutes))}/{self.plan} min"
        if self.resumed:
            return [(f"resumed, {text.partition('/')[0]} min", "dim")]
        if now.left < 0:
            return [(f"{text} over", "warn")]
        if now.wrap_up:
            return [(f"{text} wrap up", "warn")]
        return [(f"{text} {now.leg.title}" if leg else text, "dim")]


def clock(started: datetime, left: datetime, opened: datetime, now: datetime, plan: int) -> Clock:
    """The clock of a call that was left at `left` and opened again: what went by in between does not count.

    Opened again another time, it starts anew.
    """
    resumed = opened - started > _SITTING
    talked = timedelta() if resumed else (opened if opened - left < _PAUSE else left) - started
    return Clock((talked + now - opened).total_seconds() / 60, plan, resumed)
