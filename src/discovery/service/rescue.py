"""Changes that a call does not take any more, kept as notes: nobody types something that is then nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from discovery.banks.model import Bank
from discovery.engine.calls import NewEvent
from discovery.engine.events import Event, Kind, answer_from
from discovery.engine.values import describe
from discovery.errors import UsageError
from discovery.service import calls
from discovery.storage import calls as stored
from discovery.storage import events as kept
from discovery.storage.store import Session
from discovery.text import one_line


def record_each(session: Session, call_id: UUID, new: Sequence[NewEvent], *, bank: Bank) -> tuple[Event, ...]:
    """Append events; one that is refused for good, as on a call that was closed meanwhile, becomes a note that says it.

    The note has the key of the event, so that a retry writes it once. Raises what a store raises.
    """
    recorded: list[Event] = []
    for event in new:
        try:
            recorded += calls.record(session, call_id, [event], bank=bank)
        except UsageError as error:
            sha256 = stored.get_call(session, call_id).bank_sha256
            text = f"not recorded ({one_line(str(error), 200)}): {_said(event, bank)}"
            note = replace(event, kind=Kind.NOTE, body={"text": text, "fact": None})
            recorded += kept.append(session, call_id, sha256, [note])
    return tuple(recorded)


def _said(event: NewEvent, bank: Bank) -> str:
    """What an event says, as a person reads it."""
    body = event.body
    fact = bank.facts.get(str(body.get("fact")))
    if event.kind is Kind.ANSWER and fact is not None:
        answer = answer_from(body)
        value = describe(fact, answer.value) if answer.known else answer.state.value
        quote = f" “{answer.quote}”" if answer.quote else ""
        return f"{bank.wording(fact.id)} {value}, {answer.evidence.value}{quote}"
    parts = [
        str(body[name])
        for name in ("criterion", "quality", "evidence", "verdict", "card", "text", "why")
        if body.get(name)
    ]
    return f"{event.kind.value} {' '.join(parts)}".strip()
