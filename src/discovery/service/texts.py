"""Foreign JSON made safe, on every way in."""

from __future__ import annotations

from collections.abc import Mapping

from discovery.banks.conditions import Json
from discovery.text import clean


def cleaned(value: Json) -> Json:
    """A JSON value with every text in it made safe."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(key) if isinstance(key, str) else key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return value
