"""Choices by their digit, id, label, other words, or the start of one of them."""

from __future__ import annotations

import re

from discovery.banks.model import Choice
from discovery.capture.refusals import refused

_KEYS = re.compile(r"[0-9]+(?:[\s+&]+[0-9]+)*")
_BETWEEN = re.compile(r"[,;\n]|\band\b", re.IGNORECASE)
_SHOWN = 12  # choices that a refusal lists
_YES = frozenset({"y", "yes", "yeah", "yep", "yup"})
_NO = frozenset({"n", "no", "nope", "nah"})


def parse_yes_no(typed: str) -> str:
    """`yes` or `no`. Raises ValueRefused."""
    word = _folded(typed)
    if word not in _YES | _NO:
        raise refused(typed, "is neither yes nor no: type y or n")
    return "yes" if word in _YES else "no"


def parse_choice(typed: str, choices: tuple[Choice, ...]) -> str:
    """The id of the choice that was meant. Raises ValueRefused."""
    found = _matching(typed, choices)
    if len(found) == 1:
        return found[0].id
    if found:
        listed = " or ".join(_listed(choice, choices) for choice in found[:_SHOWN])
        raise refused(typed, f"fits several choices: type {listed}")
    raise refused(typed, f"is none of the choices: type {_all_listed(choices)}")


def parse_choices(typed: str, choices: tuple[Choice, ...]) -> list[str]:
    """The ids of the choices that were meant, in the order said, each once. Raises ValueRefused."""
    if len(whole := _matching(typed, choices)) == 1:
        return [whole[0].id]
    parts = [key for part in _parts(typed, choices) for key in _keys(part, len(choices))]
    return list(dict.fromkeys(parse_choice(part, choices) for part in parts))


def _keys(part: str, count: int) -> list[str]:
    """`1 3`, and `13` where no choice has two digits, are two keys; other text is one."""
    if not _KEYS.fullmatch(part):
        return [part]
    return re.findall(r"[0-9]" if count < 10 else r"[0-9]+", part)


def _parts(typed: str, choices: tuple[Choice, ...]) -> list[str]:
    """What stands between commas; a label with a comma or an `and` in it stays whole."""
    pieces = [piece for piece in map(str.strip, _BETWEEN.split(typed)) if piece]
    labels = {_folded(_BETWEEN.sub(" ", word)): word for choice in choices for word in _words(choice)}
    longest = max((len(_BETWEEN.split(word)) for word in labels.values()), default=1)
    parts: list[str] = []
    while pieces:
        lengths = (n for n in range(min(longest, len(pieces)), 1, -1) if _folded(" ".join(pieces[:n])) in labels)
        length = next(lengths, 1)
        parts.append(labels[_folded(" ".join(pieces[:length]))] if length > 1 else pieces[0])
        del pieces[:length]
    return parts or [typed]


def _matching(typed: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices that fit best: the one of a digit, else by whole words, else by how they start."""
    word = _folded(typed)
    if word.isascii() and word.isdigit() and len(word) < 4 and 1 <= int(word) <= len(choices):
        return (choices[int(word) - 1],)
    same = tuple(choice for choice in choices if word in (_folded(choice.id), _folded(choice.label)))
    same = same or tuple(choice for choice in choices if word in map(_folded, choice.also))
    if same or not word:
        return same
    return tuple(c for c in choices if any(_folded(label).startswith(word) for label in _words(c)))


def _words(choice: Choice) -> tuple[str, ...]:
    return (choice.id, choice.label, *choice.also)


def _folded(text: str) -> str:
    """As it is compared: lower case, commas and underscores as spaces, one space between words."""
    spaced = re.sub(r"[_,;\s]+", " ", text.casefold().replace("’", "'"))
    return spaced.strip(" .!?") or spaced.strip()


def _listed(choice: Choice, choices: tuple[Choice, ...]) -> str:
    return f"{choices.index(choice) + 1} {choice.label}"


def _all_listed(choices: tuple[Choice, ...]) -> str:
    listed = "; ".join(_listed(choice, choices) for choice in choices[:_SHOWN])
    return f"{listed}; …" if len(choices) > _SHOWN else listed
