"""Versions: a change that touches scores raises them."""

from __future__ import annotations

from discovery.banks.diff import SCORING, diff
from discovery.banks.model import Bank
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem

_Key = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def order(version: str) -> _Key:
    """What versions are compared by: three numbers, then no suffix above any suffix, as semantic versions have it."""
    numbers, _, suffix = version.partition("-")
    parts = tuple(_part(part) for part in suffix.split(".")) if suffix else ()
    return tuple(int(number) for number in numbers.split(".")), not suffix, parts


def _part(part: str) -> tuple[bool, int, str]:
    """A part of a suffix: numbers below words, numbers by their size."""
    return (False, int(part), "") if part.isdecimal() else (True, 0, part)


def version_problems(source: Source, old: Bank, new: Bank) -> tuple[Problem, ...]:
    """A problem at the version of the framework's file where scores changed since the old bank and it is not higher."""
    changes = [change for change in diff(old, new) if change.kind in SCORING]
    if not changes or order(new.version) > order(old.version):
        return ()
    first = changes[0]
    others = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    was = f"was {old.version} before" if old.version != new.version else f"is {new.version} as before"
    text = f"the version {was}, but scores changed ({first.where}: {first.what}{others}); raise it"
    return (source.problem("QB117", ("version",), text),)
