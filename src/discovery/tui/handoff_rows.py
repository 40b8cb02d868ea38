"""The lines of the screen of hand-offs: in which part each stands, how it reads, and what is said of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from discovery.engine.handoffs import Attention, HandOff, HandOffRow, State, same_person
from discovery.service.handoff_words import clock, standing, state_word
from discovery.tui.rows import BLANK, Row, pad, paragraph, row

MARKS: Mapping[str, tuple[str, str]] = {
    "waiting": ("○", "accent"),
    "overdue": ("!", "bad"),
    "returned": ("<", "warn"),
    "accepted": ("✓", "good"),
    "rejected": ("✗", "bad"),
    "withdrawn": ("–", "dim"),
}
"""By the word of a state: the mark before it, so that colour is never the only sign, and the style."""
INBOX, BACK, SENT, TEAM, DONE = "Yours to answer", "Came back to you", "Sent, waiting", "The team's", "Done"
PARTS = (INBOX, BACK, SENT, TEAM, DONE)
_STANDING, _WHO, _WHEN = 12, 18, 17


def part_of(found: HandOff, me: str) -> str:
    """The part of the list in which a hand-off stands for `me`: as whoever answers, as who sent it, or neither."""
    mine = same_person(found.by, me)
    if found.state is State.SUBMITTED:
        if same_person(found.to, me) or not (found.to or mine):
            return INBOX
        return SENT if mine else TEAM
    if found.state is State.RETURNED:
        return BACK if mine else TEAM
    return DONE


def hand_off_rows(rows: Iterable[HandOffRow], me: str, width: int, now: datetime) -> list[Row]:
    """The list under a heading a part; the target of each line is its HandOffRow. What is due first comes first."""
    parts: dict[str, list[HandOffRow]] = {name: [] for name in PARTS}
    for each in rows:
        parts[part_of(each.hand_off, me)].append(each)
    made: list[Row] = []
    for name, members in parts.items():
        if members:
            made += [*([BLANK] if made else []), row((f"{name} ({len(members)})", "head"))]
            ordered = members if name == DONE else sorted(members, key=lambda each: _urgency(each, now))
            made += [_line(each, me, width, now) for each in ordered]
    return made


def _urgency(each: HandOffRow, now: datetime) -> datetime:
    found = each.hand_off
    return found.due or found.submitted_at.astimezone(now.tzinfo)


def _line(each: HandOffRow, me: str, width: int, now: datetime) -> Row:
    found, word = each.hand_off, state_word(each.hand_off, now)
    mark, style = MARKS[word]
    who = _people(found, me)
    room = max(4, width - _STANDING - _WHO - _WHEN)
    name = room * 45 // 100
    return row(
        (pad(f"{mark} {word.upper() if word == 'overdue' else word}", _STANDING), style),
        (pad(each.lead_name, name - 1) + " ", "strong"),
        pad(each.company, room - name - 1) + " ",
        (pad(who, _WHO - 1) + " ", "dim"),
        (pad(_when(found, now), _WHEN), "bad" if word == "overdue" else "dim"),
        target=each,
    )


def _people(found: HandOff, me: str) -> str:
    """Who is on the other side: whom it went to, or who sent it."""
    if same_person(found.by, me):
        return f"to {found.answered_by or found.to or 'anybody'}"
    return f"from {found.by}"


def _when(found: HandOff, now: datetime) -> str:
    if found.state is State.SUBMITTED and found.due is not None:
        return f"due {clock(found.due, now)}" if found.due >= now else f"{_span(now - found.due)} late"
    return clock(found.answered_at or found.submitted_at, now)


def _span(time: timedelta) -> str:
    """A length of time on the clock, in its largest unit."""
    minutes = int(time.total_seconds() // 60)
    return (
        f"{minutes} min" if minutes < 60 else f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
    )


def detail_rows(each: HandOffRow | None, width: int, now: datetime) -> Sequence[Row]:
    """What is said of one hand-off, below the list."""
    return tuple(_detail(each, width, now)) if each else ()


def _detail(each: HandOffRow, width: int, now: datetime) -> Iterator[Row]:
    found = each.hand_off
    again = f", {_ordinal(found.rounds)} time" if found.rounds > 1 else ""
    sent = f"{found.by} handed it over {clock(found.submitted_at, now)}{again}"
    note = f": “{found.note}”" if found.note else ""
    yield from paragraph(f"{each.who} · {each.verdict.replace('_', ' ')} · {each.framework.upper()}", width, "strong")
    yield from paragraph(f"{sent}{note}", width)
    yield from paragraph(standing(found, now), width, MARKS[state_word(found, now)][1])


def _ordinal(number: int) -> str:
    return {2: "for the second", 3: "for the third"}.get(number, f"for the {number}th")


def summary(rows: Iterable[HandOffRow], now: datetime) -> str:
    """How many hand-offs wait, are late and came back, for the top line."""
    words = [state_word(each.hand_off, now) for each in rows]
    waiting = words.count("waiting") + words.count("overdue")
    parts = [f"{waiting} waiting", _late(words.count("overdue")), _returned(words.count("returned"))]
    return " · ".join(part for part in parts if part)


def notice(found: Attention) -> str:
    """What the list of leads says of hand-offs; empty where nothing has to be done."""
    others = f"team {found.others}" if found.others else ""
    return " · ".join(part for part in (_late(found.overdue), _returned(found.returned), others) if part)


def _late(count: int) -> str:
    return f"! {count} overdue" if count else ""


def _returned(count: int) -> str:
    return f"< {count} returned" if count else ""
