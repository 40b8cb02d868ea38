"""What happens on a call: appended events, and the state that they fold into.

Every change is one event; nothing is changed in place. The latest answer a fact wins, older ones stay as
history, undo appends. The fold is pure and cheap, so a screen folds again after a key, and for one more answer or note
it need not even do that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State


class Kind(StrEnum):
    """The kinds of events. Bodies, by kind:

    started         {"framework": id, "stage": "sdr"|"ae"}
    answer          {"fact", "state", "value", "evidence", "quality", "quote", "speaker"}
    rating          {"criterion", "quality", "evidence", "why"}; quality null takes the rating back
    not_applicable  {"criterion", "on": bool}
    note            {"text", "fact": id or null}
    undo            {"of": seq}
    redo            {"of": seq of what was undone}
    override        {"verdict", "why"}; verdict null takes it back
    closed          {"disposition", "reason": code or null, "reopen_on": ISO date or null, "trigger": text,
                     "verdict": as computed}
    reopened        {}
    erased          {"of": [seq], "why"}
    switched        {"framework": id, "bank": sha256 of it, "stage"}; answers stay, ratings wait with their framework
    objection       {"card": id, "text": what was said, or empty}
    submitted       {"to", "note", "due": ISO time, "fingerprint"}; this and what follows: after the call was closed
    accepted        {}
    returned        {"missing": [text], "why"}
    rejected        {"code", "why", "to": "sdr"|"nurture"|"disqualified"}
    rated           {"stars": 1 to 5, "different": what was different from the brief}
    """

    STARTED = "started"
    ANSWER = "answer"
    RATING = "rating"
    NOT_APPLICABLE = "not_applicable"
    NOTE = "note"
    UNDO = "undo"
    REDO = "redo"
    OVERRIDE = "override"
    CLOSED = "closed"
    REOPENED = "reopened"
    ERASED = "erased"
    SWITCHED = "switched"
    OBJECTION = "objection"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    RATED = "rated"


UNDOABLE = frozenset({Kind.ANSWER, Kind.RATING, Kind.NOT_APPLICABLE, Kind.NOTE, Kind.OVERRIDE, Kind.OBJECTION})

DISPOSITIONS = ("handed_off", "follow_up", "nurture", "disqualified", "do_not_contact", "no_show", "other")
"""How a call may end, as the rep says it; the verdict stands beside it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a call. `seq` counts from 1 in the call; `key` is the client's own, so that a retry writes once.

    `body` is None where the payload was erased.
    """

    seq: int
    key: UUID
    kind: Kind
    author: str
    at: datetime
    body: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    at: datetime
    seq: int
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection that was raised, by the id of its card; `text` is what was said to it, or empty."""

    card: str
    text: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Switch:
    """Another framework from that moment on."""

    framework: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """A person's verdict beside the computed one."""

    verdict: str
    why: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    disposition: str
    reason: str | None
    reopen_on: date | None
    trigger: str
    verdict: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallState:
    """What the events of a call add up to. `history` has every answer a fact got, oldest first."""

    sheet: Sheet
    notes: tuple[Note, ...] = ()
    override: Override | None = None
    closing: Closing | None = None
    objections: tuple[Objection, ...] = ()
    switches: tuple[Switch, ...] = ()
    history: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """The facts that this call itself asked, unlike those carried over from earlier ones."""
    undo: int | None = None
    """The seq of the event that undo would take back."""
    redo: int | None = None


def answer_body(answer: Answer) -> dict[str, Any]:
    """The body of an `answer` event."""
    return {
        "fact": answer.fact,
        "state": answer.state.value,
        "value": answer.value,
        "evidence": answer.evidence.value if answer.known else Evidence.NONE.value,
        "quality": answer.quality,
        "quote": answer.quote,
        "speaker": answer.speaker,
    }


def answer_from(body: Mapping[str, Json], at: datetime | None = None) -> Answer:
    """The answer of an `answer` event's body."""
    return Answer(
        fact=body["fact"],
        value=body.get("value"),
        evidence=Evidence(body.get("evidence", "claimed")),
        quality=body.get("quality"),
        quote=body.get("quote") or "",
        speaker=body.get("speaker") or "",
        state=State(body.get("state", "answered")),
        at=at,
    )


def undone(events: Iterable[Event]) -> tuple[frozenset[int], int | None, int | None]:
    """Which events are taken back, which one undo would take back next, and which one redo would restore."""
    done: list[int] = []
    taken: list[int] = []
    for event in events:
        body = event.body or {}
        if event.kind is Kind.UNDO and body.get("of") in done:
            done.remove(body["of"])
            taken.append(body["of"])
        elif event.kind is Kind.REDO and body.get("of") in taken:
            taken.remove(body["of"])
            done.append(body["of"])
        elif event.kind in UNDOABLE:
            done.append(event.seq)
    last_kind = None
    for event in events:
        last_kind = event.kind
    redo = taken[-1] if taken and last_kind in {Kind.UNDO, Kind.REDO} else None
    return frozenset(taken), done[-1] if done else None, redo


def fold(events: tuple[Event, ...], start: Sheet) -> CallState:
    """The state after those events, in the order of their seq, from what was known before the call."""
    taken, undo, redo = undone(events)
    fold_ = _Fold(start)
    for event in events:
        if event.seq not in taken and event.body is not None:
            fold_.take(event, event.body)
    return fold_.state(undo, redo)


def noted(state: CallState, event: Event) -> CallState:
    """The state after one more note, as `fold` makes it of all events, without looking at those before."""
    return replace(state, notes=(*state.notes, _note(event, event.body or {})), undo=event.seq, redo=None)


def answered(state: CallState, event: Event) -> CallState:
    """The state after one more answer, as `fold` makes it of all events, without looking at those before."""
    answer = answer_from(event.body or {}, event.at)
    fact, before = answer.fact, state.history
    return replace(
        state,
        sheet=state.sheet.answer(answer),
        history=MappingProxyType({**before, fact: (*before.get(fact, ()), answer)}),
        asked=state.asked | {fact},
        undo=event.seq,
        redo=None,
    )


def _note(event: Event, body: Mapping[str, Json]) -> Note:
    return Note(body["text"], event.at, event.seq, body.get("fact"))


class _Fold:
    """The accumulator of one fold: plain dictionaries, frozen once at the end."""

    def __init__(self, start: Sheet) -> None:
        self.start = start
        self.answers = dict(start.answers)
        self.ratings = dict(start.ratings)
        self.not_applicable = set(start.not_applicable)
        self.stage = start.stage
        self.history: dict[str, list[Answer]] = {fact: [answer] for fact, answer in start.answers.items()}
        self.asked: set[str] = set()
        self.notes: list[Note] = []
        self.override: Override | None = None
        self.closing: Closing | None = None
        self.objections: list[Objection] = []
        self.switches: list[Switch] = []
        self.framework = ""
        self.judged: dict[str, tuple[dict[str, Rating], set[str]]] = {}

    def take(self, event: Event, body: Mapping[str, Json]) -> None:
        match event.kind:
            case Kind.STARTED:
                self.stage = body.get("stage", self.stage)
                self.framework = body.get("framework", "")
            case Kind.SWITCHED:
                self._switch(body["framework"], event.at)
            case Kind.OBJECTION:
                self.objections.append(Objection(body["card"], body.get("text") or "", event.at, event.seq))
            case Kind.ANSWER:
                answer = answer_from(body, event.at)
                self.answers[answer.fact] = answer
                self.history.setdefault(answer.fact, []).append(answer)
                self.asked.add(answer.fact)
            case Kind.RATING:
                self._rate(event, body)
            case Kind.NOT_APPLICABLE:
                (self.not_applicable.add if body["on"] else self.not_applicable.discard)(body["criterion"])
            case Kind.NOTE:
                self.notes.append(_note(event, body))
            case Kind.OVERRIDE:
                verdict = body["verdict"]
                self.override = Override(verdict, body["why"], event.author, event.at) if verdict else None
            case Kind.CLOSED:
                self.closing = _closing(body, event.at)
            case Kind.REOPENED:
                self.closing = None

    def _switch(self, framework: str, at: datetime) -> None:
        """Criteria of two frameworks may share an id and no meaning: what was judged waits with its framework."""
        self.judged[self.framework] = self.ratings, self.not_applicable
        self.ratings, self.not_applicable = self.judged.pop(framework, ({}, set()))
        self.framework = framework
        self.switches.append(Switch(framework, at))

    def _rate(self, event: Event, body: Mapping[str, Json]) -> None:
        if body["quality"] is None:
            self.ratings.pop(body["criterion"], None)
            return
        self.ratings[body["criterion"]] = Rating(
            body["criterion"], body["quality"], Evidence(body["evidence"]), body.get("why", ""), event.at
        )

    def state(self, undo: int | None, redo: int | None) -> CallState:
        return CallState(
            sheet=Sheet(self.start.on, self.stage, self.answers, self.ratings, frozenset(self.not_applicable)),
            notes=tuple(self.notes),
            override=self.override,
            closing=self.closing,
            objections=tuple(self.objections),
            switches=tuple(self.switches),
            history=MappingProxyType({fact: tuple(answers) for fact, answers in self.history.items()}),
            asked=frozenset(self.asked),
            undo=undo,
            redo=redo,
        )


def _closing(body: Mapping[str, Json], at: datetime) -> Closing:
    reopen_on = body.get("reopen_on")
    return Closing(
        disposition=body["disposition"],
        reason=body.get("reason"),
        reopen_on=date.fromisoformat(reopen_on) if reopen_on else None,
        trigger=body.get("trigger") or "",
        verdict=body.get("verdict") or "",
        at=at,
    )
