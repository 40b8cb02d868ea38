"""The same assessment as concerns that are counted: 0 no work left, 1 not known well enough, 2 a serious concern.

The scale and its bounds (of eight concerns: up to 5 good, up to 10 much work, above that a review) are the inverted
scoring published for SCOTSMAN; where fewer or more criteria are in scope, the bounds keep their share of the maximum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from discovery.banks.model import Bank
from discovery.engine.answers import Evidence
from discovery.engine.assessment import Assessment, CriterionScore, reaches

WORST = 2
ENOUGH = 2
"""The quality from which a confirmed criterion is no concern."""


class Outlook(StrEnum):
    """What a sum of concerns says."""

    GOOD = "good"
    WORK = "much work left"
    REVIEW = "review whether to go on"


_BOUNDS = ((5 / 16, Outlook.GOOD), (10 / 16, Outlook.WORK))


@dataclass(frozen=True, slots=True)
class ProblemPoints:
    """The concern of each criterion in scope, by its id in display order; their sum, and the most that it can be."""

    concerns: Mapping[str, int]
    total: int
    most: int
    outlook: Outlook

    def __str__(self) -> str:
        return f"{self.total} of {self.most} problem points: {self.outlook}"


def counts_concerns(bank: Bank) -> bool:
    """Whether a bank is read this way: SCOTSMAN, and what a team made of it under a name such as `scotsman_large`."""
    return bank.id.partition("_")[0] == "scotsman"


def concern(score: CriterionScore) -> int:
    """0 where it is confirmed and good enough, 2 where it is confirmed and is not, 1 where nobody knows for sure."""
    if score.evidence is not Evidence.CONFIRMED or score.quality is None:
        return 1
    return 0 if reaches(score.quality, ENOUGH) else WORST


def problem_points(found: Assessment) -> ProblemPoints:
    """The concerns of an assessment. Without a criterion in scope there is none, and nothing is good."""
    concerns = {score.id: concern(score) for score in found.criteria}
    total, most = sum(concerns.values()), WORST * len(concerns)
    reached = (outlook for share, outlook in _BOUNDS if most and reaches(share * most, total))
    return ProblemPoints(MappingProxyType(concerns), total, most, next(reached, Outlook.REVIEW))
