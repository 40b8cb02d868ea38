"""How many examples a property is tried on: what is written there, times DISCOVERY_EXAMPLES (1 where it is not set).

DISCOVERY_EXAMPLES=20 scripts/test tests/banks/test_diff.py
"""

from __future__ import annotations

import os

from hypothesis import settings

TIMES = float(os.environ.get("DISCOVERY_EXAMPLES", "1"))
EVERY_TEST = 100
"""What a property that says nothing is tried on."""


def examples(count: int) -> settings:
    """The settings of a property that is tried on so many examples."""
    return settings(max_examples=times(count), deadline=None)


def times(count: int) -> int:
    return max(1, round(count * TIMES))
