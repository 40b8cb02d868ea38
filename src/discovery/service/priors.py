"""The prior of the odds: learned from closed calls, once a day, where there are enough of them."""

from __future__ import annotations

from datetime import date

from discovery.engine.prior import DEFAULT_PRIOR, Prior, learn
from discovery.storage import priors
from discovery.storage.store import Session

_NEWEST = 2000
"""Closed calls that a prior is learned from: enough for any framework, and read in a moment."""


def learned(session: Session, framework: str, today: date) -> Prior:
    """The prior of a framework as of today; learned and kept where that was not done today. Writes."""
    kept = priors.get_prior(session, framework)
    if kept is not None and kept.learned_on is not None and kept.learned_on >= today:
        return kept
    prior = learn(priors.finals(session, framework, limit=_NEWEST), today)
    if prior.calls:
        priors.keep_prior(session, framework, prior)
    return prior


def current(session: Session, framework: str) -> Prior:
    """The prior as it was last learned, or the default."""
    return priors.get_prior(session, framework) or DEFAULT_PRIOR
