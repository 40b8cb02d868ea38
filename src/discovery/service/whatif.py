"""What a changed bank would have said of the calls that were closed with its older versions. Nothing is written."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from discovery.banks.model import Bank
from discovery.engine.assess import assess
from discovery.engine.assessment import Assessment, Verdict
from discovery.engine.calls import CallHeader, CallRow
from discovery.engine.events import fold
from discovery.engine.translate import translate
from discovery.service.calls import events_in, known_before
from discovery.storage import banks
from discovery.storage import calls as stored
from discovery.storage.store import Session

_BANKS = 8
"""Old banks that are held at once: calls come in the order of time, so few are needed together."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A call whose verdict would be another one. `why`: the first reason of the new verdict that the old one lacks;
    `why_not`: the other way round. `notes` are answers that the changed bank does not read."""

    call: UUID
    lead: str
    company: str
    on: date
    version: str
    old: Verdict
    new: Verdict
    why: str
    why_not: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many calls were assessed, how many flip, and how many came from one verdict to another."""

    calls: int = 0
    flips: int = 0
    verdicts: Mapping[tuple[Verdict, Verdict], int] = field(default_factory=dict)


def what_if(
    session: Session,
    bank: Bank,
    since: date | None = None,
    tell: Callable[[Flip], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Assess every closed call of the bank's framework as it was, and with this bank; `since` counts the rep's days.

    `tell` hears of each flip, oldest call first, `progress` of the calls done and of how many there are at most. Holds
    one call at a time.
    """
    begun = datetime.combine(since, time(), UTC) - timedelta(days=1) if since and since > date.min else None
    most = stored.count_closed(session, bank.id, begun)
    done, verdicts, snapshots = 0, Counter[tuple[Verdict, Verdict]](), _Snapshots(session)
    for seen, row in enumerate(stored.closed_calls(session, bank.id, begun), 1):
        if since is None or row.header.started_at.date() >= since:
            old, new, notes = _both(session, row.header, snapshots.bank(row.header.bank_sha256), bank)
            done += 1
            verdicts[old.verdict, new.verdict] += 1
            if tell is not None and old.verdict is not new.verdict:
                tell(_flip(row, old, new, notes))
        if progress is not None:
            progress(seen, most)
    flips = sum(count for (before, after), count in verdicts.items() if before is not after)
    return Outcome(done, flips, dict(verdicts))


class _Snapshots:
    """The banks that calls were held with, the last few of them held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: OrderedDict[str, Bank] = OrderedDict()

    def bank(self, sha256: str) -> Bank:
        if sha256 not in self._held:
            self._held[sha256] = banks.get_bank(self._session, sha256)
        self._held.move_to_end(sha256)
        while len(self._held) > _BANKS:
            self._held.popitem(last=False)
        return self._held[sha256]


def _both(
    session: Session, header: CallHeader, snapshot: Bank, changed: Bank
) -> tuple[Assessment, Assessment, tuple[str, ...]]:
    sheet = fold(events_in(session, header, snapshot), known_before(session, header, snapshot)).sheet
    moved, notes = translate(sheet, snapshot, changed)
    return assess(snapshot, sheet), assess(changed, moved), notes


def _flip(row: CallRow, old: Assessment, new: Assessment, notes: tuple[str, ...]) -> Flip:
    return Flip(
        call=row.header.id,
        lead=row.lead_name,
        company=row.company,
        on=row.header.started_at.date(),
        version=old.version,
        old=old.verdict,
        new=new.verdict,
        why=_first(new.reasons, old.reasons),
        why_not=_first(old.reasons, new.reasons),
        notes=notes,
    )


def _first(reasons: tuple[str, ...], others: tuple[str, ...]) -> str:
    return next((reason for reason in reasons if reason not in others), "")
