"""The entry of one question: a line of free text in, the value of its type out.

What reads a type is imported when that type is first asked: the patterns of dates alone cost ten milliseconds.
"""

from __future__ import annotations

from datetime import date

from discovery.banks.conditions import Json
from discovery.banks.model import Fact
from discovery.capture import examples as shown
from discovery.capture.refusals import refused
from discovery.errors import ValueRefused
from discovery.text import clean

_MOST_TYPED = {"people": 2000, "choices": 1000}
_MOST_TYPED_ELSE = 200


def parse(fact: Fact, typed: str, *, on: date, currency: str) -> Json:
    """The value of `fact` that was typed, as the answer sheet has it by type.

    `on` is the day of the call, from which dates are counted; `currency` is the bank's, for money without one.
    Raises ValueRefused with one line that says what to type.
    """
    text = clean(typed).strip()
    if not text:
        raise ValueRefused(f"Nothing was typed: what fits is {examples(fact)}")
    most = _MOST_TYPED.get(fact.type, _MOST_TYPED_ELSE)
    if len(text) > most and fact.type != "text":
        raise refused(text, f"is too long: type at most {most} characters, and put the rest into the note")
    return _value(fact, text, on, currency)


def _value(fact: Fact, text: str, on: date, currency: str) -> Json:
    match fact.type:
        case "text":
            return text
        case "number":
            from discovery.capture.numbers import parse_number

            return parse_number(text, fact.unit)
        case "money":
            from discovery.capture.money import parse_money

            return parse_money(text, currency)
        case "date":
            from discovery.capture.dates import parse_date

            return parse_date(text, on)
        case "person" | "people":
            from discovery.capture.people import parse_people, parse_person

            return parse_person(text) if fact.type == "person" else parse_people(text)
        case _:
            return _picked(fact, text)


def _picked(fact: Fact, text: str) -> str | list[str]:
    from discovery.capture.choices import parse_choice, parse_choices, parse_yes_no

    if fact.type == "yes_no":
        return parse_yes_no(text)
    return parse_choice(text, fact.choices) if fact.type == "choice" else parse_choices(text, fact.choices)


def examples(fact: Fact) -> str:
    """What an empty entry of this question shows: a few things that can be typed."""
    unit = f" ({fact.unit})" if fact.unit else ""
    count = len(fact.choices)
    return {
        "text": "their own words",
        "yes_no": "y or n",
        "choice": f"1 to {count}, or how a label starts",
        "choices": f"1 to {count}, several such as 1 3, or how labels start, with commas",
        "number": f"{shown.NUMBER}{unit}",
        "money": shown.MONEY,
        "date": shown.DATE,
        "person": shown.PERSON,
        "people": shown.PEOPLE,
    }[fact.type]
