"""Pace: which phase of the conversation a call of a given length should be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of the plan: its phases, as the facts name them, and how many minutes it takes."""

    title: str
    phases: tuple[str, ...]
    minutes: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the plan is at that minute: its leg, the minutes left of it and of the call, below 0 once it is over."""

    leg: Leg
    leg_left: float
    left: float
    wrap_up: bool
    """Whether what is left of the call is for the recap and the next step."""


_TITLES = (
    ("opening", ("open",)),
    ("situation", ("situation",)),
    ("pain", ("pain",)),
    ("impact", ("impact", "urgency")),
    ("decision", ("decision",)),
    ("money", ("money",)),
    ("wrap-up", ("recap", "next_step")),
)


def _plan(*minutes: float) -> tuple[Leg, ...]:
    return tuple(Leg(title, phases, took) for (title, phases), took in zip(_TITLES, minutes, strict=True))


PLANS: Mapping[int, tuple[Leg, ...]] = {
    15: _plan(1.5, 2, 3.5, 3, 2, 1, 2),
    20: _plan(2, 3, 4, 4, 3, 2, 2),
    30: _plan(3, 5, 8, 3, 5, 3, 3),
}
"""By the minutes of the call: the legs in the order of the conversation."""


def pace(plan: int, minutes: float) -> Pace:
    """The pace after so many minutes of a call that was planned for `plan` of them; KeyError for another plan."""
    legs, passed = PLANS[plan], max(0.0, minutes)
    end = 0.0
    for leg in legs:
        end += leg.minutes
        if passed < end:
            break
    return Pace(leg, end - passed, plan - passed, leg is legs[-1])
