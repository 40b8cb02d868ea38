"""How an open criterion may end, before anything is known of it: section 7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from discovery.engine.answers import Evidence

END_STATES = tuple((quality, evidence) for evidence in (Evidence.CLAIMED, Evidence.CONFIRMED) for quality in range(4))

DEFAULT_ENDS = (0.2, *(0.3 / 4,) * 4, *(0.5 / 4,) * 4)
"""As it is now, then claimed at 0 to 3, then confirmed at 0 to 3."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Nine probabilities a criterion, in the order of `DEFAULT_ENDS`.

    `calls` closed calls it was learned from, 0 for the default; `learned_on` the day that was done.
    """

    by_criterion: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: MappingProxyType({}))
    next_step: float = 0.5
    calls: int = 0
    learned_on: date | None = None

    def ends(self, criterion: str) -> tuple[float, ...]:
        return self.by_criterion.get(criterion, DEFAULT_ENDS)


DEFAULT_PRIOR = Prior()
