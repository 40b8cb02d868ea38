"""What a key or a typed line makes of the answer to a question. Pure: the answer before in, the answer after out.

A key that would change nothing, or cannot be meant, raises UsageError with what to press instead; the screen shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal

from discovery.banks.conditions import Json
from discovery.banks.model import Criterion, Fact
from discovery.capture.entry import examples, parse
from discovery.engine.answers import Answer, Evidence, Rating, State
from discovery.engine.values import describe, plain_number
from discovery.errors import UsageError, ValueRefused
from discovery.text import clean, one_line
from discovery.tui.moment import Moment, Place
from discovery.tui.present.question import rating_rows
from discovery.tui.rows import Row

EntryKind = Literal["answer", "quote", "note", "reason", "go_to", "objection", "capture"]

PROMPT: Mapping[EntryKind, str] = {
    "answer": "Answer", "quote": "Quote", "note": "Note", "reason": "Reason", "go_to": "Go to",
    "objection": "Objection", "capture": "Heard",
}  # fmt: skip
DRAFTED: tuple[EntryKind, ...] = ("capture", "answer", "note", "quote", "reason")
"""The kinds of which a text that was left unfinished is kept, what is reminded of first at the front."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the line of text is open for."""

    kind: EntryKind
    place: Place

    @property
    def subject(self) -> tuple[EntryKind, str]:
        """What its draft is kept under: a text that was left unfinished is there when it is opened again."""
        of = {"reason": self.place[0] or "", "go_to": "", "objection": "", "capture": ""}.get(self.kind, self.place[1])
        return self.kind, of

    @property
    def searches(self) -> bool:
        """Whether what is typed only looks for something."""
        return self.kind in {"go_to", "objection"}


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating of a whole criterion that is being given: `quality` None until a digit. It lies over the question."""

    criterion: Criterion
    quality: int | None = None
    evidence: Evidence = Evidence.CLAIMED

    @classmethod
    def of(cls, criterion: Criterion, before: Rating | None) -> RatingDraft:
        """What a rating starts from: the one before, where there is one."""
        return cls(criterion, before.quality, before.evidence) if before else cls(criterion)

    keys: ClassVar[str] = (
        "0–3 · {call.evidence} switches · {call.enter}, then the reason · {call.declined} takes it back"
    )

    @property
    def subject(self) -> object:
        return "rating", self.criterion.id

    def top(self, height: int) -> int | None:
        return None

    def rows(self, now: Moment, width: int) -> list[Row]:
        return rating_rows(now, self.criterion, self.quality, self.evidence, width)

    def switched(self) -> RatingDraft:
        """With the other evidence."""
        confirmed = self.evidence is Evidence.CONFIRMED
        return replace(self, evidence=Evidence.CLAIMED if confirmed else Evidence.CONFIRMED)


def picks_by_digit(fact: Fact) -> bool:
    """Whether digits pick a choice of this question."""
    return bool(fact.choices) and fact.type in {"choice", "choices"}


def picked(fact: Fact, before: Answer | None, digit: int) -> Answer:
    """The answer after a digit: the first choice is 1, the tenth 0. Of several choices it switches one on or off."""
    place = (digit - 1) % 10
    if place >= len(fact.choices):
        raise UsageError(f"there is no choice {digit}: {_range(len(fact.choices))} pick")
    choice = fact.choices[place].id
    if fact.type == "choice":
        return valued(fact, before, choice)
    chosen = list(before.value) if before and before.known else []
    after = [item.id for item in fact.choices if (item.id in chosen) != (item.id == choice)]
    if not after:
        raise UsageError("the last choice stays: d they don't know, x declined, u takes it back")
    return valued(fact, before, after)


def _range(count: int) -> str:
    return f"1–{count}" if count < 10 else "1–9 and 0"


def valued(fact: Fact, before: Answer | None, value: Json) -> Answer:
    """The answer with a value. Another value than before is only claimed until it is confirmed again."""
    if before is not None and before.known:
        if before.value == value:
            raise UsageError(f"that is the answer already: {one_line(describe(fact, value), 60)}")
        return replace(before, value=value, evidence=Evidence.CLAIMED, quality=None, at=None)
    return Answer(fact.id, value)


def rated(before: Answer | None, quality: int) -> Answer:
    """The answer with a quality of the rep's own."""
    if not 0 <= quality <= 3:
        raise UsageError("0–3 say how good the answer is; e changes it")
    return _changed(_known(before), quality=quality)


def confirmed(before: Answer | None) -> Answer:
    """The answer, confirmed where it was claimed and the other way round."""
    answer = _known(before)
    return replace(answer, evidence=Evidence.CLAIMED if answer.confirmed else Evidence.CONFIRMED, at=None)


def in_vain(fact: Fact, before: Answer | None, state: State) -> Answer:
    """The answer that they don't know, or would not say."""
    if before is not None and before.state is state:
        raise UsageError("that is noted already")
    return Answer(fact.id, None, Evidence.NONE, state=state)


def quoted(before: Answer | None, quote: str) -> Answer:
    """The answer with their own words."""
    return _changed(_known(before), quote=clean(quote).strip())


def _known(before: Answer | None) -> Answer:
    if before is None or not before.known:
        raise UsageError("there is no answer yet: answer first")
    return before


def _changed(answer: Answer, *, quality: int | None = None, quote: str | None = None) -> Answer:
    after = replace(
        answer,
        quality=answer.quality if quality is None else quality,
        quote=answer.quote if quote is None else quote,
        at=None,
    )
    if after == replace(answer, at=None):
        raise UsageError("that is so already")
    return after


def short(fact: Fact, answer: Answer | None) -> str:
    """An answer in a few words."""
    if answer is None:
        return ""
    return one_line(describe(fact, answer.value), 40) if answer.known else _STATES[answer.state]


_STATES: Mapping[State, str] = {State.UNKNOWN: "they don't know", State.DECLINED: "they would not say"}


def changed(fact: Fact, before: Answer | None, after: Answer | None) -> str:
    """What a key did to an answer that stood there, in a few words; empty where there was none, or it only grew."""
    if before is None or after is None:
        return ""
    if before.state is not after.state or (before.value != after.value and fact.type != "choices"):
        return f"{short(fact, after)}, no more “{short(fact, before)}”"
    if before.evidence is not after.evidence:
        return "confirmed" if after.confirmed else "only claimed now"
    return ""


def known_text(kind: EntryKind, fact: Fact, now: Moment, rating: RatingDraft | None) -> str:
    """What stands in the line when it opens: what is known, so that it can be changed."""
    answer = now.answer(fact.id)
    if kind == "answer":
        return as_typed(fact, answer, now.sheet.on, now.bank.currency)
    if kind == "reason" and rating is not None:
        before = now.sheet.ratings.get(rating.criterion.id)
        return before.why if before else ""
    return answer.quote if kind == "quote" and answer is not None else ""


def as_typed(fact: Fact, answer: Answer | None, on: date, currency: str) -> str:
    """The value as it could have been typed, to be changed; empty where nothing is known or it cannot be said so."""
    if answer is None or not answer.known:
        return ""
    typed = _spelled(fact, answer.value)
    try:
        same = _whole(fact, parse(fact, typed, on=on, currency=currency)) == _whole(fact, answer.value)
    except ValueRefused:
        return ""
    return typed if same else ""


def _whole(fact: Fact, value: Json) -> Json:
    """A value with what a person may leave out: a sheet says less than what is typed."""
    if fact.type not in {"person", "people"}:
        return value
    people = value if fact.type == "people" else [value]
    return [{"name": "", "title": "", "role": "unknown", "email": "", **person} for person in people]


def _spelled(fact: Fact, value: Json) -> str:
    match fact.type:
        case "text" | "date":
            return str(value)
        case "number":
            return plain_number(value)
        case "person" | "people":
            return "; ".join(_person(item) for item in (value if fact.type == "people" else [value]))
        case _:
            return describe(fact, value)


def _person(value: Json) -> str:
    role = value.get("role", "unknown")
    parts = [value.get("name", ""), value.get("title", ""), "" if role == "unknown" else role.replace("_", " ")]
    email = f" <{value['email']}>" if value.get("email") else ""
    return ", ".join(part for part in parts if part) + email


def understood(entry: Entry, fact: Fact, typed: str, on: date, currency: str) -> tuple[str, str]:
    """What Enter would take, as a line and its style, while it is typed."""
    label = PROMPT[entry.kind]
    if entry.kind != "answer" or not typed.strip():
        return f"{label}: {_hint(entry, fact)}", "dim"
    try:
        value = parse(fact, typed, on=on, currency=currency)
    except ValueRefused as refusal:
        return one_line(str(refusal)), "warn"
    if fact.type == "text":
        return f"{label}: {_hint(entry, fact)}", "dim"
    return f"→ {one_line(describe(fact, value))}", "good"


def _hint(entry: Entry, fact: Fact) -> str:
    if entry.kind == "go_to":
        return "words of the question · ↑↓ Enter · Esc"
    if entry.kind == "objection":
        return "two letters of the card · ↑↓ Enter · Esc"
    return "Enter takes it · Esc keeps it for later · ^u empties it"


def placeholder(kind: EntryKind, fact: Fact) -> str:
    """What the empty line shows."""
    match kind:
        case "answer":
            return examples(fact)
        case "quote":
            return "their own words"
        case "note":
            return "a note on this question"
        case "reason":
            return "why, in one line"
        case "objection":
            return "busy, price, vendor, …"
        case "capture":
            return "50k approved for Q3, CFO Ana Ruiz signs !"
        case _:
            return "budget, date, blocker, …"


_ANSWERED = "{call.evidence} confirmed · {call.quote} quote · {call.change} change"


def keys_of(fact: Fact, answer: Answer | None) -> str:
    """What can be pressed on a question, while the line is closed; keys by the ids of their commands."""
    known = answer is not None and answer.known
    if picks_by_digit(fact):
        count = len(fact.choices)
        pick = _range(count) + (f" · {{call.change}} {'11' if count == 11 else f'11–{count}'}" if count > 10 else "")
    elif known:
        pick = "0–3 how good"
    else:
        pick = "{call.yes} {call.no}" if fact.type == "yes_no" else "{call.enter} types"
    more = _ANSWERED if known else "{call.unknown} don't know · {call.declined} declined"
    parts = [pick, more, "{call.enter} next"]
    return " · ".join(parts if answer is not None else parts[:2])


def joined(fact: Fact | None, pasted: str) -> str:
    """Pasted lines as one line, with nothing lost: ` / ` between them, `;` between people."""
    lines = [" ".join(line.split()) for line in clean(pasted).split("\n")]
    between = "; " if fact is not None and fact.type == "people" else " / "
    return between.join(line for line in lines if line)
