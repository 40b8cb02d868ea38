"""Ids that laptops can make apart from each other: UUID version 7 (RFC 9562), sorted by the time they were made."""

from __future__ import annotations

import secrets
import time
from uuid import UUID, uuid5


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds since 1970, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=(milliseconds & ((1 << 48) - 1)) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def key_behind(key: UUID) -> UUID:
    """The key of the change that goes with another one, right behind it: whoever reads both finds them together."""
    return uuid5(key, "behind")
