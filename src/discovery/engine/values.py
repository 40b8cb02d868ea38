"""The values of answers: whether they fit their question, how good they are, and how a person reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.dates import last_day
from discovery.banks.model import ROLES, Band, Fact
from discovery.engine.answers import Answer
from discovery.errors import SheetError

PERIODS = ("year", "month", "quarter", "week", "day", "one_off")
LARGEST = 10**15
"""Whole numbers beyond this are mistakes, and too large for arithmetic with floats."""

PERSON_KEYS = ("name", "title", "role", "email")


def check_value(fact: Fact, value: Json) -> Json:
    """The value, where it fits the fact's type; what is null of a person is left out.

    Raises SheetError naming the fact, what it got and what it takes.
    """
    wanted = _CHECKS[fact.type](fact, value)
    if wanted:
        raise SheetError(f"{fact.id}: {brief(value)} is not {wanted}")
    if fact.type == "person":
        return _said(value)
    return [_said(item) for item in value] if fact.type == "people" else value


def brief(value: Json) -> str:
    """A value as an error quotes it, at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _is_number(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < LARGEST


def _text(_: Fact, value: Json) -> str:
    return "" if isinstance(value, str) and value.strip() else "a text"


def _yes_no(_: Fact, value: Json) -> str:
    return "" if isinstance(value, str) and value in {"yes", "no"} else '"yes" or "no"'


def _choice(fact: Fact, value: Json) -> str:
    known = isinstance(value, str) and fact.choice(value) is not None
    return "" if known else "one of " + ", ".join(choice.id for choice in fact.choices)


def _choices(fact: Fact, value: Json) -> str:
    whole = isinstance(value, list | tuple) and bool(value) and all(not _choice(fact, item) for item in value)
    return "" if whole else "a list of some of " + ", ".join(choice.id for choice in fact.choices)


def _number(_: Fact, value: Json) -> str:
    return "" if _is_number(value) else "a number"


def _money(_: Fact, value: Json) -> str:
    wanted = '{"amount": number, "currency": "EUR", "per": "year" or null}'
    if not isinstance(value, Mapping) or not value.keys() <= {"amount", "currency", "per"}:
        return wanted
    currency = value.get("currency")
    fits = (
        _is_number(value.get("amount"))
        and (isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency) is not None)
        and (value.get("per") is None or value["per"] in PERIODS)
    )
    return "" if fits else wanted


def _date(_: Fact, value: Json) -> str:
    try:
        last_day(value)
    except (ValueError, TypeError):
        return "a date such as 2026-12-31, 2026-12 or 2026-Q4"
    return ""


def _person(_: Fact, value: Json) -> str:
    fits = (
        isinstance(value, Mapping)
        and value.keys() <= set(PERSON_KEYS)
        and all(isinstance(part, str | None) for part in value.values())
        and bool(value.get("name") or value.get("title"))
        and _said(value).get("role", "unknown") in ROLES
    )
    return "" if fits else '{"name", "title", "role", "email"} with a role of ' + ", ".join(ROLES)


def _said(person: Mapping[str, Json]) -> dict[str, Json]:
    """A person without what is null: that was not said."""
    return {key: part for key, part in person.items() if part is not None}


def _people(fact: Fact, value: Json) -> str:
    whole = isinstance(value, list | tuple) and bool(value) and all(not _person(fact, item) for item in value)
    return "" if whole else "a list of people"


_CHECKS: Mapping[str, Callable[[Fact, Json], str]] = {
    "text": _text,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "money": _money,
    "date": _date,
    "person": _person,
    "people": _people,
}


def band_of(fact: Fact, value: Json, *, on: date, currency: str) -> Band | None:
    """The first band of the fact's scale that fits; days count from `on`, money in the bank's `currency`."""
    if not fact.scale or value is None:
        return None
    measure = _measures(fact, value, on, currency)
    return next((band for band in fact.scale if all(_holds(measure, *test) for test in band.tests)), None)


def _measures(fact: Fact, value: Json, on: date, currency: str) -> Mapping[str, float]:
    """What the bands of a scale compare: a size, a number of days, a length."""
    match fact.type:
        case "number":
            return {"size": value}
        case "money":
            return {"size": value["amount"]} if value["currency"] == currency else {}
        case "date":
            return {"days": (last_day(value) - on).days}
        case "choices":
            return {"length": len(set(value))}
        case "people":
            return {"length": len(value)}
    return {}


_BAND_TESTS: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
    "gt": ("size", lambda got, bound: got > bound),
    "gte": ("size", lambda got, bound: got >= bound),
    "lt": ("size", lambda got, bound: got < bound),
    "lte": ("size", lambda got, bound: got <= bound),
    "within_days": ("days", lambda got, bound: got <= bound),
    "beyond_days": ("days", lambda got, bound: got > bound),
    "at_least": ("length", lambda got, bound: got >= bound),
}


def _holds(measures: Mapping[str, float], operator: str, bound: float) -> bool:
    measure, test = _BAND_TESTS[operator]
    return measure in measures and test(measures[measure], bound)


def quality_of(fact: Fact, answer: Answer, *, on: date, currency: str) -> int | None:
    """How good an answer is, 0 to 3: the rep's word, else the choice's (the highest of several), else the scale's."""
    if not answer.known:
        return None
    if answer.quality is not None:
        return answer.quality
    if fact.choices:
        picked = answer.value if fact.type == "choices" else [answer.value]
        qualities = [choice.quality for choice in fact.choices if choice.id in picked and choice.quality is not None]
        if qualities:
            return max(qualities)
    band = band_of(fact, answer.value, on=on, currency=currency)
    return band.quality if band else None


def knockouts_of(fact: Fact, answer: Answer, *, on: date, currency: str) -> tuple[str, ...]:
    """The codes that a confirmed answer fires: those of its choices and of its band."""
    if not answer.confirmed:
        return ()
    picked = answer.value if fact.type == "choices" else [answer.value]
    codes = [choice.knockout for choice in fact.choices if choice.knockout and choice.id in picked]
    band = band_of(fact, answer.value, on=on, currency=currency)
    return (*codes, *([band.knockout] if band and band.knockout else []))


def describe(fact: Fact, value: Json) -> str:
    """A value as a person reads it, on one line."""
    match fact.type:
        case "yes_no":
            return {"yes": "Yes", "no": "No"}.get(value, str(value))
        case "choice":
            return _label(fact, value)
        case "choices":
            return ", ".join(_label(fact, item) for item in value)
        case "number":
            return f"{plain_number(value)} {fact.unit}" if fact.unit else plain_number(value)
        case "money":
            return describe_money(value)
        case "person":
            return describe_person(value)
        case "people":
            return "; ".join(describe_person(item) for item in value)
        case _:
            return " ".join(str(value).split())


def _label(fact: Fact, choice_id: str) -> str:
    choice = fact.choice(choice_id)
    return choice.label if choice else choice_id


def plain_number(value: float) -> str:
    """A number with thousands separators and no needless digits."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def describe_money(value: Mapping[str, Json]) -> str:
    per = {None: "", "one_off": " one-off"}.get(value.get("per"), f" a {value.get('per')}")
    return f"{value['currency']} {plain_number(value['amount'])}{per}"


def describe_person(value: Mapping[str, Json]) -> str:
    role = value.get("role", "unknown")
    parts = [
        value.get("name", ""),
        value.get("title", ""),
        "" if role == "unknown" else role.replace("_", " "),
    ]
    return ", ".join(part for part in parts if part)
