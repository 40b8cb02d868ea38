"""The qualities that a bank gives the answers of a fact, and bands of a scale that are never used."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from discovery.banks.conditions import Condition, Known, Leaf, Seen
from discovery.banks.model import Band, Fact

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "within_days": operator.le,
    "beyond_days": operator.gt,
    "at_least": operator.ge,
}
_AMOUNTS = ("number", "money")


def scored(fact: Fact) -> Condition:
    """A test that names every answer of the fact on which its quality hangs."""
    if fact.type == "choice":
        return Leaf(fact.id, "in", tuple(choice.id for choice in fact.choices))
    if fact.type == "choices" and fact.choices:
        best = max(fact.choices, key=lambda choice: -1 if choice.quality is None else choice.quality)
        return Leaf(fact.id, "has", best.id)
    if fact.type in _AMOUNTS and fact.scale:
        return Leaf(fact.id, "in", tuple(bound for band in fact.scale for _, bound in band.tests))
    return Leaf(fact.id, "answered", True)


def qualities(fact: Fact, seen: Seen) -> tuple[int | None, ...]:
    """The qualities that the bank may give an answer; a text is rated by the rep, a date is not placed in time."""
    if not isinstance(seen, Known):
        return (None,)
    if fact.type == "text":
        return (None, 0, 1, 2, 3)
    if fact.type in ("choice", "choices") and not fact.scale:
        picked = seen.value if isinstance(seen.value, list) else [seen.value]
        rated = [choice.quality for choice in fact.choices if choice.id in picked and choice.quality is not None]
        return (max(rated, default=None),)
    if fact.type in _AMOUNTS:
        band = first_band(fact, seen.value)
        return (None if band is None else fact.scale[band].quality,)
    return tuple(dict.fromkeys((None, *(band.quality for band in fact.scale), *(one.quality for one in fact.choices))))


def first_band(fact: Fact, value: float) -> int | None:
    """The place of the band that an amount, a number of days or a count falls into."""
    return next((n for n, band in enumerate(fact.scale) if _fits(band, value)), None)


def hidden_bands(fact: Fact) -> tuple[int, ...]:
    """The places of bands that no value falls into, because the ones above take it, or because there is none."""
    used = {first_band(fact, value) for value in _values(fact)}
    return tuple(n for n in range(len(fact.scale)) if n not in used)


def gap(fact: Fact) -> float | None:
    """A value between the bounds of a scale that falls into no band."""
    bounds = _bounds(fact)
    inside = (value for value in _values(fact) if bounds and bounds[0] <= value <= bounds[-1])
    return next((value for value in inside if first_band(fact, value) is None), None)


def _fits(band: Band, value: float) -> bool:
    return all(_HOLDS[name](value, bound) for name, bound in band.tests)


def _bounds(fact: Fact) -> list[float]:
    return sorted({bound for band in fact.scale for _, bound in band.tests})


def _values(fact: Fact) -> Iterator[float]:
    """One value for each way in which the bands differ: at, beside and between the bounds; days and counts whole."""
    bounds = _bounds(fact)
    if fact.type in _AMOUNTS:
        yield from (bounds[0] - 1, bounds[-1] + 1, *bounds) if bounds else (0,)
        yield from ((low + high) / 2 for low, high in pairwise(bounds))
    else:
        yield from sorted({value for bound in bounds for value in (bound - 1, bound, bound + 1) if value >= 0})
