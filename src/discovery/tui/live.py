"""A call while it goes on: its events, the moment that they add up to, and what is not kept yet. Knows no screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from discovery.capture.entry import parse
from discovery.engine.answers import Answer, Evidence
from discovery.engine.assessment import Verdict
from discovery.engine.calls import NewEvent
from discovery.engine.events import Event, Kind
from discovery.engine.flips import criterion_flips, next_step_flip, told
from discovery.engine.outlook import Outlook, on_the_call, outlook
from discovery.errors import UsageError
from discovery.ids import key_behind
from discovery.service import changes
from discovery.service.calls import Call
from discovery.text import counted
from discovery.tui import replies
from discovery.tui.heard import Heard, Taken, taken
from discovery.tui.moment import Moment, moment
from discovery.tui.outbox import Keep, Outbox
from discovery.tui.present.headline import Saving
from discovery.tui.replies import Entry, RatingDraft

_FLIPS = 3
_STEPS: Mapping[Kind, str] = {Kind.UNDO: "took back", Kind.REDO: "brought back"}


class LiveCall:
    """Each change is an event: folded and assessed here at once, then held in the outbox until it is kept.

    `told` hears when that changes. A change raises UsageError where the call does not take it.
    """

    def __init__(
        self,
        call: Call,
        *,
        author: str,
        now: Callable[[], datetime],
        keep: Keep,
        folder: Path | None,
        told: Callable[[], None],
        retry: float,
    ) -> None:
        self.call = call
        self._author, self._now, self._told = author, now, told
        self.outbox = Outbox(keep, call.header.id, folder, self._kept, retry=retry)
        self.moment = moment(call.bank, call.events, call.start)
        self._ahead: tuple[Moment, Outlook, tuple[str, ...]] | None = None
        self._together = _lines(call.events)
        self._since = len(call.events)
        self.astray = False
        """Whether somebody else wrote to the same call meanwhile, so that it has to be loaded again."""

    def recover(self) -> int:
        """Takes up what an earlier run could not keep; how many changes that were."""
        found = self.outbox.recover({event.key for event in self.call.events})
        for event in found:
            self._add(event)
        self._look()
        return len(found)

    def reload(self, call: Call) -> None:
        """Goes on from the call as it is in the store, with what is still held."""
        self._since = _same(self.call.events, call.events)
        self.call, self.astray = call, False
        self._together = _lines(call.events) | self._together
        known = {event.key for event in call.events}
        for event in self.outbox.held:
            if event.key not in known:
                self._add(event)
        self._look()

    @property
    def saving(self) -> Saving:
        """How much of it is kept."""
        box = self.outbox
        held = len(box.held)
        return Saving(len(self.call.events) - held, held, box.trouble, str(box.beside or ""))

    @property
    def behind(self) -> bool:
        """Whether `ahead` and `flips` are still those of the moment before."""
        return self._ahead is None or self._ahead[0] is not self.moment

    @property
    def ahead(self) -> Outlook | None:
        """What could still happen when that was last worked out; None where it never was with this bank."""
        return self._ahead[1] if self._ahead and self._ahead[0].bank is self.moment.bank else None

    @property
    def flips(self) -> tuple[str, ...]:
        """What alone would have changed the verdict then, the best first."""
        return self._ahead[2] if self._ahead and self._ahead[0].bank is self.moment.bank else ()

    def look_ahead(self) -> Outlook:
        """Works out what can still happen: milliseconds, so not before an answer is painted."""
        if self._ahead is None or self.behind:
            now, prior = self.moment, self.call.prior
            stale = frozenset(now.stale_facts)
            ahead = outlook(now.seen, now.assessment, prior=prior, asked=now.asked, stale=stale)
            self._ahead = now, on_the_call(ahead, now.seen, now.assessment, prior), _flips(now)
        return self._ahead[1]

    def answer(self, answer: Answer) -> None:
        self._do(changes.answer(answer, author=self._author, now=self._now()))

    def rate(self, criterion: str, quality: int | None, evidence: Evidence, why: str) -> None:
        self._do(changes.rating(criterion, quality, evidence, why, author=self._author, now=self._now()))

    def switch_applicable(self, criterion: str) -> bool:
        """Marks a criterion as not applicable, or takes that back; whether it is marked now."""
        on = criterion not in self.moment.sheet.not_applicable
        self._do(changes.not_applicable(criterion, on, author=self._author, now=self._now()))
        return on

    def note(self, text: str, fact: str | None) -> None:
        self._do(changes.note(text, fact, author=self._author, now=self._now()))

    def belated(self, text: str, fact: str | None) -> None:
        """A note on a call that was closed elsewhere: the store takes it as what was not recorded before that."""
        new = changes.note(text, fact, author=self._author, now=self._now())
        self._add(new)
        self.moment = self.moment.noted(self.call.events[-1])
        self.outbox.put(new)

    def retract(self, made: frozenset[UUID]) -> None:
        """Takes back what keys did that were no commands, each by an event of its own, the last one first."""
        for event in reversed([each for each in self.call.events if each.key in made]):
            of = (event.body or {}).get("of", event.seq)
            make = changes.redo if event.kind is Kind.UNDO else changes.undo
            self._do(make(of, author=self._author, now=self._now(), key=self._event(of).key))

    def objection(self, card: str) -> None:
        """Notes that an objection was raised, by its card."""
        self._do(changes.objection(card, author=self._author, now=self._now()))

    def hear(self, heard: Heard) -> Taken:
        """Records what a line of free text proposes, and the rest of it as a note; what that was."""
        found = taken(self.moment, heard)
        if not found.answers and not found.note:
            raise UsageError("all of that is noted already")
        before = len(self.call.events)
        by: dict[str, Any] = {"author": self._author, "now": self._now()}
        new = [changes.answer(answer, **by) for answer in found.answers]
        new += [changes.note(found.note, None, **by)] if found.note else []
        keys = list(accumulate([each.key for each in new], lambda key, _: key_behind(key)))
        for each, key in zip(new, keys, strict=True):
            self._do(replace(each, key=key))
        self._together.update(dict.fromkeys(keys, frozenset(keys)))
        self._since = before
        return found

    def take(self, entry: Entry, typed: str, rating: RatingDraft | None) -> None:
        """Makes the change that was typed on the line of text; `rating` is what a reason is for."""
        now, fact = self.moment, self.call.bank.facts[entry.place[1]]
        answer, typed = now.answer(fact.id), typed.strip()
        match entry.kind:
            case "answer":
                value = parse(fact, typed.rstrip(" !") or typed, on=now.sheet.on, currency=now.bank.currency)
                new = replies.valued(fact, answer, value)
                self.answer(replies.confirmed(new) if typed.endswith("!") and not new.confirmed else new)
            case "quote":
                self.answer(replies.quoted(answer, typed))
            case "note":
                self.note(typed, fact.id)
            case "reason" if rating is not None and rating.quality is not None:
                self.rate(rating.criterion.id, rating.quality, rating.evidence, typed)

    @property
    def changed(self) -> str:
        """The last change as a person calls it; of an undo or a redo, what it took back or brought back."""
        of = [(event.body or {}).get("of") for event in self._last]
        changed = [self._event(seq) for seq in of if seq is not None] or self._last
        if len(changed) == 1:
            return self._named(changed[0])
        answers = sum(event.kind is Kind.ANSWER for event in changed)
        parts = [counted(answers, "answer")] * bool(answers) + ["a note"] * (answers < len(changed))
        return f"the line ({', '.join(parts)})"

    @property
    def cause(self) -> str:
        """What gave the verdict of now: of a line of several answers, the one that it hangs on."""
        deciding = self._deciding
        if deciding.kind in _STEPS:
            return f"{_STEPS[deciding.kind]} {self.changed}".replace("the answer to ", "")
        return self._named(deciding).removeprefix("the answer to ")

    @property
    def _last(self) -> tuple[Event, ...]:
        """The events of the last change."""
        return self.call.events[self._since :] or self.call.events[-1:]

    @property
    def _deciding(self) -> Event:
        """The first event of the last change from which on the verdict is that of now; notes decide nothing."""
        first, *others = [event for event in self._last if event.kind is not Kind.NOTE] or self._last[-1:]
        verdict, events = self.moment.assessment.verdict, self.call.events
        for event in reversed(others):
            before = tuple(each for each in events if each.seq < event.seq)
            if moment(self.call.bank, before, self.call.start).assessment.verdict is not verdict:
                return event
        return first

    def undo(self) -> None:
        """Takes the last change back."""
        self._step(changes.undo, lambda: self.moment.state.undo, "there is nothing to take back")

    def redo(self) -> None:
        """Brings back what was taken back last."""
        self._step(changes.redo, lambda: self.moment.state.redo, "there is nothing to bring back")

    def _step(self, make: Callable[..., NewEvent], following: Callable[[], int | None], nothing: str) -> None:
        """One change back or forth; of one that a line of free text made, all that came of that line."""
        seq = following()
        if seq is None:
            raise UsageError(nothing)
        before, first = len(self.call.events), self._event(seq).key
        together = self._together.get(first, frozenset({first}))
        while seq is not None and (key := self._event(seq).key) in together:
            self._do(make(seq, author=self._author, now=self._now(), key=key))
            seq = following()
        self._since = before

    def _event(self, seq: int) -> Event:
        return next(event for event in self.call.events if event.seq == seq)

    def _named(self, event: Event) -> str:
        body = event.body or {}
        fact = str(body.get("fact"))
        if event.kind is Kind.ANSWER and fact in self.call.bank.facts:
            return f"the answer to “{self.call.bank.wording(fact)}”"
        criterion = self.call.bank.by_id.get(body.get("criterion", ""))
        kind = event.kind.value.replace("_", " ")
        return f"the {kind} of {criterion.title}" if criterion else f"the {kind}"

    def _do(self, new: NewEvent) -> None:
        if self.moment.state.closing is not None:
            raise UsageError("this call is closed")
        self._since = len(self.call.events)
        self._add(new)
        if new.kind is Kind.NOTE:
            self.moment = self.moment.noted(self.call.events[-1])
        elif new.kind is Kind.ANSWER:
            self.moment = self.moment.answered(self.call.events[-1])
        else:
            self._look()
        self.outbox.put(new)

    def _add(self, new: NewEvent) -> None:
        seq = self.call.events[-1].seq + 1 if self.call.events else 1
        self.call = self.call.with_event(Event(seq, new.key, new.kind, new.author, new.at, new.body))

    def _look(self) -> None:
        self.moment = moment(self.call.bank, self.call.events, self.call.start)

    def _kept(self, kept: tuple[Event, ...]) -> None:
        here = {event.key: event.seq for event in self.call.events}
        self.astray = self.astray or any(here.get(event.key) != event.seq for event in kept)
        self._told()


def _same(one: Sequence[Event], other: Sequence[Event]) -> int:
    """How many events two calls begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a.key != b.key), min(len(one), len(other)))


def _lines(events: Sequence[Event]) -> dict[UUID, frozenset[UUID]]:
    """By the key of each change, the keys of all that came of the same line of free text."""
    lines: dict[UUID, list[UUID]] = {}
    behind: dict[UUID, list[UUID]] = {}
    for event in events:
        line = behind.pop(event.key, [])
        line.append(event.key)
        lines[event.key] = behind[key_behind(event.key)] = line
    return {key: frozenset(line) for key, line in lines.items()}


def _flips(now: Moment) -> tuple[str, ...]:
    """The changes that alone would change the verdict: a dated next step, then towards qualified, then the rest."""
    if now.assessment.verdict is Verdict.DO_NOT_CONTACT or any(k.firm for k in now.assessment.knockouts):
        return ()
    found = [
        flip
        for score in now.assessment.criteria
        if not score.resolved
        for flip in criterion_flips(now.seen, now.assessment, score)
    ]
    found.sort(key=lambda flip: flip.verdict is not Verdict.QUALIFIED)
    return told(now.bank, (*next_step_flip(now.seen, now.assessment), *found))[:_FLIPS]
