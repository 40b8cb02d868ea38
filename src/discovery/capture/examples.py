"""What can be typed, by type: shown in an empty entry and in refusals."""

from __future__ import annotations

NUMBER = "40, 1.5k, 2 million"
MONEY = "50k€/y, USD 12,000, 8k a month"
DATE = "15 March, end of Q1, in 6 weeks, 2026-12"
PERSON = "Ana Ruiz, CFO, decider"
PEOPLE = "Ana Ruiz, CFO, decider; Bob Li, user"
