"""How an entry is refused: on one line, what was typed and what to type instead."""

from __future__ import annotations

from discovery.errors import ValueRefused
from discovery.text import one_line

_QUOTED = 60


def refused(typed: str, why: str) -> ValueRefused:
    """The refusal to raise: `"soonish" is not a date: try …`. `typed` is cut short and made safe to show."""
    return ValueRefused(f'"{one_line(typed, _QUOTED)}" {one_line(why)}')
