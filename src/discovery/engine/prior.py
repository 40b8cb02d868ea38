"""How an open criterion may end, before anything is known of it: section 7, and what closed calls teach of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from discovery.banks.conditions import Json
from discovery.engine.answers import Evidence

END_STATES = tuple((quality, evidence) for evidence in (Evidence.CLAIMED, Evidence.CONFIRMED) for quality in range(4))

DEFAULT_ENDS = (0.2, *(0.3 / 4,) * 4, *(0.5 / 4,) * 4)
"""As it is now, then claimed at 0 to 3, then confirmed at 0 to 3."""

ENOUGH_CALLS = 30
"""Closed calls of a bank from which on its own history replaces the default."""

PSEUDO_COUNTS = 10.0
"""How many closed calls the default weighs against those that were held."""

End = tuple[float | None, Evidence]


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

    @property
    def source(self) -> str:
        """Where the odds come from, as the screen names it."""
        return f"odds from {self.calls} closed calls" if self.calls else "odds from the default prior"


DEFAULT_PRIOR = Prior()


def learn(finals: Iterable[Mapping[str, End]], learned_on: date) -> Prior:
    """The prior that closed calls teach: smoothed frequencies of final states, the default as pseudo-counts.

    Each of `finals` is one closed call, its criteria with quality and evidence. A criterion that nothing was known
    of in the end counts as one that ended as it was. Fewer than `ENOUGH_CALLS` calls teach nothing: the default.
    """
    counts: dict[str, Counter[int]] = {}
    calls = 0
    for final in finals:
        calls += 1
        for criterion, (quality, evidence) in final.items():
            counts.setdefault(criterion, Counter())[_place(quality, evidence)] += 1
    if calls < ENOUGH_CALLS:
        return DEFAULT_PRIOR
    return Prior({criterion: _smoothed(seen) for criterion, seen in counts.items()}, calls=calls, learned_on=learned_on)


def _place(quality: float | None, evidence: Evidence) -> int:
    """The place of a final state among the nine; a mean counts as the nearest whole quality."""
    if evidence is Evidence.NONE or quality is None:
        return 0
    return 1 + END_STATES.index((min(3, int(quality + 0.5)), evidence))


def _smoothed(seen: Counter[int]) -> tuple[float, ...]:
    whole = seen.total() + PSEUDO_COUNTS
    return tuple((seen[place] + PSEUDO_COUNTS * share) / whole for place, share in enumerate(DEFAULT_ENDS))


def prior_document(prior: Prior) -> dict[str, Json]:
    """A learned prior as JSON."""
    return {
        "calls": prior.calls,
        "learned_on": prior.learned_on.isoformat() if prior.learned_on else None,
        "next_step": prior.next_step,
        "ends": {criterion: list(ends) for criterion, ends in prior.by_criterion.items()},
    }


def prior_from(document: Mapping[str, Json]) -> Prior:
    """The prior of such a document."""
    learned_on = document["learned_on"]
    return Prior(
        MappingProxyType({criterion: tuple(ends) for criterion, ends in document["ends"].items()}),
        document["next_step"],
        document["calls"],
        date.fromisoformat(learned_on) if learned_on else None,
    )
