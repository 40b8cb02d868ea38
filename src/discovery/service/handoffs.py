"""Hand-offs: submitting, answering, rating, listing and counting them.

Each move is one event of the call's own chain, appended in the transaction that looked whether it may be made: of two
people who accept at once, the second is told who was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.engine.answers import Evidence
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from discovery.engine.calls import NewEvent
from discovery.engine.events import Kind
from discovery.engine.handoff_stats import GROUPS, Stats, stats, stats_by
from discovery.engine.handoffs import (
    BACK_TO,
    HANDED_OFF,
    REJECTION_CODES,
    SLA_HOURS,
    Attention,
    HandOff,
    HandOffRow,
    State,
    fingerprint,
    fold,
    unchanged,
)
from discovery.engine.handoffs import attention as attention_of
from discovery.engine.working_time import OFFICE_HOURS, WorkingTime
from discovery.errors import UsageError
from discovery.ids import new_id
from discovery.service import calls
from discovery.service.calls import Call
from discovery.service.texts import cleaned
from discovery.storage import calls as stored_calls
from discovery.storage import events as kept
from discovery.storage import handoffs as stored
from discovery.storage import people
from discovery.storage.store import Session
from discovery.text import clean, one_line

NAME_LENGTH = 120
"""Characters of the name of who gets a hand-off."""


def submit(
    session: Session,
    call_id: UUID,
    *,
    to: str = "",
    note: str = "",
    author: str,
    now: datetime,
    sla_hours: float = SLA_HOURS,
    working: WorkingTime = OFFICE_HOURS,
) -> HandOff:
    """Hand over a call that was closed as handed off, to an account executive by name or to whoever is free.

    It is due after `sla_hours` of working time. Raises UsageError where the call is not closed so, is handed over
    already, was returned and nothing was added nor said, or was rejected with the same answers; NotFoundError.
    """
    stored.lock(session, call_id)
    call = calls.load(session, call_id)
    found, print_, note = fold(call.events), fingerprint(call.state.sheet), clean(note).strip()
    if found is not None and not found.allows(Kind.SUBMITTED):
        raise refused(found, Kind.SUBMITTED)
    _check_ending(session, call)
    if found is not None and found.state is State.RETURNED and not note and unchanged(found.fingerprint, print_):
        asked = "; ".join((*found.missing, found.why)).strip("; ")
        raise UsageError(f"it was returned for: {asked[:200]}; reopen the call and add it, or say why not in a note")
    _check_rejections(session, call, print_)
    body = {
        "to": one_line(to, NAME_LENGTH),
        "note": note,
        "due": working.due(now, sla_hours).isoformat(),
        "fingerprint": print_,
    }
    return _appended(session, call_id, call.header.bank_sha256, Kind.SUBMITTED, body, author, now)


def _check_ending(session: Session, call: Call) -> None:
    person, header = call.lead.person, call.header
    objected = people.is_suppressed(session, person.email, person.phone)
    if objected or Verdict.DO_NOT_CONTACT in {header.verdict, header.override}:
        raise UsageError(f"{person.name or call.lead.company} asked not to be contacted: there is nothing to hand over")
    if call.state.closing is None:
        raise UsageError("the call is still open: close it as handed off, then hand it over")
    if call.state.closing.disposition != HANDED_OFF:
        ended = call.state.closing.disposition.replace("_", " ")
        raise UsageError(f"the call ended as {ended}: reopen it, close it as handed off, then hand it over")


def _check_rejections(session: Session, call: Call, print_: str) -> None:
    """A rejected lead is not handed over again unchanged, from this call or another one."""
    for header in stored_calls.calls_of(session, call.header.lead_id):
        hand_off = stored.get_hand_off(session, header.id)
        for rejected, event in hand_off.rejected() if hand_off else ():
            if unchanged(rejected, print_):
                code = (event.body or {}).get("code") or "no code"
                raise UsageError(
                    f"{event.author} rejected this lead with the same answers ({code}, {event.at:%Y-%m-%d}): "
                    "reopen the call and add what has changed"
                )


def accept(session: Session, call_id: UUID, *, author: str, now: datetime) -> HandOff:
    """Accept a hand-off that waits for an answer. Raises UsageError and NotFoundError, as each move."""
    return _move(session, call_id, Kind.ACCEPTED, {}, author, now)


def return_(
    session: Session, call_id: UUID, missing: Sequence[str], why: str = "", *, author: str, now: datetime
) -> HandOff:
    """Send a hand-off back for what is missing in it; whoever accepted it can still do so."""
    named = [text for text in (one_line(each) for each in missing) if text]
    if not named and not why.strip():
        raise UsageError("a hand-off is returned for something: say what is missing")
    return _move(session, call_id, Kind.RETURNED, {"missing": named, "why": why.strip()}, author, now)


def reject(
    session: Session, call_id: UUID, code: str, back_to: str = "", why: str = "", *, author: str, now: datetime
) -> HandOff:
    """Refuse a hand-off; the lead goes back to the rep (`sdr`), to nurture or is disqualified, by default as the
    code has it."""
    reason = next((each for each in REJECTION_CODES if each.code == code.strip().upper()), None)
    if reason is None:
        known = ", ".join(each.code for each in REJECTION_CODES)
        raise UsageError(f"{code[:60]!r} is not a reason to reject: {known}")
    if back_to and back_to not in BACK_TO:
        raise UsageError(f"{back_to[:60]!r} is no place for a rejected lead: {', '.join(BACK_TO)}")
    body = {"code": reason.code, "why": why.strip(), "to": back_to or reason.back_to}
    return _move(session, call_id, Kind.REJECTED, body, author, now)


def rate(session: Session, call_id: UUID, stars: int, different: str = "", *, author: str, now: datetime) -> HandOff:
    """Rate the brief of an accepted hand-off, 1 to 5, and say what was different from it. The last rating counts."""
    if not 1 <= stars <= 5:
        raise UsageError(f"{stars} is not a rating: give 1 to 5 stars")
    return _move(session, call_id, Kind.RATED, {"stars": stars, "different": different.strip()}, author, now)


def _move(session: Session, call_id: UUID, kind: Kind, body: Mapping[str, Json], author: str, now: datetime) -> HandOff:
    stored.lock(session, call_id)
    found = stored.get_hand_off(session, call_id)
    if found is None or not found.takes(kind, author):
        raise refused(found, kind)
    bank = stored_calls.get_call(session, call_id).bank_sha256
    return _appended(session, call_id, bank, kind, body, author, now)


def _appended(
    session: Session, call_id: UUID, bank: str, kind: Kind, body: Mapping[str, Json], author: str, now: datetime
) -> HandOff:
    kept.append(session, call_id, bank, [NewEvent(new_id(), kind, clean(author), now, cleaned(body))])
    hand_off = stored.get_hand_off(session, call_id)
    assert hand_off is not None  # it was just moved
    return hand_off


def refused(found: HandOff | None, kind: Kind) -> UsageError:
    """Why a move cannot be made: what happened instead, and by whom."""
    if found is None:
        return UsageError("this call was never handed over: submit it first")
    if found.state is State.WITHDRAWN:
        return UsageError("this hand-off was taken back by the rep: it waits until it is submitted again")
    who, at = (found.answered_by, found.answered_at) if found.answered_at else (found.by, found.submitted_at)
    now = "only they can return it" if found.allows(kind) else f"it cannot be {kind} now"
    return UsageError(f"{who} {found.state} this hand-off on {at:%Y-%m-%d at %H:%M}: {now}")


def get(session: Session, call_id: UUID) -> HandOff | None:
    """The hand-off of a call; None where it was never handed over."""
    return stored.get_hand_off(session, call_id)


def is_ready(session: Session, call_id: UUID) -> bool:
    """Whether the call ended as one that is handed over. Raises NotFoundError."""
    return stored_calls.get_call(session, call_id).disposition == HANDED_OFF


def list_(session: Session, *, undecided: bool = False, limit: int = 500) -> tuple[HandOffRow, ...]:
    """Hand-offs, those that wait for somebody first, then by their last submission; `undecided` leaves out the rest."""
    return stored.list_hand_offs(session, undecided=undecided, limit=limit)


def attention(session: Session, me: str, now: datetime) -> Attention:
    """How many hand-offs came back to `me`, and how many wait too long."""
    return attention_of(stored.undecided_hand_offs(session), me, now)


def figures(
    session: Session,
    now: datetime,
    *,
    by: str | None = None,
    since: datetime | None = None,
    working: WorkingTime = OFFICE_HOURS,
) -> tuple[Stats, ...]:
    """The figures of all hand-offs, then those of each group; `since` counts those last submitted from then on."""
    if by is not None and by not in GROUPS:
        raise UsageError(f"{by[:60]!r} is nothing to group by: {', '.join(GROUPS)}")
    rows = stored.list_hand_offs(session, since=since)
    return (stats(rows, working, now), *(stats_by(rows, by, working, now) if by else ()))


_KNOWN: Mapping[Evidence, str] = {
    Evidence.NONE: "nothing is known",
    Evidence.CLAIMED: "only claimed",
    Evidence.CONFIRMED: "confirmed",
}


def points(session: Session, call_id: UUID) -> tuple[tuple[str, str], ...]:
    """What a call may be returned for, the least settled first, and how far each is known. Raises NotFoundError."""
    call = calls.load(session, call_id)
    found = assess(call.bank, call.state.sheet)
    scores = sorted(found.criteria, key=lambda score: (score.resolved, score.evidence.rank))
    next_step = ("Next step", "dated" if found.next_step_dated else "no date")
    rest = [(score.title, _KNOWN[score.evidence]) for score in scores]
    return (*rest, next_step) if found.next_step_dated else (next_step, *rest)
