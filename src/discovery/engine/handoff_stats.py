"""Figures about hand-offs: how many are accepted, how fast, and why the others are not. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from types import MappingProxyType

from discovery.engine.events import Kind
from discovery.engine.handoffs import HandOff, HandOffRow, State
from discovery.engine.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of a group of hand-offs. Shares are in percent, times in working hours; None where n is 0.

    `acceptance` is the share of accepted among the `decided`, those that were accepted or rejected; `first_time` those
    accepted that were never returned. `to_accept` is the median from the submission that was accepted, over `accepted`.
    `stars` is the mean of `rated`. `reasons` counts rejection codes, `missing` what was asked for, most frequent first.
    """

    group: str
    submitted: int
    waiting: int
    overdue: int
    returned: int
    decided: int
    accepted: int
    first_time: int
    acceptance: float | None
    to_accept: float | None
    rated: int
    stars: float | None
    reasons: Mapping[str, int]
    missing: Mapping[str, int]


GROUPS: Mapping[str, Callable[[HandOffRow], str]] = MappingProxyType(
    {
        "rep": lambda row: row.hand_off.by,
        "bank": lambda row: row.framework,
        "company": lambda row: row.company,
        "source": lambda row: row.source,
    }
)
"""What figures can be grouped by, and the group of a hand-off."""


def stats(rows: Iterable[HandOffRow], working: WorkingTime, now: datetime, group: str = "all") -> Stats:
    """The figures of all those hand-offs together."""
    all_ = [row.hand_off for row in rows]
    accepted = [one for one in all_ if one.state is State.ACCEPTED]
    rejected = [one for one in all_ if one.state is State.REJECTED]
    rated = [one.rating.stars for one in all_ if one.rating]
    decided = len(accepted) + len(rejected)
    times = [working.between(one.submitted_at, one.answered_at) for one in accepted if one.answered_at]
    return Stats(
        group=group,
        submitted=len(all_),
        waiting=sum(one.state is State.SUBMITTED for one in all_),
        overdue=sum(one.overdue(now) for one in all_),
        returned=sum(one.state is State.RETURNED for one in all_),
        decided=decided,
        accepted=len(accepted),
        first_time=sum(not _came_back(one) for one in accepted),
        acceptance=100 * len(accepted) / decided if decided else None,
        to_accept=median(time.total_seconds() for time in times) / 3600 if times else None,
        rated=len(rated),
        stars=fmean(rated) if rated else None,
        reasons=_counted(_said(all_, Kind.REJECTED, lambda body: [body.get("code")])),
        missing=_counted(_said(all_, Kind.RETURNED, lambda body: body.get("missing") or [])),
    )


def stats_by(rows: Iterable[HandOffRow], by: str, working: WorkingTime, now: datetime) -> tuple[Stats, ...]:
    """The figures of each group, the largest first; `by` is a key of GROUPS."""
    groups: dict[str, list[HandOffRow]] = {}
    for row in rows:
        groups.setdefault(GROUPS[by](row) or "–", []).append(row)
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0].casefold()))
    return tuple(stats(members, working, now, group) for group, members in largest)


def _came_back(one: HandOff) -> bool:
    return any(event.kind in {Kind.RETURNED, Kind.REJECTED} for event in one.history)


def _said(all_: Iterable[HandOff], kind: Kind, part: Callable[[Mapping[str, object]], object]) -> list[str]:
    """What was said in every event of that kind, in this round or an earlier one."""
    found: list[str] = []
    for one in all_:
        for event in one.history:
            if event.kind is kind and event.body is not None:
                said = part(event.body)
                found += [str(text) for text in said if text] if isinstance(said, list | tuple) else []
    return found


def _counted(texts: list[str]) -> Mapping[str, int]:
    return MappingProxyType(dict(Counter(texts).most_common()))
