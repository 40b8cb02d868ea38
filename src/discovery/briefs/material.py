"""What a brief is composed from, and the few ways in which it is put into words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from discovery.banks.conditions import Json
from discovery.banks.model import ALWAYS_ON, Bank, Criterion, Fact
from discovery.briefs.brief import Line, Section, Tag
from discovery.briefs.parts import PLACED, Part
from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.assessment import Assessment
from discovery.engine.calls import CallHeader
from discovery.engine.events import CallState
from discovery.engine.values import describe
from discovery.engine.view import View
from discovery.leads.lead import Lead
from discovery.text import one_line

EXCERPTS = (140, 120, 110, 100, 90, 80, 70, 60, 45, 30, 20)
"""Characters of one answer in the parts that are read first, tried in turn; the appendix has it whole."""

_LABEL = 60
"""Characters of a question that is the label of its answer."""

UNKNOWNS = 4
"""Labels of what is not known that one line names."""

_TAGS: Mapping[Evidence, Tag] = {
    Evidence.NONE: "unknown",
    Evidence.CLAIMED: "claimed",
    Evidence.CONFIRMED: "confirmed",
}
_RANK: Mapping[Tag, int] = {"unknown": 0, "claimed": 1, "confirmed": 2}


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of the first page before its length is known: `long` is cut to what the page has room for."""

    text: str
    tag: Tag | None = None
    source: str | None = None
    long: str = ""
    after: str = ""
    label: str = ""

    def line(self, limit: int) -> Line:
        """The line with at most `limit` characters of what may be cut."""
        text = f"{self.text}{excerpt(self.long, limit)}{self.after}" if self.long else self.text
        return Line(text, self.tag, self.source, self.label if text.startswith(f"{self.label}: ") else "")


@dataclass(frozen=True, slots=True)
class Block:
    """A section before its length is known."""

    id: str
    title: str
    drafts: tuple[Draft, ...]

    def section(self, limit: int) -> Section:
        return Section(self.id, self.title, tuple(draft.line(limit) for draft in self.drafts))


@dataclass(frozen=True, slots=True)
class Material:
    """A call, seen through its bank.

    `reasons` maps reason codes to their titles, `heard` objection cards to what was heard; `head` is the last hash of
    the chain of `events` events, `now` the time of writing.
    """

    seen: View
    lead: Lead
    header: CallHeader
    state: CallState
    assessment: Assessment
    reasons: Mapping[str, str]
    heard: Mapping[str, str]
    head: str
    events: int
    now: datetime
    agenda: tuple[tuple[Criterion | None, str], ...]
    """Every fact that the bank asks, once, in the order of the conversation."""
    elsewhere: Mapping[str, Fact] = field(default_factory=dict)
    """Facts that were answered and that only other banks ask, by id."""

    def fact(self, fact_id: str) -> Fact | None:
        """The fact as this bank asks it, else as another one did."""
        return self.bank.facts.get(fact_id) or self.elsewhere.get(fact_id)

    @property
    def bank(self) -> Bank:
        return self.seen.bank

    @property
    def objected(self) -> bool:
        """Whether they asked not to be contacted again."""
        answer = self.known("compliance.objection")
        return answer is not None and answer.value == "yes"

    def known(self, fact_id: str) -> Answer | None:
        """The answer that counts for a fact, where something is known."""
        answer = self.seen.answer(fact_id)
        return answer if answer is not None and answer.known else None

    def value(self, fact_id: str, value: Json) -> str:
        """A value on one line; of a fact that no bank at hand has, as it is stored."""
        fact = self.fact(fact_id)
        if fact is not None:
            return one_line(describe(fact, value))
        return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))

    def ask(self, fact_id: str, criterion: Criterion | None = None) -> str:
        """The question in the words of this bank; of a fact that it does not have, in its own, else the id."""
        if fact_id in self.bank.facts:
            return one_line(self.bank.wording(fact_id, criterion))
        fact = self.elsewhere.get(fact_id)
        return one_line(fact.ask if fact else fact_id)

    def quoted(self, text: str) -> str:
        """Words of theirs or a question of ours, which are cut last."""
        return f"“{excerpt(one_line(text), EXCERPTS[0])}”"

    def objections(self) -> tuple[Draft, ...]:
        """What they objected: what the card says is heard, their words where they were noted, and when."""
        return tuple(
            Draft("", "claimed", f"objection:{raised.seq}", self._objection(raised.card, raised.text),
                  f" ({raised.at:%H:%M})")
            for raised in self.state.objections
        )  # fmt: skip

    def _objection(self, card: str, text: str) -> str:
        heard = one_line(self.heard.get(card, card))
        return f"{heard} “{one_line(text)}”" if text.strip() else heard

    def reason(self, code: str) -> str:
        return one_line(self.reasons.get(code, code))

    def line(self, fact_id: str, label: str) -> Draft | None:
        """A known answer under its label."""
        answer = self.known(fact_id)
        if answer is None:
            return None
        value = self.value(fact_id, answer.value)
        return Draft(f"{label}: ", tag_of(answer.evidence), fact_id, value, label=label)

    def lines(self, part: Part) -> list[Draft]:
        """The known answers of a part, as many as it may show: those that prove a criterion before the others."""
        places = [*part.facts, *self._unplaced(part)]
        proof = {fact for criterion in self.seen.scope() for fact in criterion.proof}
        places.sort(key=lambda place: place[0] not in proof)
        found = (self.line(fact_id, label) for fact_id, label in places)
        return list(islice((line for line in found if line is not None), part.limit))

    def _unplaced(self, part: Part) -> list[tuple[str, str]]:
        """What the criteria ask in the phases of a part and no part has a place for, with the question as the label."""
        asked = [
            (fact, criterion)
            for criterion, fact in self.agenda
            if criterion is not None and fact not in PLACED and self.bank.facts[fact].phase in part.phases
        ]
        names = {"person", "people"}
        return [
            (fact, f"“{excerpt(self.ask(fact, criterion), _LABEL)}”")
            for fact, criterion in asked
            if self.bank.facts[fact].type not in names
        ]

    def asked_of(self, part: Part) -> list[tuple[str, str]]:
        """The facts of a part that this bank asks and that are relevant, with their labels."""
        return [(fact, label) for fact, label in part.facts if _asks(self.bank, fact) and self.seen.relevant(fact)]

    def covers(self, *parts: Part) -> bool:
        """Whether the bank asks anything of these parts."""
        return any(_asks(self.bank, fact) for part in parts for fact, _ in part.facts)

    def unknown(self, *parts: Part) -> Draft | None:
        """The one line that says what these parts do not know; declined questions stand with the promises."""
        labels = []
        for part in parts:
            for fact_id, label in self.asked_of(part):
                answer = self.seen.answer(fact_id)
                if answer is None:
                    labels.append(label.lower())
                elif answer.state is State.UNKNOWN:
                    labels.append(f"{label.lower()} (asked)")
        if not labels:
            return None
        more = f" and {len(labels) - UNKNOWNS} more" if len(labels) > UNKNOWNS else ""
        return Draft(f"Not known: {', '.join(labels[:UNKNOWNS])}{more}.", "unknown")

    def block(self, part: Part) -> Block:
        """A part with what is known and one line of what is not; it never vanishes."""
        known = self.lines(part)
        unknown = self.unknown(part)
        drafts = (*known, unknown) if unknown else tuple(known)
        return Block(part.id, part.title, drafts or (Draft("Nothing is known.", "unknown"),))


def _asks(bank: Bank, fact_id: str) -> bool:
    fact = bank.facts.get(fact_id)
    return fact is not None and (fact.topic in ALWAYS_ON or bool(bank.criteria_of[fact_id]))


def tag_of(evidence: Evidence) -> Tag:
    return _TAGS[evidence]


def weakest(tags: list[Tag]) -> Tag:
    """How well a statement is known that rests on several: as well as the least of them."""
    return min(tags, key=_RANK.__getitem__, default="unknown")


def excerpt(text: str, limit: int) -> str:
    """The start of a text of one line, cut between words where there is a place to cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at = cut.rfind(" ", limit // 2)
    return f"{cut[:at] if at > 0 else cut}…"


def moment(at: datetime | None) -> str:
    """A time with its offset, to the minute."""
    return at.isoformat(sep=" ", timespec="minutes") if at else ""
