"""A brief as lines for a screen that has no Markdown: pairs of style and text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from discovery.briefs.brief import Brief, Line, Question

Style = Literal["heading", "confirmed", "claimed", "unknown", "text"]


class Row(NamedTuple):
    """One line of the preview. The text is foreign: it goes through the screen's plain widget."""

    style: Style
    text: str


def preview(brief: Brief) -> tuple[Row, ...]:
    """The whole brief in reading order, the appendix last."""
    return tuple(_rows(brief))


def _rows(brief: Brief) -> Iterator[Row]:
    yield Row("heading", brief.title)
    yield _row(brief.headline)
    for section in brief.sections:
        yield Row("heading", section.title)
        yield from map(_row, section.lines)
    yield Row("heading", "Appendix")
    yield from _appendix(brief)


def _row(line: Line) -> Row:
    return Row(line.tag or "text", line.text)


def _appendix(brief: Brief) -> Iterator[Row]:
    appendix, result = brief.appendix, brief.appendix.result
    computed = f"Computed: {result.verdict} {result.grade}".rstrip()
    yield Row(
        "text",
        f"{computed}. Score {result.score} of {result.threshold} needed, ceiling {result.ceiling}, "
        f"coverage {result.coverage} %, proof {result.proof} %",
    )
    if result.override:
        yield Row("text", f"Override: {result.override}, {result.override_by}: {result.override_why}")
    yield from (Row("text", reason) for reason in appendix.reasons)
    yield Row("heading", "Score by criterion")
    for score in appendix.scores:
        rated = f"; rated: {score.why}" if score.why else ""
        yield Row(score.tag, f"{score.title}: quality {score.quality}, {score.points} points of {score.weight}{rated}")
    yield Row("heading", "Questions and answers")
    for question in appendix.questions:
        yield from _question(question)
    if appendix.notes:
        yield Row("heading", "Notes")
        yield from map(_row, appendix.notes)
    if appendix.objections:
        yield Row("heading", "Objections raised")
        yield from map(_row, appendix.objections)
    yield Row("heading", "Consent and channel")
    yield from map(_row, appendix.consent)
    yield Row("heading", "Record")
    yield from (Row("text", f"{name}: {value}") for name, value in appendix.record)


def _question(question: Question) -> Iterator[Row]:
    yield Row("text", question.ask)
    for reply in question.replies:
        quote = f" “{reply.quote}”" if reply.quote else ""
        details = ", ".join(part for part in (reply.speaker, reply.at, reply.remark) if part)
        yield Row(reply.tag, f"  {reply.text}{quote}" + (f" ({details})" if details else ""))
