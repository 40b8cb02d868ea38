from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import FactType
from discovery.capture.entry import examples, parse
from discovery.engine.values import check_value
from discovery.errors import ValueRefused
from discovery.text import clean
from tests.capture.facts import ROUTES, WEDNESDAY, entered, fact

TYPES: tuple[FactType, ...] = get_args(FactType)

PIECES = (
    "1 12 40 1.200 1,5 31 2026 -12 q4 h1 k m € $ usd kr try per /y a month end of mid next this in week march tue "
    "the 15th by or - – : 14:00 , ; and @ ana <a@b.co> cfo decider yes no alloc ² ٣ ' . \n ı İ ſ \x1b \u200b"
)
pieces = st.sampled_from(PIECES.split(" "))
lines = st.text(max_size=300) | st.lists(pieces, max_size=8).map(" ".join) | st.lists(pieces, max_size=8).map("".join)


@given(st.sampled_from(TYPES), lines, st.dates(), st.sampled_from([None, "months", "of 10", "%"]))
def test_any_text_gives_a_value_of_the_type_or_a_refusal_on_one_line(
    kind: FactType, typed: str, on: date, unit: str | None
) -> None:
    asked = fact(kind, unit=unit, choices=ROUTES)
    try:
        value = parse(asked, typed, on=on, currency="EUR")
    except ValueRefused as refusal:
        told = str(refusal)
    else:
        told = "fine"
        assert check_value(asked, value) == value
    assert told
    assert clean(told).splitlines() == [told]


@given(st.text().filter(lambda text: clean(text).strip()))
def test_a_text_is_kept_clean_and_whole(typed: str) -> None:
    assert entered("text", typed) == clean(typed).strip()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("typed", ["", "  ", "\n", "\x1b", "\u200b"])
def test_nothing_typed_is_refused_with_what_fits(kind: FactType, typed: str) -> None:
    with pytest.raises(ValueRefused, match="Nothing was typed"):
        entered(kind, typed)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind != "text"])
def test_an_entry_that_is_too_long_is_refused_but_in_a_text(kind: FactType) -> None:
    with pytest.raises(ValueRefused, match="too long"):
        entered(kind, "a 1 - " * 1000)
    assert entered("text", "a 1 - " * 1000)


def test_a_refusal_shows_the_typed_text_cut_short_and_safe() -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("number", "\x1b]0;title\x07" + "x" * 150)
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 130


@pytest.mark.parametrize("kind", ["number", "money", "person", "people", "date"])
def test_every_example_shown_in_an_entry_can_be_typed(kind: FactType) -> None:
    shown = examples(fact(kind))
    separated = [shown] if kind in {"person", "people"} else shown.replace("12,000", "12 000").split(", ")
    for typed in separated:
        assert entered(kind, typed)


def test_the_placeholder_names_the_unit_and_the_number_of_choices() -> None:
    assert "(users)" in examples(fact("number", unit="users"))
    assert "1 to 5" in examples(fact("choice", choices=ROUTES))
    assert all(examples(fact(kind)) for kind in TYPES)


def test_importing_the_entry_loads_no_calendar() -> None:
    code = "import sys, discovery.capture.entry; print(*(name for name in sys.modules if 'dateutil' in name))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_day_of_the_call_itself_can_be_typed() -> None:
    assert entered("date", WEDNESDAY.isoformat()) == WEDNESDAY.isoformat()
