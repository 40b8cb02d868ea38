"""Numbers said in words: `seventy thousand`, `two hundred and ten`, `half a million`, `a dozen`."""

from __future__ import annotations

import re

_WORDS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = (
    {"an": 1, "one": 1}
    | {word: number for number, word in enumerate((*_WORDS, *_TEENS), start=1)}
    | {word: 10 * number for number, word in enumerate(_TENS, start=2)}
)
"""Numbers that are said as a word."""
_TIMES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "grand": 1000,
    "million": 10**6,
    "mil": 10**6,
    "billion": 10**9,
}
_PARTS = {"half": 0.5, "quarter": 0.25, "couple": 2}
_UNITS = "|".join(word for word, number in WORDS.items() if number < 10 and len(word) > 2)
_TEN = "|".join(word for word, number in WORDS.items() if number >= 20)
_SINGLE = "|".join(word for word, number in WORDS.items() if number < 20 and len(word) > 2)
_SMALL = rf"(?:(?:{_TEN})(?:[\s-](?:{_UNITS})\b)?|(?:{_SINGLE})\b)"
_SCALED = rf"(?:\s(?:{'|'.join(_TIMES)})\b)+"
_PREFIX = r"half(?:\san?)?|(?:a\s)?quarter\sof\san?|(?:a\s)?couple(?:\sof)?|an?"

SPOKEN = rf"(?i:\b(?:(?:{_PREFIX})(?={_SCALED})|{_SMALL})(?:{_SCALED}(?:(?<=hundred)\sand\s{_SMALL}|\s{_SMALL})?)*)\b"
"""Pattern of a number in words."""
SPOKEN_LARGE = rf"(?i:\b(?:{_PREFIX}|{_SMALL})(?:{_SCALED}(?:(?<=hundred)\sand\s{_SMALL}|\s{_SMALL})?)+)\b"
"""The same with a hundred or more in it."""


def spoken(text: str) -> int | float:
    """The number that words of the pattern say."""
    total = current = 0.0
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word in _PARTS:
            current = _PARTS[word]
        elif word in _TIMES:
            current = (current or 1) * _TIMES[word]
            if _TIMES[word] >= 1000:
                total, current = total + current, 0
        elif word not in ("a", "an"):
            current += WORDS.get(word, 0)
    number = total + current
    return int(number) if number.is_integer() else number
