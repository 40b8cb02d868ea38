"""Amounts of money and numbers found inside a line, each with its place and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from discovery.banks.conditions import Json
from discovery.capture.money import NAMES, PER, SHARED, parse_money
from discovery.capture.numbers import RUN, SCALE, WORDS, parse_number
from discovery.capture.phrases import Match
from discovery.capture.tokens import Line
from discovery.errors import ValueRefused

_CODES = "USD EUR GBP CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF JPY CNY INR SGD HKD ZAR BRL MXN AED SAR ILS TRY RON BGN"
_SMALL_CODES = "usd|eur|gbp|chf|cad|aud|sek|nok|dkk|pln|jpy|inr|sgd"
_OUT_OF = re.compile(
    r"(?<![\w.,])([0-9]{1,2}(?:[.,]5)?)\s?(?:/|of|out of|outta|out a)\s?(?:10|ten\b)(?![0-9%]|[.,][0-9])"
)
_PLACE = re.compile(
    r"(?:#|\bno\.? ?|\bnumber |\bprio(?:rity)? |\btop )([1-9][0-9]?)(?![0-9%]|[.,][0-9])"
    r"|(?<![\w.,])([1-9][0-9]?)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NAMED_PLACE = re.compile(rf"\b(?:number (?P<word>one|two|three|four|five)|(?P<ordinal>{'|'.join(_ORDINALS)}))\b")
_WORD = "|".join(word for word in WORDS if len(word) > 2)
_NUMBER = re.compile(
    rf"(?<![\w.,:/#'’-])(?:{RUN}(?!:[0-9])|(?:{_WORD})\b)(?P<half> and a half\b)?|\b(?P<only_half>half (?=an hour))"
)
_EACH = re.compile(r"\s?(?:/|per )\s?(?:user|seat|head|person|employee|licen[cs]e)", re.IGNORECASE)
_SIGNS = ("before_low", "after_low", "apart_low", "before_high", "after_high", "apart_high", "apart")
_LITTLE_WORD = 3
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

    apart = rf"(?i:euros?|pounds?|dollars?|francs?|{_SMALL_CODES})(?=\s*(?:[.,;!]|$))"

    def one(name: str) -> str:
        return (
            rf"(?:(?<!\w)(?P<before_{name}>{currency})\s?|(?<![\w.,/#'’-]))(?P<run_{name}>{RUN})"
            rf"(?:\s?(?P<scale_{name}>(?i:{SCALE}))(?={currency}|[^A-Za-z]|$))?(?:\s?(?P<after_{name}>{currency})|,\s(?P<apart_{name}>{apart}))?"
        )

    high = one("high").replace(r"|(?<![\w.,/#'’-])", "|")
    per = PER.replace("(?P<", "(?P<per_")
    return re.compile(
        rf"(?:\bbetween )?{one('low')}(?:\s?(?:-|–|to|and|bis)\s?{high})?(?:\s?(?i:{per}))?(?:,\s(?P<apart>{apart}))?"
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
        bare = not (sign or scale)
        run = part["run_low"].rstrip(".,'’")
        if bare and part["run_high"]:
            continue
        end = found.start("run_low") + len(run) if bare and not per else found.end()
        try:
            text = f"{run}{scale} {sign} {'per ' + per if part['per_unit'] else per}"
            value = parse_money(text, currency)
        except ValueRefused:
            continue
        if not bare or value["amount"] >= _BARE_MONEY:
            end = len(line.text[:end].rstrip(" .,'’"))
            yield Atom("money", value, found.start(), end, weak=bare, kept=bool(part["run_high"]))


def numbers_in(line: Line, matches: Sequence[Match]) -> Iterator[Atom]:
    """The numbers, with the unit that follows."""
    units = {match.first: match for match in matches if match.meaning.kind == "unit"}
    for found in _OUT_OF.finditer(line.text):
        yield Atom("number", _plain(found[1]), *found.span(), unit="of 10")
    for found in _PLACE.finditer(line.text):
        yield Atom("number", int(found[1] or found[2]), *found.span(), unit="place")
    for found in _NAMED_PLACE.finditer(line.text.lower() if line.text.isascii() else line.text):
        place = WORDS[found["word"]] if found["word"] else _ORDINALS.index(found["ordinal"]) + 1
        yield Atom("number", place, *found.span(), unit="place")
    for found in _NUMBER.finditer(line.text):
        half = found["half"] or found["only_half"] or ""
        run = "0" if found["only_half"] else found[0].removesuffix(half).rstrip(".,'’")
        end = found.end() if half else found.start() + len(run)
        token = line.token_at(end)
        scaled = line.tokens[token].word in ("k", "m") if token < len(line.tokens) else False
        if scaled and line.tokens[token].start == end:
            run, end, token = line.text[found.start() : line.tokens[token].end], line.tokens[token].end, token + 1
        unit, beside = units.get(token), True
        if unit is None and token < len(line.tokens) and len(line.tokens[token].word) > _LITTLE_WORD:
            beside = False
            unit = units.get(token + 1)  # `120 named users`, but not `15 a month`
        near = unit is not None and line.tokens[unit.first].clause == line.clause_at(found.start())
        name = unit.meaning.of if unit and near else ""
        if not name and (scaled or run[0].isalpha() or half):
            continue
        try:
            value = parse_number(run, None)
        except ValueRefused:
            continue
        value += 0.5 if half else 0
        if unit and near:
            end = line.tokens[unit.last].end
        yield Atom("number", value, found.start(), end, unit=name, kept=bool(name) and not beside)


def _plain(run: str) -> int | float:
    number = float(run.replace(",", "."))
    return int(number) if number.is_integer() else number
