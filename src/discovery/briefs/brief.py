"""A brief: everything that a template may show, in the order in which an account executive reads it.

Texts are clean, on one line each and ready to print; nothing in here is markup. Times carry the offset of the rep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tag = Literal["confirmed", "claimed", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, how well it is known, and where it comes from.

    `tag` is None where the line is ours and says nothing about the lead. `source` is the id of a fact (`money.route`)
    or of a criterion (`budget`), `note:SEQ` or `objection:SEQ` for the note or objection of that event, or None.
    """

    text: str
    tag: Tag | None = None
    source: str | None = None
    label: str = field(default="", compare=False)
    """What the text begins with, before a colon; empty where it has no label."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the brief; it has at least one line."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the score table.

    `weight` and `points` are in percent of all weights, rounded so that the points add up to the score. `filled` is
    the share of the weight that was earned, `level` the quality as a share of 3, `needed` the quality that a gate asks
    for, or None; all in percent.
    """

    id: str
    title: str
    weight: str
    quality: str
    tag: Tag
    points: str
    filled: int
    level: int
    needed: int | None
    why: str
    """The written reason of a rating that replaces what the answers give; empty where nobody rated."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to one question at one time. `remark`: given before this call, replaced since, or out of date."""

    text: str
    tag: Tag
    quote: str
    speaker: str
    at: str
    remark: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with every answer that it got, oldest first: the last one counts."""

    fact: str
    ask: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The computed verdict with its figures, and a person's verdict beside it where there is one."""

    verdict: str
    grade: str
    score: str
    ceiling: str
    coverage: str
    proof: str
    threshold: str
    override: str
    override_why: str
    override_by: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """What can be looked up. `record` has pairs of name and value: who, when, with which bank, and the chain's head."""

    result: Result
    reasons: tuple[str, ...]
    scores: tuple[Score, ...]
    questions: tuple[Question, ...]
    notes: tuple[Line, ...]
    objections: tuple[Line, ...]
    consent: tuple[Line, ...]
    record: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The hand-off of one call. `sections` are the parts after the headline; the last one is the suggested opening."""

    title: str
    headline: Line
    sections: tuple[Section, ...]
    appendix: Appendix

    def part(self, section_id: str) -> Section:
        """The section with that id. Raises KeyError."""
        return {section.id: section for section in self.sections}[section_id]

    @property
    def words(self) -> int:
        """Words of what is read first: the headline and the parts up to the promises, without their tags."""
        first = self.sections[:-1]
        texts = [
            self.headline.text,
            *(part.title for part in first),
            *(line.text for part in first for line in part.lines),
        ]
        return sum(len(text.split()) for text in texts)
