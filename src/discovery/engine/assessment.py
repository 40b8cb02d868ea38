"""The parts of an assessment. Figures are floats, not rounded, and compared with a tolerance of 1e-9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from discovery.engine.answers import Evidence

TOLERANCE = 1e-9


def reaches(value: float, bound: float) -> bool:
    """Whether a figure is at least the bound, within the tolerance."""
    return value >= bound - TOLERANCE


class Verdict(StrEnum):
    """In the order in which the first row that holds wins."""

    DO_NOT_CONTACT = "do_not_contact"
    DISQUALIFIED = "disqualified"
    INSUFFICIENT = "insufficient"
    QUALIFIED = "qualified"
    NURTURE = "nurture"
    DEVELOP = "develop"


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion in scope. `points` are in units of its weight; `quality` is a mean, not rounded.

    `firm`: whether the relevance of none of its proof facts hangs on an answer that is missing or not confirmed.
    """

    id: str
    title: str
    weight: float
    quality: float | None
    evidence: Evidence
    points: float
    rated: bool
    firm: bool

    @property
    def resolved(self) -> bool:
        return self.firm and self.evidence is Evidence.CONFIRMED


@dataclass(frozen=True, slots=True)
class Gate:
    """A must_pass: `met`, `weak` (confirmed and not good enough) or `open`."""

    criterion: str
    state: str
    gate: str = "must_pass"


@dataclass(frozen=True, slots=True)
class Knockout:
    """A knockout that fired; `fact` is None for one on the whole criterion. `firm`: its relevance is settled."""

    fact: str | None
    criterion: str
    code: str
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where a call stands, and why. Figures are percentages; `criteria` are those in scope, in display order."""

    bank: str
    version: str
    verdict: Verdict
    grade: str | None
    score: float
    ceiling: float
    coverage: float
    proof: float
    threshold: float
    criteria: tuple[CriterionScore, ...]
    gates: tuple[Gate, ...]
    knockouts: tuple[Knockout, ...]
    risks: tuple[str, ...]
    reasons: tuple[str, ...]
    next_step_dated: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Section 3, in percent."""

    score: float = 0.0
    ceiling: float = 0.0
    coverage: float = 0.0
    proof: float = 0.0


def shares(criteria: Sequence[CriterionScore]) -> list[tuple[int, int]]:
    """Points and weights of criteria in tenths of a percent, rounded so that they add up to the figures shown."""
    total = sum(score.weight for score in criteria)
    if not total:
        return [(0, 0) for _ in criteria]
    shown = f"{100 * sum(score.points for score in criteria) / total:.1f}"  # as the score is: .1f of the same float
    points = _rounded([1000 * score.points / total for score in criteria], round(10 * float(shown)))
    weights = _rounded([1000 * score.weight / total for score in criteria], 1000)
    return list(zip(points, weights, strict=True))


def _rounded(parts: Sequence[float], whole: int) -> list[int]:
    """Whole numbers that add up to `whole`: the most that was cut off is rounded up, in doubt the first."""
    cut = [int(part + TOLERANCE) for part in parts]
    for index in sorted(range(len(parts)), key=lambda at: round(cut[at] - parts[at], 6))[: whole - sum(cut)]:
        cut[index] += 1
    return cut
