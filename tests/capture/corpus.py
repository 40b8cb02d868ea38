"""The written lines with what they have to give, and how far a reading has that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yamlcore import CCoreLoader

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.capture.line import Reading
from tests.capture.readers import LIBRARY, reader

ON = date(2026, 11, 25)
_HONORIFIC = re.compile(r"^(?:(?:dr|mr|mrs|ms|prof|herr|frau|sir)\b\.? ?)+")


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the corpus."""

    bank: str
    line: str
    gives: dict[str, Json]
    prefer: str | None = None
    note: str = ""
    may: dict[str, Json] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of proposals: right, made, and wanted. `faults` say what was wrong, a line each."""

    right: int
    made: int
    wanted: int
    faults: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def corpus(name: str) -> tuple[Written, ...]:
    """The lines of one of the files in `lines`: `reps`, `words`, `fresh`, `held` or `strangers`."""
    text = (Path(__file__).parent / "lines" / f"{name}.yaml").read_text("utf-8")
    return tuple(Written(**item) for item in yaml.load(text, CCoreLoader))


def score(lines: tuple[Written, ...]) -> Score:
    """How far the readings of some lines have what they have to give."""
    right = made = wanted = 0
    faults: list[str] = []
    for written in lines:
        bank = LIBRARY.bank(written.bank)
        reading = reader(written.bank).read(written.line, on=ON, prefer=written.prefer)
        given = merged(reading)
        fits = _fitting(bank, written.gives, given, written)
        also = {fit.rstrip("!") for fit in _fitting(bank, written.may, given, written) - fits}
        missing = {key: value for key, value in written.gives.items() if not {key, key.rstrip("!")} & (fits | also)}
        wrong = {key: value for key, value in given.items() if key not in {fit.rstrip("!") for fit in fits} | also}
        right, made, wanted = right + len(fits), made + len(fits) + len(wrong), wanted + len(fits) + len(missing)
        if missing or wrong:
            faults.append(f"{written.bank}: {written.line}\n    missing {missing}\n    wrong {wrong}")
        if written.note not in reading.note:
            faults.append(f"{written.bank}: {written.line}\n    note {reading.note!r}")
    return Score(right, made, wanted, tuple(faults))


def _fitting(bank: Bank, wanted: dict[str, Json], given: dict[str, Any], written: Written) -> set[str]:
    """The keys of what is wanted that is given; of several values that are all fine, any."""
    return {
        key
        for key, value in wanted.items()
        if any(_is_right(bank.facts, key, one, given, written) for one in (value["any"] if _is_any(value) else [value]))
    }


def _is_any(value: Json) -> bool:
    return isinstance(value, dict) and set(value) == {"any"}


def merged(reading: Reading) -> dict[str, tuple[Json, bool, str, str]]:
    """Value, confirmed, state and quote of each fact that is proposed; lists of one fact add up."""
    given: dict[str, tuple[Json, bool, str, str]] = {}
    for proposal in reading.proposals:
        value: Any = proposal.value
        if proposal.fact in given and isinstance(value, list):
            value = [*given[proposal.fact][0], *value]
        given[proposal.fact] = (value, proposal.confirmed, proposal.state, proposal.quote)
    return given


def _is_right(facts: Any, key: str, value: Json, given: dict[str, Any], written: Written) -> bool:
    name = key.rstrip("!")
    if name not in given:
        return False
    found, confirmed, state, quote = given[name]
    if confirmed != key.endswith("!") or written.quotes.get(name, quote) != quote:
        return False
    if value in ("?", "-"):
        return bool(state == {"?": "unknown", "-": "declined"}[value])
    return state == "answered" and _is_same(facts[name], str_of(value), found)


def str_of(value: Json) -> Json:
    return value.isoformat() if isinstance(value, date) else value


def _is_same(fact: Fact, wanted: Json, found: Json) -> bool:
    match fact.type:
        case "text":
            return str(wanted).casefold() in str(found).casefold()
        case "money":
            amount, _, unit = str(wanted).partition(" ")
            currency, _, per = unit.partition("/")
            return bool(found == {"amount": float(amount), "currency": currency, "per": per or None})
        case "person":
            return _is_person(wanted, found)
        case "people":
            pairs = zip(sorted(wanted), sorted(found, key=lambda person: person["name"].casefold()), strict=False)
            return len(wanted) == len(found) and all(_is_person(one, two) for one, two in pairs)
        case "choices":
            return sorted(wanted) == sorted(found)
        case _:
            return bool(wanted == found)


def _is_person(wanted: str, found: Json) -> bool:
    parts = zip((part.strip() for part in wanted.split("|")), ("name", "title", "role"), strict=True)
    return all(part == "*" or _bare(part) == _bare(found[key]) for part, key in parts)


def _bare(name: str) -> str:
    """A name or title as it is compared: without capitals, and without the `Mr` or `Dr` that somebody may leave out."""
    return _HONORIFIC.sub("", name.casefold())
