"""Numbers as people write them: `1.5k`, `2 million`, `1,200`, `1 200`, `12,5`, `about 40 users`."""

from __future__ import annotations

import re

from discovery.capture import examples
from discovery.capture.refusals import refused
from discovery.capture.spoken import SPOKEN, WORDS, spoken

_SCALES = {
    2: ("hundred",),
    3: ("thousands", "thousand", "grand", "tsd", "k"),
    5: ("lakhs", "lakh"),
    6: ("millions", "million", "mill", "mil", "mio", "mln", "mn", "mm", "m"),
    7: ("crores", "crore"),
    9: ("billions", "billion", "milliards", "milliard", "mrd", "bn", "b"),
}
_EXPONENT = {word: exponent for exponent, words in _SCALES.items() for word in words}

RUN = r"(?:[0-9]{1,3}(?:[ ][0-9]{3})+(?:[.,][0-9]+)?|[0-9][0-9.,'’]*|\.[0-9]+)(?![0-9])"
"""Pattern of digits with their separators."""
SCALE = "|".join(sorted(_EXPONENT, key=len, reverse=True))
"""Pattern of what multiplies them."""

_MOST_DIGITS = 15  # a whole number of so many digits is exact as a float and in JSON
_ABOUT = re.compile(r"^(?:(?:about|around|roughly|approx(?:imately)?|circa|ca|some)\b\.?|~|≈)\s*", re.IGNORECASE)
_NUMBER = re.compile(
    rf"(?P<sign>-|minus )?(?:(?P<run>{RUN})(?:e(?P<power>[+-]?[0-9]{{1,2}}))?|(?P<word>{SPOKEN}|{'|'.join(WORDS)})\b)"
    rf"(?:\s*(?P<scale>{SCALE})|(?<=[0-9])(?:st|nd|rd|th))?"
)
_GROUPED = re.compile(r"[0-9]{1,3}([.,'’ ])[0-9]{3}(?:\1[0-9]{3})*")
_RANGE = re.compile(
    rf"(?P<low>{RUN})\s*(?P<low_scale>{SCALE})?[^0-9a-z]{{0,3}}"
    rf"(?:[-–—]|\b(?:to|or|and)\b)[^0-9]{{0,5}}{RUN}\s*(?P<high_scale>{SCALE})?(?![a-z]{{3}})"
)
_OPEN = re.compile(
    r"^(?:(?:more|less|fewer) than|at (?:least|most)|over|under|above|below|up to|[<>≤≥]=?)\s*(?P<before>.+)"
    r"|(?P<after>.+?)\s*(?:\+|or (?:more|less|so))$"
)


def simplified(typed: str) -> str:
    """One line in lower case, its minus signs and spaces plain."""
    return " ".join(typed.casefold().replace("\u2212", "-").split()).rstrip(" .!")


def without_about(text: str) -> str:
    """The text without a leading `about`, `roughly`, `~`: a value has no place for it."""
    return _ABOUT.sub("", text)


def parse_number(typed: str, unit: str | None) -> int | float:
    """The number that was typed; a trailing or leading `unit` is dropped. Raises ValueRefused."""
    text = _without_unit(without_about(simplified(typed)), unit)
    found = _NUMBER.fullmatch(text)
    if not found:
        refuse_inexact(typed, text)
        raise refused(typed, f"is not a number: try {examples.NUMBER}")
    scale, run = found["scale"], found["run"]
    if scale and len(scale) == 1 and (unit or "").casefold().startswith(scale):
        raise refused(typed, f"can be read two ways: type {run} {unit}, or the whole number")
    if run is None:
        number: int | float = (spoken(found["word"]) or 1) * 10 ** _EXPONENT.get(scale, 0)
    elif not scale and _dot_is_doubtful(run):
        raise refused(typed, f"can be read two ways: type {run.replace('.', '')} or {run.rstrip('0')}")
    else:
        number = amount(typed, run, scale, power=int(found["power"] or 0))
    return -number if found["sign"] else number


def amount(typed: str, run: str, scale: str | None, *, power: int = 0, dot_groups: bool = False) -> int | float:
    """The number of a `run` of digits times its `scale`; whole ones are int.

    One comma before three digits separates thousands; one dot does so only with `dot_groups` and no scale.
    Raises ValueRefused.
    """
    whole, fraction = _halves(typed, run, dot_groups and not scale)
    exponent = _EXPONENT.get(scale or "", 0) + power
    if len(whole.lstrip("0")) + exponent > _MOST_DIGITS:
        raise refused(typed, f"is too large: a number has at most {_MOST_DIGITS} digits")
    number = float(f"{whole or 0}.{fraction or 0}e{exponent}")
    return int(number) if number.is_integer() else number


def _halves(typed: str, run: str, dot_groups: bool) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    marks = [char for char in run if not char.isdigit()]
    if not marks:
        return run, ""
    last, grouped = marks[-1], _GROUPED.fullmatch(run)
    if grouped and (len(marks) > 1 or (last != "." and run[0] != "0") or (dot_groups and run[0] != "0")):
        return _digits(run), ""
    whole, _, fraction = run.rpartition(last)
    thousands = not _digits(whole) or whole.isdigit() or (_GROUPED.fullmatch(whole) and last not in whole)
    if last not in ".," or not fraction or not thousands:
        raise refused(typed, f"has its separators in odd places: type {_digits(run)} or {examples.NUMBER}")
    return _digits(whole), fraction


def _digits(run: str) -> str:
    return "".join(char for char in run if char.isdigit())


def _dot_is_doubtful(run: str) -> bool:
    """Whether `1.200` may be 1200 or 1.2: nobody writes the last zero of a decimal, but many write 1200 so."""
    return bool(_GROUPED.fullmatch(run)) and run.count(".") == 1 and run[0] != "0" and run[-1] == "0"


def _without_unit(text: str, unit: str | None) -> str:
    """The text without the unit, in the singular or plural, after it or before it."""
    if not unit:
        return text
    word = simplified(unit)
    stem = word.removesuffix("s")
    spellings = [word, stem, f"{stem}s"]
    if word.startswith("of "):
        spellings += [f"out {word}", f"/{word[3:]}", f"/ {word[3:]}"]
    if word in {"%", "percent"}:
        spellings += ["%", "percent", "per cent"]
    for spelling in sorted(spellings, key=len, reverse=True):
        rest = text.removesuffix(spelling)
        if rest == text and text.startswith(f"{spelling} "):
            rest = text.removeprefix(spelling)
        if spelling and rest != text and any(char.isalnum() for char in rest):
            return rest.strip()
    return text


def refuse_inexact(typed: str, text: str) -> None:
    """Raises ValueRefused where the text is a range or has an open end, naming a value to type."""
    if found := _RANGE.search(text):
        scale = found["low_scale"] or found["high_scale"] or ""
        low = f"{text[: found.start()]}{found['low'].strip('.,')}{scale}{text[found.end() :]}"
        raise refused(
            typed, f"is a range: type the end that is certain, such as {low}, and put the other into the note"
        )
    if found := _OPEN.fullmatch(text):
        rest = found["before"] or found["after"]
        raise refused(typed, f"has an open end: type {rest}, and put the rest into the note")
