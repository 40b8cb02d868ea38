from __future__ import annotations

from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Choice, Fact, FactType
from discovery.capture.entry import parse

WEDNESDAY = date(2026, 11, 25)

ROUTES = (
    Choice("allocated", "In this year's budget", 3, None, ("budgeted", "line item"), None),
    Choice("discretion", "At an executive's discretion", 2, None, ("boss, alone",), None),
    Choice("undecided", "Nobody has thought about it", 1, None, ("no",), None),
    Choice("dated", "Yes, and a date", 3, None, (), None),
    Choice("not_yet", "Yes, no date yet", 2, None, (), None),
)


def fact(kind: FactType, *, unit: str | None = None, choices: tuple[Choice, ...] = ()) -> Fact:
    return Fact(
        id="topic.fact",
        topic="topic",
        ask="What is it?",
        type=kind,
        phase="pain",
        core=False,
        when=None,
        choices=choices,
        scale=(),
        unit=unit,
        hint="",
        listen_for=(),
        red_flags=(),
        probes=(),
        renamed_from=None,
    )


def entered(
    kind: FactType,
    typed: str,
    *,
    on: date = WEDNESDAY,
    currency: str = "USD",
    unit: str | None = None,
    choices: tuple[Choice, ...] = ROUTES,
) -> Json:
    return parse(fact(kind, unit=unit, choices=choices), typed, on=on, currency=currency)
