"""Whether an event may be appended to a call: its body against the call's bank, and its place in the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from discovery.banks.conditions import Json
from discovery.banks.dates import iso_day
from discovery.banks.model import Bank
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from discovery.engine.calls import NewEvent
from discovery.engine.events import DISPOSITIONS, UNDOABLE, CallState, Event, Kind, answer_body, undone
from discovery.errors import SheetError, UsageError
from discovery.service.changes import demands
from discovery.service.sheets import answer_of, criterion_of, rating_of
from discovery.service.texts import cleaned

VERDICTS = tuple(verdict.value for verdict in Verdict)


def checked(new: NewEvent, bank: Bank) -> NewEvent:
    """The event with its texts clean, where its body fits the bank. Raises SheetError or UsageError."""
    check = _BODIES.get(new.kind)
    if check is None:
        raise UsageError(f"an event of the kind {new.kind} is not recorded by hand")
    return replace(new, author=cleaned(new.author), body=check(cleaned(new.body), bank))


def check_place(new: NewEvent, events: tuple[Event, ...], state: CallState, bank: Bank) -> None:
    """Whether a checked event may follow those events. Raises UsageError."""
    if new.kind is Kind.REOPENED:
        if state.closing is None:
            raise UsageError("the call is open already")
        return
    if state.closing is not None:
        raise UsageError("the call is closed: reopen it before you change it")
    if new.kind is Kind.UNDO:
        taken, _, _ = undone(events)
        kinds = {event.seq: event.kind for event in events}
        if new.body["of"] in taken or kinds.get(new.body["of"]) not in UNDOABLE:
            raise UsageError(f"event {new.body['of']} cannot be taken back")
    if new.kind is Kind.REDO and new.body["of"] not in undone(events)[0]:
        raise UsageError(f"event {new.body['of']} was not taken back")
    if new.kind is Kind.CLOSED:
        _check_demands(new.body, state, bank)


def _check_demands(body: Mapping[str, Json], state: CallState, bank: Bank) -> None:
    verdict = state.override.verdict if state.override else assess(bank, state.sheet).verdict.value
    wanted, ended = demands(verdict, body["disposition"]), body["disposition"]
    why = ended if demands(ended) == wanted else verdict
    if wanted.reason and not body["reason"]:
        raise UsageError(f"a call that ends as {why} needs a reason code")
    if wanted.reopen and not body["reopen_on"] and not body["trigger"]:
        raise UsageError(f"a call that ends as {why} needs a date or an event to come back")


def _answer(body: Mapping[str, Json], bank: Bank) -> dict[str, Json]:
    return answer_body(answer_of(body, bank))


def _rating(body: Mapping[str, Json], bank: Bank) -> dict[str, Json]:
    criterion = criterion_of(body.get("criterion"), bank)
    why = _text(body, "why")
    if body.get("quality") is None:
        return {"criterion": criterion, "quality": None, "evidence": "none", "why": why}
    rating = rating_of(body, bank)
    if not rating.why.strip():
        raise UsageError(f"{criterion}: a rating needs a written reason")
    return {"criterion": criterion, "quality": rating.quality, "evidence": rating.evidence.value, "why": rating.why}


def _not_applicable(body: Mapping[str, Json], bank: Bank) -> dict[str, Json]:
    criterion = criterion_of(body.get("criterion"), bank)
    if not isinstance(body.get("on"), bool):
        raise SheetError(f"{criterion}: not applicable is on or off")
    return {"criterion": criterion, "on": body["on"]}


def _note(body: Mapping[str, Json], bank: Bank) -> dict[str, Json]:
    text, fact = _text(body, "text"), body.get("fact")
    if not text.strip():
        raise UsageError("the note is empty")
    if fact is not None and fact not in bank.facts:
        raise SheetError(f"{str(fact)[:60]!r}: {bank.id} has no such fact")
    return {"text": text, "fact": fact}


def _objection(body: Mapping[str, Json], _: Bank) -> dict[str, Json]:
    card, text = _text(body, "card").strip(), _text(body, "text")
    if not card:
        raise UsageError("an objection names its card")
    return {"card": card, "text": text.strip()}


def _of(body: Mapping[str, Json], _: Bank) -> dict[str, Json]:
    if not isinstance(body.get("of"), int) or isinstance(body["of"], bool):
        raise UsageError("an undo or redo names the number of an event")
    key = body.get("key")
    return {"of": body["of"], "key": key} if isinstance(key, str) else {"of": body["of"]}


def _override(body: Mapping[str, Json], _: Bank) -> dict[str, Json]:
    verdict, why = body.get("verdict"), _text(body, "why")
    if verdict is None:
        return {"verdict": None, "why": why}
    if verdict not in VERDICTS:
        raise UsageError(f"{str(verdict)[:60]!r} is not a verdict: {', '.join(VERDICTS)}")
    if not why.strip():
        raise UsageError("an override of the verdict needs a written reason")
    return {"verdict": str(verdict), "why": why}


def _closed(body: Mapping[str, Json], _: Bank) -> dict[str, Json]:
    disposition, reason, reopen_on = body.get("disposition"), body.get("reason"), body.get("reopen_on")
    if disposition not in DISPOSITIONS:
        raise UsageError(f"{str(disposition)[:60]!r} is not a disposition: {', '.join(DISPOSITIONS)}")
    if reason is not None and not (isinstance(reason, str) and reason.strip()):
        raise UsageError("the reason is not a reason code")
    if reopen_on is not None:
        try:
            iso_day(reopen_on)
        except (TypeError, ValueError):
            raise UsageError(f"{str(reopen_on)[:60]!r} is not a day to come back") from None
    verdict = _text(body, "verdict")
    trigger, lifted = _text(body, "trigger").strip(), _text(body, "lifted").strip()
    return {
        "disposition": disposition, "reason": reason, "reopen_on": reopen_on, "trigger": trigger, "verdict": verdict,
        **({"lifted": lifted} if lifted else {}),
    }  # fmt: skip


def _reopened(_: Mapping[str, Json], __: Bank) -> dict[str, Json]:
    return {}


def _text(body: Mapping[str, Json], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str | None):
        raise SheetError(f"{key}: {str(value)[:60]!r} is not a text")
    return value or ""


_BODIES: Mapping[Kind, Callable[[Mapping[str, Json], Bank], dict[str, Json]]] = {
    Kind.ANSWER: _answer,
    Kind.RATING: _rating,
    Kind.NOT_APPLICABLE: _not_applicable,
    Kind.NOTE: _note,
    Kind.OBJECTION: _objection,
    Kind.UNDO: _of,
    Kind.REDO: _of,
    Kind.OVERRIDE: _override,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
}
