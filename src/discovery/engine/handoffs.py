"""The hand-off of a call: what its events add up to, who may do what next, and how a team's hand-offs go. Pure.

    submitted → accepted → rated, or returned by whoever accepted it
              → returned → submitted again, when something was added or a note says why not
              → rejected → submitted again, when the answers are others
              → withdrawn, by a call that was reopened or that ended otherwise

Withdrawn has no event of its own, so nothing can contradict it: a call that is reopened while its hand-off waits for an
answer takes it back, because the brief that was handed over no longer holds; so does one that ends as something else
after its hand-off was returned. What was accepted or rejected stays so, whatever becomes of the call. Whoever accepted
by mistake, or finds later that something is missing, returns it; nobody else can, so that of two who answer at once
the second does not undo what the first one did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.banks.model import canonical
from discovery.engine.answers import Sheet
from discovery.engine.events import Event, Kind


class State(StrEnum):
    """Where a hand-off stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


HANDED_OFF = "handed_off"
"""The disposition of a call that can be handed over."""
SLA_HOURS = 4.0
"""Working hours within which a hand-off is answered, if a team has no others."""

KINDS = frozenset({Kind.SUBMITTED, Kind.ACCEPTED, Kind.RETURNED, Kind.REJECTED, Kind.RATED})
"""The moves of a hand-off, as events of its call."""
READ = KINDS | {Kind.CLOSED, Kind.REOPENED}
"""The kinds of events that `fold` reads; it passes over all others."""

MOVES: Mapping[State | None, frozenset[Kind]] = MappingProxyType(
    {
        None: frozenset({Kind.SUBMITTED}),
        State.SUBMITTED: frozenset({Kind.ACCEPTED, Kind.RETURNED, Kind.REJECTED}),
        State.ACCEPTED: frozenset({Kind.RATED, Kind.RETURNED}),
        State.RETURNED: frozenset({Kind.SUBMITTED}),
        State.REJECTED: frozenset({Kind.SUBMITTED}),
        State.WITHDRAWN: frozenset({Kind.SUBMITTED}),
    }
)
"""What may follow each state; None is a call that was never handed over. Who may do it: see `HandOff.takes`."""

BACK_TO = ("sdr", "nurture", "disqualified")
"""Where a rejected lead goes."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an account executive may refuse a lead, and where it goes if nothing else is said."""

    code: str
    title: str
    back_to: str


REJECTION_CODES: tuple[Rejection, ...] = (
    Rejection("NOT-ICP", "The account is not one that we serve.", "disqualified"),
    Rejection("NO-PATH", "The wrong person, and no way to the right one.", "sdr"),
    Rejection("NO-STATED-PAIN", "They never said what the problem is.", "sdr"),
    Rejection("NO-REASON-NOW", "Nothing makes them act now.", "nurture"),
    Rejection("DUPLICATE", "There is an open opportunity, or somebody else has it.", "disqualified"),
    Rejection("NO-SHOW", "They did not come to the meeting, more than once.", "nurture"),
    Rejection("INFO-MISSING", "What was asked for never came.", "sdr"),
    Rejection("PAIN-DIFFERS", "Their problem is not the one in the brief.", "sdr"),
)


@dataclass(frozen=True, slots=True)
class Rating:
    """What the brief was worth to the account executive: 1 to 5 stars, and what was different from it."""

    stars: int
    different: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOff:
    """The hand-off of one call, as its last submission stands.

    `by` handed it over, `to` is who gets it or empty; `due` is None where the payload was erased. `answered_by` and
    `answered_at` are of the last answer to it, `missing`, `why`, `code` and `back_to` what that answer said. `history`
    has every event, oldest first; `rounds` counts the submissions.
    """

    state: State
    by: str
    submitted_at: datetime
    due: datetime | None = None
    to: str = ""
    note: str = ""
    fingerprint: str = ""
    rounds: int = 1
    answered_by: str = ""
    answered_at: datetime | None = None
    missing: tuple[str, ...] = ()
    why: str = ""
    code: str = ""
    back_to: str = ""
    rating: Rating | None = None
    history: tuple[Event, ...] = ()

    def overdue(self, now: datetime) -> bool:
        """Whether it waits for an answer longer than was agreed."""
        return self.state is State.SUBMITTED and self.due is not None and now > self.due

    def allows(self, kind: Kind) -> bool:
        """Whether that move may follow."""
        return kind in MOVES[self.state]

    def takes(self, kind: Kind, author: str) -> bool:
        """Whether that move may follow by that person: what is accepted is returned by whoever accepted it."""
        theirs = self.state is not State.ACCEPTED or same_person(self.answered_by, author)
        return self.allows(kind) and (kind is not Kind.RETURNED or theirs)

    def rejected(self) -> Iterator[tuple[str, Event]]:
        """Each rejection, in this round or an earlier one, behind the fingerprint of what was rejected."""
        submitted = ""
        for event in self.history:
            if event.kind is Kind.SUBMITTED:
                submitted = (event.body or {}).get("fingerprint") or ""
            elif event.kind is Kind.REJECTED:
                yield submitted, event


@dataclass(frozen=True, slots=True)
class HandOffRow:
    """One hand-off of a list, with its call and lead. `verdict` is a person's, else the computed one."""

    call_id: UUID
    lead_id: UUID
    framework: str
    verdict: str
    lead_name: str
    company: str
    source: str
    hand_off: HandOff

    @property
    def who(self) -> str:
        """The lead on one line: the name and the company, as far as they are known."""
        return ", ".join(part for part in (self.lead_name, self.company) if part) or "a lead without a name"


def fold(events: Iterable[Event]) -> HandOff | None:
    """What the events of a call make of its hand-off; None where it was never submitted.

    An erased event still moves it: who, when and which kind stay, what was said is empty.
    """
    found: HandOff | None = None
    for event in events:
        if event.kind is Kind.SUBMITTED:
            found = _submitted(found, event)
        elif found is not None and event.kind in READ:
            found = _after(found, event)
    return found


def _submitted(before: HandOff | None, event: Event) -> HandOff:
    body = event.body or {}
    due = body.get("due")
    return HandOff(
        state=State.SUBMITTED,
        by=event.author,
        submitted_at=event.at,
        due=datetime.fromisoformat(due) if due else None,
        to=body.get("to") or "",
        note=body.get("note") or "",
        fingerprint=body.get("fingerprint") or "",
        rounds=before.rounds + 1 if before else 1,
        history=(*(before.history if before else ()), event),
    )


def _after(before: HandOff, event: Event) -> HandOff:
    body = event.body or {}
    now = replace(before, history=(*before.history, event))
    match event.kind:
        case Kind.REOPENED if before.state is State.SUBMITTED:
            return replace(now, state=State.WITHDRAWN)
        case Kind.CLOSED if before.state is State.RETURNED and body.get("disposition") != HANDED_OFF:
            return replace(now, state=State.WITHDRAWN)
        case Kind.RATED:
            return replace(
                now, rating=Rating(body.get("stars") or 0, body.get("different") or "", event.author, event.at)
            )
        case Kind.ACCEPTED | Kind.RETURNED | Kind.REJECTED:
            return replace(
                now,
                state=State(event.kind.value),
                answered_by=event.author,
                answered_at=event.at,
                missing=tuple(body.get("missing") or ()),
                why=body.get("why") or "",
                code=body.get("code") or "",
                back_to=body.get("to") or "",
                rating=None,
            )
    return now


def fingerprint(sheet: Sheet) -> str:
    """64 hex digits of what is known: half of them of the next step, which belongs to one call alone.

    A word on recording is left out; it belongs to one call, too, and says nothing of the lead.
    """
    lasting: dict[str, list[Json]] = {}
    next_step: dict[str, list[Json]] = {}
    for fact, answer in sheet.answers.items():
        if answer.known and fact != "compliance.recording":
            part = next_step if fact.startswith("next_step.") else lasting
            part[fact] = [answer.value, answer.evidence.value, answer.quality, answer.quote]
    return _half(lasting) + _half(next_step)


def unchanged(before: str, now: str) -> bool:
    """Whether the answers of two fingerprints are the same; a later call that agreed no next step changed nothing."""
    half = len(before) // 2
    return bool(before) and before[:half] == now[:half] and now[half:] in {before[half:], _half({})}


def _half(part: Mapping[str, list[Json]]) -> str:
    return hashlib.sha256(canonical(part)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Attention:
    """What somebody has to see: hand-offs that came back, and those that wait too long.

    `others` counts those of other people in the same store, for whoever leads the team.
    """

    returned: int = 0
    overdue: int = 0
    others: int = 0


def attention(hand_offs: Iterable[HandOff], me: str, now: datetime) -> Attention:
    """What is returned or overdue: that of `me`, by or to them or to nobody, apart from that of others."""
    counts = {"returned": 0, "overdue": 0, "others": 0}
    for one in hand_offs:
        if one.state is State.RETURNED:
            counts["returned" if same_person(one.by, me) else "others"] += 1
        elif one.overdue(now):
            mine = not one.to or same_person(one.by, me) or same_person(one.to, me)
            counts["overdue" if mine else "others"] += 1
    return Attention(**counts)


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same, whatever their case."""
    return one.strip().casefold() == other.strip().casefold()
