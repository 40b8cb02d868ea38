"""The table of a benchmark: each figure beside the floor's, and whether the goal is met."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Numbers = Sequence[float]


def median(values: Numbers) -> float:
    return statistics.median(values) if values else math.nan


def p95(values: Numbers) -> float:
    """The 95th percentile, by nearest rank."""
    return sorted(values)[max(0, math.ceil(0.95 * len(values)) - 1)] if values else math.nan


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. `limit` is for the ratio to the floor where `ratio`, else for the figure; None: nothing is asked.

    It is the most that the goal allows, or the `least`.
    """

    what: str
    unit: str
    value: float
    floor: float | None = None
    limit: float | None = None
    ratio: bool = True
    least: bool = False

    @property
    def measured(self) -> float:
        """What the goal is about."""
        return self.value / self.floor if self.ratio and self.floor else self.value

    @property
    def met(self) -> bool | None:
        if self.limit is None:
            return None
        return self.measured >= self.limit if self.least else self.measured <= self.limit

    @property
    def goal(self) -> str:
        if self.limit is None:
            return ""
        unit = "x" if self.ratio and self.floor else self.unit
        return f"{'≥' if self.least else '≤'} {self.limit:g} {unit}"


def _figure(value: float | None, unit: str = "") -> str:
    if value is None:
        return ""
    return f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f} {unit}".strip()


def table(lines: Sequence[Line]) -> str:
    """The lines as Markdown."""
    rows = [("what", "discovery", "floor", "ratio", "goal", "met")]
    for line in lines:
        ratio = f"{line.value / line.floor:.2f} x" if line.floor else ""
        met = {None: "", True: "yes", False: "NO"}[line.met]
        rows.append((line.what, _figure(line.value, line.unit), _figure(line.floor, line.unit), ratio, line.goal, met))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
