"""Calls: starting, recording, closing, resuming and finding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from discovery.banks.model import Bank, Fact, Stage
from discovery.engine.answers import Answer, Sheet
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from discovery.engine.calls import CallHeader, CallRow, NewEvent
from discovery.engine.events import CallState, Closing, Event, Kind, fold
from discovery.engine.prior import DEFAULT_PRIOR, Prior
from discovery.engine.translate import translate, translated
from discovery.errors import NotFoundError, SheetError, UsageError
from discovery.ids import new_id
from discovery.leads.lead import Lead
from discovery.service import changes, priors
from discovery.service import leads as lead_cases
from discovery.service.checks import check_place, checked
from discovery.service.sheets import assessment_document
from discovery.storage import assessments, banks, people
from discovery.storage import calls as stored
from discovery.storage import events as kept
from discovery.storage import leads as stored_leads
from discovery.storage.store import Session
from discovery.text import clean

_PLAIN = frozenset({Kind.ANSWER, Kind.RATING, Kind.NOT_APPLICABLE, Kind.NOTE, Kind.OVERRIDE, Kind.OBJECTION})
"""Kinds whose place in an open call needs no check against the events before."""


@dataclass(frozen=True)
class Call:
    """A call as it stands. `start` is what was known of the lead before it, `prior` what its odds are computed from.

    `last`: how the lead's last call before it was closed.
    """

    header: CallHeader
    lead: Lead
    bank: Bank
    events: tuple[Event, ...]
    start: Sheet
    prior: Prior = DEFAULT_PRIOR
    last: Closing | None = None

    @cached_property
    def state(self) -> CallState:
        return fold(self.events, self.start)

    def with_event(self, event: Event) -> Call:
        return replace(self, events=(*self.events, event))


def start(session: Session, lead_id: UUID, bank: Bank, *, stage: Stage = "sdr", author: str, now: datetime) -> Call:
    """Start a call with a lead. Raises UsageError where the person asked not to be contacted."""
    lead = stored_leads.get_lead(session, lead_id)
    if _objected(session, lead):
        raise UsageError(f"{lead.person.name or lead.company} asked not to be contacted: there is no call to start")
    banks.keep_bank(session, bank)
    author = clean(author)
    header = CallHeader(new_id(), lead.id, bank.id, bank.sha256, stage, author, now)
    stored.add_call(session, header)
    opening = changes.started(bank.id, stage, author=author, now=now)
    events = kept.append(session, header.id, bank.sha256, [opening])
    prior = priors.learned(session, bank.id, now.date())
    known, last = _before(session, header, bank)
    return Call(header, lead, bank, events, known, prior, last)


def load(session: Session, call_id: UUID) -> Call:
    """The call with everything that happened on it. Raises NotFoundError."""
    header = stored.get_call(session, call_id)
    bank = banks.get_bank(session, header.bank_sha256)
    lead = stored_leads.get_lead(session, header.lead_id)
    known, last = _before(session, header, bank)
    return Call(header, lead, bank, events_in(session, header, bank), known, priors.current(session, bank.id), last)


def events_in(session: Session, header: CallHeader, bank: Bank) -> tuple[Event, ...]:
    """The events of a call in the ids of its bank, also those from before its framework was switched."""
    events = kept.events_of(session, header.id)
    others = kept.other_banks(session, header.id, bank.sha256)
    old = {sha256: banks.get_bank(session, sha256) for sha256 in set(others.values())}
    return tuple(translated(event, old[others[event.seq]], bank) if event.seq in others else event for event in events)


def facts_elsewhere(session: Session, call: Call) -> dict[str, Fact]:
    """The facts that were answered and that the call's bank does not have, as other banks of its lead ask them."""
    wanted = call.state.history.keys() - call.bank.facts.keys()
    if not wanted:
        return {}
    headers = stored.calls_of(session, call.header.lead_id)
    hashes = [header.bank_sha256 for header in headers]
    for header in headers:
        hashes += kept.other_banks(session, header.id, call.bank.sha256).values()
    others = [banks.get_bank(session, sha256) for sha256 in dict.fromkeys(hashes) if sha256 != call.bank.sha256]
    return {fact: bank.facts[fact] for bank in others for fact in wanted & bank.facts.keys()}


def switch(session: Session, call_id: UUID, bank: Bank, *, author: str, now: datetime) -> Call:
    """Another framework for an open call: facts stay, criteria are computed anew. Raises UsageError."""
    header = stored.get_call(session, call_id)
    if header.ended_at is not None:
        raise UsageError("the call is closed: reopen it before you switch the framework")
    if header.bank_sha256 == bank.sha256:
        raise UsageError(f"the call is held with {bank.title} already")
    banks.keep_bank(session, bank)
    stored.update_call(session, replace(header, framework=bank.id, bank_sha256=bank.sha256))
    new = changes.switched(bank, header.stage, author=clean(author), now=now)
    kept.append(session, call_id, bank.sha256, [new])
    return load(session, call_id)


def count_events(session: Session, call_id: UUID) -> int:
    """How many events a call has by now."""
    return kept.head(session, call_id)[1]


def _objected(session: Session, lead: Lead) -> bool:
    """Whether the person is on the do-not-contact list, or said so on a call: not everybody has an address to list."""
    if people.is_suppressed(session, lead.person.email, lead.person.phone):
        return True
    return any(_ended_in_objection(call) for call in stored.calls_of(session, lead.id))


def _ended_in_objection(header: CallHeader) -> bool:
    return Verdict.DO_NOT_CONTACT in {header.verdict, header.override, header.disposition}


def objected(session: Session, call_id: UUID) -> bool:
    """Whether the person of a call asked not to be contacted. Raises NotFoundError."""
    return _objected(session, stored_leads.get_lead(session, stored.get_call(session, call_id).lead_id))


def ended_contact(call: Call) -> bool:
    """Whether a call ended contact when it was last closed: that holds, reopened or not, until it ends otherwise."""
    closed = max((place for place, event in enumerate(call.events) if event.kind is Kind.CLOSED), default=None)
    if closed is None:
        return False
    then = fold(call.events[: closed + 1], call.start)
    said = {then.override.verdict} if then.override else set()
    if then.closing is not None:
        said |= {then.closing.verdict, then.closing.disposition}
    return Verdict.DO_NOT_CONTACT in said


def known_before(session: Session, header: CallHeader, bank: Bank) -> Sheet:
    """What the calls of this lead that began before knew by then, in the ids of the call's bank.

    A next step and a word on recording belong to the call that agreed them, a rating and a mark of "not applicable" to
    the call that gave it; what somebody did not know or would not say is worth asking again. A fact of another
    framework is kept.
    """
    return _before(session, header, bank)[0]


def _before(session: Session, header: CallHeader, bank: Bank) -> tuple[Sheet, Closing | None]:
    """What is known before a call, and how the last one was closed."""
    last = None
    day = header.started_at.date()
    known: dict[str, Answer] = {}
    for earlier in stored.calls_of(session, header.lead_id):
        if earlier.id == header.id or (earlier.started_at, earlier.id) > (header.started_at, header.id):
            continue
        with_bank = bank if earlier.bank_sha256 == bank.sha256 else banks.get_bank(session, earlier.bank_sha256)
        happened = events_in(session, earlier, with_bank)
        events = tuple(event for event in happened if event.at <= header.started_at)
        state = fold(events, Sheet(day))
        last = state.closing
        said, _ = translate(state.sheet, with_bank, bank)
        for fact, answer in said.answers.items():
            if answer.known and not fact.startswith("next_step.") and fact != "compliance.recording":
                known[fact] = answer
            else:
                known.pop(fact, None)
    return Sheet(day, answers=known), last


def record(session: Session, call_id: UUID, new: Sequence[NewEvent], *, bank: Bank | None = None) -> tuple[Event, ...]:
    """Append events; one whose key is there already is not written again. Returns them as they are kept.

    `bank` is the one that the caller holds the call with: it saves reading it, and where somebody else switched the
    framework meanwhile, an answer to a question of the framework before is kept as well.
    Raises SheetError or UsageError where a body does not fit the bank or the moment; nothing is written then.
    """
    header = stored.get_call(session, call_id)
    if header.ended_at is None and all(event.kind in _PLAIN for event in new):
        held = bank if bank is not None and bank.sha256 == header.bank_sha256 else None
        current = held or banks.get_bank(session, header.bank_sha256)
        ready = [_checked(event, current, bank) for event in new]
        return kept.append(session, call_id, header.bank_sha256, ready)
    call = load(session, call_id)
    recorded: list[Event] = []
    for event in new:
        before = next((known for known in call.events if known.key == event.key), None)
        if before is None:
            call = _appended(session, call, event)
            before = call.events[-1]
        recorded.append(before)
    return tuple(recorded)


def _checked(new: NewEvent, current: Bank, before: Bank | None) -> NewEvent:
    """The checked event; one of a window that has not heard of a switch counts in the bank that it shows."""
    try:
        return checked(new, current)
    except SheetError:
        if before is None or before is current:
            raise
        return checked(new, before)


def _appended(session: Session, call: Call, new: NewEvent) -> Call:
    """The call after one more event, whose place is checked, and with what follows from it."""
    new = _pointed(checked(new, call.bank), call.events)
    check_place(new, call.events, call.state, call.bank)
    if new.kind is Kind.CLOSED:
        verdict = assess(call.bank, call.state.sheet).verdict.value
        new = replace(new, body={**new.body, "verdict": verdict})
        _check_lifted(call, new)
    (event,) = kept.append(session, call.header.id, call.header.bank_sha256, [new])
    call = call.with_event(event)
    if new.kind is Kind.CLOSED:
        return _ended(session, call, event)
    if new.kind is Kind.REOPENED:
        return replace(call, header=stored.update_call(session, _open_again(call.header)))
    return call


def _check_lifted(call: Call, closing: NewEvent) -> None:
    """Nobody who asked not to be contacted is called again without a written reason. Raises UsageError."""
    said = {closing.body["verdict"], closing.body["disposition"]}
    said |= {call.state.override.verdict} if call.state.override else set()
    if Verdict.DO_NOT_CONTACT not in said and not closing.body.get("lifted") and ended_contact(call):
        who = call.lead.person.name or call.lead.company
        raise UsageError(f"{who} asked not to be contacted: ending the call otherwise needs a written reason")


def _pointed(new: NewEvent, events: Sequence[Event]) -> NewEvent:
    """An undo or a redo with the seq that the event has in the store: another window may have written before it."""
    if "key" not in new.body:
        return new
    of = next((event.seq for event in events if str(event.key) == new.body["key"]), new.body["of"])
    return replace(new, body={**new.body, "of": of})


def _open_again(header: CallHeader) -> CallHeader:
    """The header of a call that goes on; that somebody asked not to be contacted stays in it."""
    stays = Verdict.DO_NOT_CONTACT.value if _ended_in_objection(header) else None
    return replace(
        header, ended_at=None, verdict=None, override=None, grade=None, score=None, disposition=stays, reason=None
    )


def _ended(session: Session, call: Call, closed: Event) -> Call:
    """Store the assessment and the header of a call that was just closed; keep who objected from being called again."""
    state, body = call.state, closed.body or {}
    assessment = assess(call.bank, state.sheet)
    assessments.keep_assessment(session, call.header.id, closed.seq, assessment_document(assessment))
    header = replace(
        call.header,
        ended_at=closed.at,
        verdict=assessment.verdict.value,
        override=state.override.verdict if state.override else None,
        grade=assessment.grade,
        score=assessment.score,
        disposition=body["disposition"],
        reason=body["reason"],
    )
    person = call.lead.person
    for before in call.events[:-1]:
        if before.kind is Kind.CLOSED:  # and reopened since: what it put on the list, this closing decides anew
            people.lift(session, person.email, person.phone, before.at)
    if _ended_in_objection(header):
        people.suppress(session, person.email, person.phone, body["reason"] or "DNC-REQUEST", closed.at)
    return replace(call, header=stored.update_call(session, header))


def close(session: Session, call_id: UUID, closing: NewEvent) -> Call:
    """Close a call: its verdict, figures and disposition are stored. Raises UsageError for what a verdict demands.

    Why somebody who asked not to be contacted may be called again is noted before it, for whoever reads the brief.
    """
    if closing.kind is not Kind.CLOSED:
        raise UsageError("a call is closed by a closing")
    lifted = str(closing.body.get("lifted") or "")
    why = [changes.note(f"may be contacted again: {lifted}", author=closing.author, now=closing.at)] if lifted else []
    record(session, call_id, [*why, closing])
    return load(session, call_id)


def interrupted(session: Session) -> tuple[CallRow, ...]:
    """Calls that were never closed, the newest first."""
    return stored.open_calls(session)


def list_calls(session: Session, query: str = "", limit: int = 200) -> tuple[CallRow, ...]:
    """Calls, the newest first; each word of the query has to occur."""
    return stored.list_calls(session, query, limit=limit)


def find_lead(session: Session, text: str) -> Lead:
    """The one lead that a text means: see `service.leads.find`."""
    return lead_cases.find(session, text)


def find_call(session: Session, text: str) -> CallHeader:
    """The one call whose id begins or ends with a text. NotFoundError where none does, UsageError where several do."""
    wanted = text.strip().lower().replace("-", "")
    try:
        return stored.get_call(session, UUID(wanted))
    except (ValueError, NotFoundError):
        pass  # not a whole id: look further
    rows = stored.list_calls(session, "", limit=100_000) if wanted else ()
    found = [row.header for row in rows if row.header.id.hex.startswith(wanted) or row.header.id.hex.endswith(wanted)]
    if not found:
        raise NotFoundError(f"no call has the id {text[:60]!r}: `discovery calls list` shows them")
    if len(found) > 1:
        raise UsageError(f"{len(found)} calls have an id with {text[:60]!r}: give more of it")
    return found[0]
