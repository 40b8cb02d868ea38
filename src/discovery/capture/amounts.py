"""Amounts of money and numbers found inside a line, each with its place and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log

from discovery.banks.conditions import Json
from discovery.capture.money import NAMES, PER, SHARED, parse_money
from discovery.capture.numbers import RUN, SCALE, parse_number
from discovery.capture.phrases import Match
from discovery.capture.spoken import SPOKEN, SPOKEN_LARGE, WORDS, spoken
from discovery.capture.tokens import Line
from discovery.errors import ValueRefused

_CODES = "USD EUR GBP CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF JPY CNY INR SGD HKD ZAR BRL MXN AED SAR ILS TRY RON BGN"
_SMALL_CODES = "usd|eur|gbp|chf|cad|aud|sek|nok|dkk|pln|jpy|inr|sgd"
_OUT_OF = re.compile(
    r"(?<![\w.,])([0-9]{1,2}(?:[.,]5)?)\s?(?:/|of|out of|outta|out a)\s?(?:10|ten\b)(?![0-9%]|[.,][0-9])"
)
_PLACE = re.compile(
    r"(?:#|\bno\.? ?|\bnumber |\bprio(?:rity)? |\btop )([1-9][0-9]?)(?![0-9%]|[.,][0-9])"
    r"|(?<![\w.,])([1-9][0-9]?)(?:st|nd|rd|th)\b(?: (?:out )?of (?:the )?[0-9]{1,2}\b)?",
    re.IGNORECASE,
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NAMED_PLACE = re.compile(rf"\b(?:number (?P<word>one|two|three|four|five)|(?P<ordinal>{'|'.join(_ORDINALS)}))\b")
_ONE = rf"(?:{RUN}(?!:[0-9])|{SPOKEN})"
_NUMBER = re.compile(
    rf"(?<![\w.,:/#'’-])(?P<run>{_ONE})(?!\s?[ap]\.?m\b)(?:(?P<half> and a half\b)|-odd\b| odd\b| or so\b"
    rf"|\s?(?:-|–|to|or)\s?(?P<high>{_ONE})(?=\s?[A-Za-z]))?"
)
_HOURS = re.compile(
    r"\b(?:half (?:an? )?(?:hours?|hrs?)|(?:an? |one |1 )?(?:hour|hr)(?P<more> and a half))\b", re.IGNORECASE
)
_EACH = re.compile(r"\s?(?:/|per )\s?(?:user|seat|head|person|employee|licen[cs]e)", re.IGNORECASE)
_SIGNS = ("before_low", "after_low", "apart_low", "before_high", "after_high", "apart_high", "apart")
_LITTLE_WORD = 3
_YEAR = re.compile(r"20[123][0-9]")
_SURELY_MONEY = 1000  # in words, as a thousand says
_BARE_MONEY = 100  # a number without a currency, a scale or a period is money from here on, where something says so


@dataclass(frozen=True, slots=True)
class Atom:
    """A value in the line. `unit` of a number; `weak`: nothing but the number says money; `kept`: the note keeps it."""

    kind: str
    value: Json
    start: int
    end: int
    unit: str = ""
    weak: bool = False
    kept: bool = False


@cache
def _money() -> re.Pattern[str]:
    """An amount or two with `-` or `to` between them. Built when first used."""
    names = sorted((*NAMES, *SHARED), key=len, reverse=True)
    letters = [re.escape(name) for name in names if name[-1].isalpha()]
    signs = [re.escape(name) for name in names if not name[-1].isalpha()]
    codes = rf"(?:{'|'.join(_CODES.split())}|{_SMALL_CODES})(?![A-Za-z])"
    currency = rf"(?:{'|'.join(signs)}|(?i:{'|'.join(letters)})(?![A-Za-z])|{codes})"

    apart = rf"(?i:euros?|sterling|pounds?|dollars?|francs?|{_SMALL_CODES})(?=\s*(?:[.,;!]|$))"

    def one(name: str) -> str:
        return (
            rf"(?:(?<!\w)(?P<before_{name}>{currency})\s?|(?<![\w.,/#'’-]))(?P<run_{name}>{RUN}|{SPOKEN_LARGE}|{SPOKEN}(?=\s{currency}))"
            rf"(?:\s?(?P<scale_{name}>(?i:{SCALE}))(?={currency}|[^A-Za-z]|$))?(?:\s?(?P<after_{name}>{currency})|(?:,\s|\s[-–]\s)(?P<apart_{name}>{apart}))?"
        )

    high = one("high").replace(r"|(?<![\w.,/#'’-])", "|")
    per = PER.replace("(?P<", "(?P<per_")
    return re.compile(
        rf"(?:\bbetween )?{one('low')}(?:\s?(?:-|–|to|and|bis)\s?{high})?(?:\s?(?i:{per}))?"
        rf"(?:(?:,\s|\s[-–]\s)(?P<apart>{apart}))?"
    )


def money_in(line: Line, currency: str) -> Iterator[Atom]:
    """The amounts of money. Of a range the low end, as the entry has it, and the note keeps the whole."""
    for found in _money().finditer(line.text):
        part = found.groupdict()
        sign = next((part[name] for name in _SIGNS if part[name]), "")
        per = next((part[f"per_{name}"] for name in ("unit", "adverb", "once") if part[f"per_{name}"]), "")
        scale = part["scale_low"] or part["scale_high"] or ""
        if _EACH.match(line.text, found.end()) or _EACH.match(line.text, found.end("run_low")):
            continue
        run = part["run_low"].rstrip(".,'’")
        stop = found.start("run_low") + len(run)
        said = spoken(run) if run[0].isalpha() else 0
        run = str(said) if said else run
        bare = not (sign or scale or said >= _SURELY_MONEY)
        if bare and (part["run_high"] or _YEAR.fullmatch(run)):
            continue
        end = stop if bare and not per else found.end()
        try:
            text = f"{run}{scale} {sign} {'per ' + per if part['per_unit'] else per}"
            value = parse_money(text, currency)
        except ValueRefused:
            continue
        if not bare or value["amount"] >= _BARE_MONEY:
            end = len(line.text[:end].rstrip(" .,'’"))
            yield Atom("money", value, found.start(), end, weak=bare, kept=bool(part["run_high"]))


def numbers_in(line: Line, matches: Sequence[Match]) -> Iterator[Atom]:
    """The numbers, with the unit that follows. Of a range the low end; one in words without a unit is weak."""
    for found in _OUT_OF.finditer(line.text):
        yield Atom("number", _plain(found[1]), *found.span(), unit="of 10")
    places = list(_PLACE.finditer(line.text))
    for found in places:
        yield Atom("number", int(found[1] or found[2]), *found.span(), unit="place")
    for found in _NAMED_PLACE.finditer(line.text.lower() if line.text.isascii() else line.text):
        place = WORDS[found["word"]] if found["word"] else _ORDINALS.index(found["ordinal"]) + 1
        yield Atom("number", place, *found.span(), unit="place")
    for found in _HOURS.finditer(line.text):
        yield Atom("number", 1.5 if found["more"] else 0.5, *found.span(), unit="hours")
    units = {match.first: match for match in matches if match.meaning.kind == "unit"}
    for found in _NUMBER.finditer(line.text):
        if not any(place.start() < found.start() < place.end() for place in places):
            yield from _counted(line, units, found)


def _counted(line: Line, units: Mapping[int, Match], found: re.Match[str]) -> Iterator[Atom]:
    """A number with what it counts, if that is a unit."""
    text, run = line.text, found["run"].rstrip(".,'’")
    said = run[0].isalpha()
    end = found.start() + len(run)
    token = line.token_at(end)
    scaled = token < len(line.tokens) and line.tokens[token].start == end and line.tokens[token].word in ("k", "m")
    if scaled:
        run, end = text[found.start() : line.tokens[token].end], line.tokens[token].end
    unit, beside = _unit_at(line, units, line.token_at(found.end()), found.start())
    if unit is None and found["high"]:
        unit, beside = _unit_at(line, units, line.token_at(end), found.start())
    elif unit is None and not found["half"]:
        end = max(end, found.end() - len(found[0]) + len(found[0].rstrip(".,'’")))
    if not unit and scaled:
        return
    try:
        value = spoken(run) if said else parse_number(run, None)
    except ValueRefused:
        return
    value += 0.5 if found["half"] and unit else 0
    name = unit.meaning.of if unit else ""
    end = line.tokens[unit.last].end if unit else end
    kept = bool(name) and (not beside or bool(found["high"]))
    yield Atom("number", value, found.start(), end, unit=name, weak=said and not name, kept=kept)


def _unit_at(line: Line, units: Mapping[int, Match], at: int, start: int) -> tuple[Match | None, bool]:
    """The unit that begins at a token, or one behind it, and whether it is the very next; none in another clause."""
    unit, beside = units.get(at), True
    if unit is None and at < len(line.tokens) and len(line.tokens[at].word) > _LITTLE_WORD:
        unit, beside = units.get(at + 1), False  # `120 named users`, but not `15 a month`
    near = unit is not None and line.tokens[unit.first].clause == line.clause_at(start)
    return (unit if near else None), beside


def in_place_of(one: Atom, two: Atom) -> Atom:
    """What a value means in the place of another: of `150k, no, 120` thousands, of `9 weeks, no, 11` weeks."""
    bare = two.weak or (two.kind == "number" and not two.unit)
    if not bare or one.kind not in ("money", "number"):
        return two
    if one.kind == "number":
        return replace(two, unit=one.unit, weak=False)
    said = two.value["amount"] if two.kind == "money" else two.value
    scale = min((1, 10**3, 10**6), key=lambda scale: abs(log((said or 1) * scale / (one.value["amount"] or 1))))
    value = {**one.value, "amount": said * scale}
    return replace(two, kind="money", value=value, unit="", weak=False)


def _plain(run: str) -> int | float:
    number = float(run.replace(",", "."))
    return int(number) if number.is_integer() else number
