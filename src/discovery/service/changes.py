"""The changes that a rep makes on a call, as events that are not kept yet. Pure; each one has a fresh key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Evidence
from discovery.engine.assessment import Verdict
from discovery.engine.calls import NewEvent
from discovery.engine.events import Kind, answer_body
from discovery.ids import new_id
from discovery.service.texts import cleaned
from discovery.text import clean


@dataclass(frozen=True, slots=True)
class Demands:
    """What an ending demands before the call can be closed: a reason code, and a day or an event to come back."""

    reason: bool
    reopen: bool


def demands(verdict: str, disposition: str = "") -> Demands:
    """What closing a call demands under a verdict, and as what it ends: whatever one of the two demands."""
    ended = {verdict, disposition}
    return Demands(reason=bool(ended & {Verdict.DISQUALIFIED, Verdict.NURTURE}), reopen=Verdict.NURTURE in ended)


def started(framework: str, stage: str, *, author: str, now: datetime) -> NewEvent:
    return _event(Kind.STARTED, {"framework": framework, "stage": stage}, author, now)


def answer(answer: Answer, *, author: str, now: datetime) -> NewEvent:
    return _event(Kind.ANSWER, answer_body(answer), author, now)


def rating(
    criterion: str, quality: int | None, evidence: Evidence, why: str = "", *, author: str, now: datetime
) -> NewEvent:
    """A judgement of a whole criterion, with its reason; quality None takes it back."""
    body = {"criterion": criterion, "quality": quality, "evidence": evidence.value, "why": why}
    return _event(Kind.RATING, body, author, now)


def not_applicable(criterion: str, on: bool, *, author: str, now: datetime) -> NewEvent:
    return _event(Kind.NOT_APPLICABLE, {"criterion": criterion, "on": on}, author, now)


def note(text: str, fact: str | None = None, *, author: str, now: datetime) -> NewEvent:
    return _event(Kind.NOTE, {"text": text, "fact": fact}, author, now)


def switched(bank: Bank, stage: str, *, author: str, now: datetime) -> NewEvent:
    """Another framework for the call: its answers stay."""
    return _event(Kind.SWITCHED, {"framework": bank.id, "bank": bank.sha256, "stage": stage}, author, now)


def objection(card: str, text: str = "", *, author: str, now: datetime) -> NewEvent:
    """An objection that was raised, by the id of its card, and what was said to it."""
    return _event(Kind.OBJECTION, {"card": card, "text": text}, author, now)


def undo(of: int, *, author: str, now: datetime, key: UUID | None = None) -> NewEvent:
    """Takes the event of that seq back; `key` is its own, by which it is found where another window wrote before it."""
    return _event(Kind.UNDO, _pointing(of, key), author, now)


def redo(of: int, *, author: str, now: datetime, key: UUID | None = None) -> NewEvent:
    """Brings back what was taken back; as `undo`."""
    return _event(Kind.REDO, _pointing(of, key), author, now)


def _pointing(of: int, key: UUID | None) -> dict[str, Json]:
    return {"of": of} if key is None else {"of": of, "key": str(key)}


def override(verdict: str | None, why: str = "", *, author: str, now: datetime) -> NewEvent:
    """A person's verdict beside the computed one, with its reason; None takes it back."""
    return _event(Kind.OVERRIDE, {"verdict": verdict, "why": why}, author, now)


def closing(
    disposition: str,
    reason: str | None = None,
    reopen_on: date | None = None,
    trigger: str = "",
    verdict: str = "",
    *,
    lifted: str = "",
    author: str,
    now: datetime,
) -> NewEvent:
    """How a call ends. `verdict` is the computed one; what is kept is computed again from what is stored.

    `lifted`: why a person whom this call put on the do-not-contact list may be called again; in the body only then.
    """
    body = {
        "disposition": disposition,
        "reason": reason,
        "reopen_on": reopen_on.isoformat() if reopen_on else None,
        "trigger": trigger,
        "verdict": str(verdict),
        **({"lifted": lifted} if lifted else {}),
    }
    return _event(Kind.CLOSED, body, author, now)


def reopened(*, author: str, now: datetime) -> NewEvent:
    return _event(Kind.REOPENED, {}, author, now)


def _event(kind: Kind, body: Mapping[str, Json], author: str, now: datetime) -> NewEvent:
    return NewEvent(new_id(), kind, clean(author), now, cleaned(body))
