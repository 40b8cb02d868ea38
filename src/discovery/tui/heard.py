"""What a line of free text proposes, before it is taken: it lies over the question while the line is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from discovery.banks.conditions import Json
from discovery.banks.model import Fact
from discovery.capture.line import Proposal, Reading
from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.values import check_value, describe
from discovery.errors import SheetError
from discovery.tui.moment import Moment
from discovery.tui.rows import BLANK, Row, cut, paragraph, row

KEYS = ("F2", "F3", "F4")
"""The keys that leave out a proposal: those from the cursor on."""
_EXAMPLE = "50k approved for Q3, CFO Ana Ruiz signs, need it live before the audit in March !"


_FEWEST = 3
"""Words from which on a line may be the answer to a question in one's own words."""


def for_text(reading: Reading, fact: Fact) -> Reading:
    """A line that proposes nothing, as the answer to the text question in front: a key leaves that out."""
    said = reading.note
    if fact.type != "text" or reading.proposals or len(said.split()) < _FEWEST or said.rstrip().endswith("?"):
        return reading
    confirmed = said.endswith(" !")
    value = said.removesuffix(" !").strip()
    return Reading((Proposal(fact.id, value, confirmed, "", said, (0, len(said)), 0.5),), "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What Enter makes of a line: the answers, and the note of everything else."""

    answers: tuple[Answer, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading of the line. `dropped`: the pieces of it that the rep wants in the note instead; `at`: the cursor."""

    reading: Reading
    dropped: frozenset[tuple[str, str]] = frozenset()
    at: int = 0

    keys: ClassVar[str] = ""
    subject: ClassVar[object] = None

    def of(self, reading: Reading) -> Heard:
        """The same of a line that was typed on; what was dropped stays so while it stands there."""
        return Heard(reading, self.dropped, min(self.at, max(0, len(reading.proposals) - 1)))

    def moved(self, by: int) -> Heard:
        return replace(self, at=max(0, min(len(self.reading.proposals) - 1, self.at + by)))

    def drop(self, place: int) -> Heard:
        """Without the proposal of that key, or with it again."""
        index = self.at + place
        if index >= len(self.reading.proposals):
            return self
        return replace(self, dropped=self.dropped ^ {_piece(self.reading.proposals[index])})

    @property
    def kept(self) -> tuple[Proposal, ...]:
        return tuple(proposal for proposal in self.reading.proposals if _piece(proposal) not in self.dropped)

    @property
    def note(self) -> str:
        left = [proposal.said for proposal in self.reading.proposals if _piece(proposal) in self.dropped]
        return "; ".join(part for part in (*left, self.reading.note) if part.strip())

    def top(self, height: int) -> int | None:
        return max(0, 2 * self.at + 3 - height)

    def rows(self, now: Moment, width: int) -> list[Row]:
        """Two lines a proposal: what it answers, and how it was understood; then what goes to the note."""
        if not self.reading.proposals and not self.reading.note:
            rows = [row(("Type what you hear, as it comes", "strong")), *paragraph(_EXAMPLE, width, "dim"), BLANK]
            return rows + paragraph("! confirmed · “their words” · fact: value · #criterion", width, "dim")
        count = len(self.reading.proposals)
        keys = "  F2–F4 leave one out" + (" · ↑↓ the others" if count > len(KEYS) else "") if count else ""
        rows = [row(("Enter takes this", "strong"), (keys, "dim"))]
        for index, proposal in enumerate(self.reading.proposals):
            rows += self._proposal(now, proposal, index, width)
        if self.note:
            rows += paragraph(self.note, width, first=("note ", "accent"))
        return rows

    def _proposal(self, now: Moment, proposal: Proposal, index: int, width: int) -> Iterator[Row]:
        fact = now.bank.facts[proposal.fact]
        key = KEYS[index - self.at] if 0 <= index - self.at < len(KEYS) else "  "
        off = _piece(proposal) in self.dropped
        style = "dim" if off else ""
        yield row((f"{key} ", "accent"), (cut(_asking(now, fact), width - 3), "dim"))
        mark, look = _MARKS[proposal.state] if proposal.state != "answered" else _evidence(proposal)
        said = "left out: it goes to the note" if off else _said(fact, proposal)
        before = now.answer(fact.id)
        was = ""
        if before is not None and before.known and before.value != proposal.value and not off:
            added = fact.type in {"choices", "people"}
            was = f" ({'beside' if added else 'was'} {describe(fact, before.value)})"
        quote = f" “{proposal.quote}”" if proposal.quote and not off else ""
        lead = ("   " + ("– " if off else mark), "dim" if off else look)
        yield from paragraph(f"{said}{quote}{was}", width, style or "strong", first=lead)[:2]


_MARKS = {"unknown": ("?d ", "accent"), "declined": ("×x ", "accent")}


def _evidence(proposal: Proposal) -> tuple[str, str]:
    return ("●C ", "good") if proposal.confirmed else ("◐c ", "warn")


def _asking(now: Moment, fact: Fact) -> str:
    """The question; said so where this framework does not ask it, and another one will have its answer."""
    asked = now.bank.criteria_of[fact.id] or fact in now.bank.always_on
    return now.bank.wording(fact.id) if asked else f"not asked by {now.bank.title}: {now.bank.wording(fact.id)}"


def _piece(proposal: Proposal) -> tuple[str, str]:
    return proposal.fact, proposal.said


def _said(fact: Fact, proposal: Proposal) -> str:
    if proposal.state != "answered":
        return "they don't know" if proposal.state == "unknown" else "they would not say"
    return describe(fact, proposal.value)


def taken(now: Moment, heard: Heard) -> Taken:
    """The answers that the kept proposals make; one that the fact does not take goes to the note."""
    answers: list[Answer] = []
    left: list[str] = []
    by_fact: dict[str, list[Proposal]] = {}
    for proposal in heard.kept:
        by_fact.setdefault(proposal.fact, []).append(proposal)
    for fact_id, proposals in by_fact.items():
        fact, before = now.bank.facts[fact_id], now.answer(fact_id)
        try:
            answer = _answer(fact, before, proposals)
        except SheetError:
            left += [proposal.said for proposal in proposals]
            continue
        answers += [answer] if answer is not None else []
    return Taken(tuple(answers), "; ".join(part for part in (*left, heard.note) if part))


def _answer(fact: Fact, before: Answer | None, proposals: Sequence[Proposal]) -> Answer | None:
    """The answer to one fact; None where it is that already. Raises SheetError where its value does not fit."""
    last = proposals[-1]
    if last.state != "answered":
        state = State(last.state)
        return (
            None if before is not None and before.state is state else Answer(fact.id, None, Evidence.NONE, state=state)
        )
    value = _value(fact, before, proposals)
    check_value(fact, value)
    quote = next((proposal.quote for proposal in proposals if proposal.quote), "")
    evidence = Evidence.CONFIRMED if any(proposal.confirmed for proposal in proposals) else Evidence.CLAIMED
    if before is None or not before.known or before.value != value:
        return Answer(fact.id, value, evidence, quote=quote)
    better = evidence if evidence is Evidence.CONFIRMED else before.evidence
    after = replace(before, evidence=better, quote=quote or before.quote, at=None)
    return None if after == replace(before, at=None) else after


def _value(fact: Fact, before: Answer | None, proposals: Sequence[Proposal]) -> Json:
    """The value; of a fact that takes a list, what was known with what was said now."""
    if fact.type not in {"choices", "people"}:
        return proposals[-1].value
    known = list(before.value) if before is not None and before.known else []
    for proposal in proposals:
        known += [item for item in proposal.value if item not in known]
    return known
