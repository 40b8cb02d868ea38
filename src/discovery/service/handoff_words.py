"""Where a hand-off stands, in words: the same on the screen and on the command line."""

from __future__ import annotations

from datetime import datetime

from discovery.engine.handoffs import HandOff, State

STATES = ("waiting", "overdue", "returned", "rejected", "accepted", "withdrawn")


def state_word(found: HandOff, now: datetime) -> str:
    """One of STATES: the state, where waiting and overdue are two."""
    if found.state is State.SUBMITTED:
        return "overdue" if found.overdue(now) else "waiting"
    return str(found.state)


def reply(found: HandOff) -> str:
    """What was answered: what is missing, the code and where the lead goes, or the stars; empty where nothing was."""
    if found.rating:
        return ": ".join(part for part in (f"{found.rating.stars} of 5", found.rating.different) if part)
    told = (*found.missing, found.code, f"back to {found.back_to}" if found.back_to else "", found.why)
    return "; ".join(part for part in told if part)


def standing(found: HandOff, now: datetime) -> str:
    """Where a hand-off stands, as one sentence; times read in the zone of `now`."""
    word, told = state_word(found, now), reply(found)
    if found.state is State.SUBMITTED:
        whom = f" by {found.to}" if found.to else ""
        due = f" until {clock(found.due, now)}" if found.due else ""
        asked = "was to be answered" if word == "overdue" else "to be answered"
        return f"{word}: {asked}{whom}{due}"
    return f"{word} by {found.answered_by or found.by}" + (f": {told}" if told else "")


def clock(at: datetime, now: datetime) -> str:
    """A moment as a person says it: the hour today, with its day in the week to come, else with its date."""
    local = at.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if 0 < days < 7:
        return f"{local:%a %H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d}"
