"""The appendix of a brief: scores, every question with every answer, consent, and the record of the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from discovery.briefs.brief import Appendix, Line, Question, Reply, Result, Score
from discovery.briefs.material import EXCERPTS, Material, moment, tag_of
from discovery.briefs.parts import CONSENT
from discovery.engine.answers import Answer, State
from discovery.engine.assessment import shares
from discovery.engine.values import plain_number
from discovery.text import SHOWN_LIMIT, counted, one_line

BEST = 3
"""The highest quality of an answer."""

_HEAD_DIGITS = 16
_BANK_DIGITS = 12


def appendix(material: Material) -> Appendix:
    """Everything that can be looked up behind the first page."""
    return Appendix(
        result=_result(material),
        reasons=tuple(one_line(reason) for reason in material.assessment.reasons),
        scores=tuple(_scores(material)),
        questions=tuple(_questions(material)),
        notes=tuple(
            Line(f"{moment(note.at)}: {one_line(note.text)}", "claimed", f"note:{note.seq}")
            for note in material.state.notes
        ),
        objections=tuple(draft.line(SHOWN_LIMIT) for draft in material.objections()),
        consent=_consent(material),
        record=tuple((name, value) for name, value in _record(material) if value),
    )


def _figure(value: float) -> str:
    return f"{value:.1f}"


def _result(material: Material) -> Result:
    assessment, override = material.assessment, material.state.override
    return Result(
        verdict=assessment.verdict.value.replace("_", " "),
        grade=assessment.grade or "",
        score=_figure(assessment.score),
        ceiling=_figure(assessment.ceiling),
        coverage=_figure(assessment.coverage),
        proof=_figure(assessment.proof),
        threshold=f"{assessment.threshold:g}",
        override=override.verdict.replace("_", " ") if override else "",
        override_why=one_line(override.why) if override else "",
        override_by=f"{one_line(override.author, 80)}, {moment(override.at)}" if override else "",
    )


def _scores(material: Material) -> Iterator[Score]:
    """Every criterion; points and weight in percent of all weights, so that the points add up to the score."""
    criteria = material.assessment.criteria
    for score, (points, weight) in zip(criteria, shares(criteria), strict=True):
        rating = material.state.sheet.ratings.get(score.id)
        gate = material.bank.by_id[score.id].must_pass
        yield Score(
            id=score.id,
            title=one_line(score.title),
            weight=plain_number(weight / 10),
            quality="–" if score.quality is None else _figure(score.quality),
            tag=tag_of(score.evidence),
            points=_figure(points / 10),
            filled=round(100 * score.points / score.weight) if score.weight else 0,
            level=round(100 * (score.quality or 0) / BEST),
            needed=round(100 * gate.min_quality / BEST) if gate else None,
            why=one_line(rating.why) if rating and score.rated else "",
        )


def _questions(material: Material) -> Iterator[Question]:
    """Every question that got an answer: those of the agenda in its order, then the others as they came."""
    history = material.state.history
    agenda = [(criterion, fact) for criterion, fact in material.agenda if fact in history]
    listed = {fact for _, fact in agenda}
    for criterion, fact in (*agenda, *((None, fact) for fact in history if fact not in listed)):
        answers = history[fact]
        last = len(answers) - 1
        replies = tuple(_reply(material, answer, replaced=at < last) for at, answer in enumerate(answers))
        yield Question(fact, material.ask(fact, criterion), replies)


def _reply(material: Material, answer: Answer, *, replaced: bool) -> Reply:
    match answer.state:
        case State.UNKNOWN:
            text = "They do not know"
        case State.DECLINED:
            text = "They declined to answer"
        case _:
            text = material.value(answer.fact, answer.value)
    return Reply(
        text=text,
        tag=tag_of(answer.evidence) if answer.known else "unknown",
        quote=one_line(answer.quote),
        speaker=one_line(answer.speaker, 80),
        at=moment(answer.at),
        remark=", ".join(_remarks(material, answer, replaced=replaced)),
    )


def _remarks(material: Material, answer: Answer, *, replaced: bool) -> Iterator[str]:
    if answer.at and answer.at < material.header.started_at:
        yield "before this call"
    if replaced:
        yield "replaced"
        return
    if answer.fact not in material.bank.facts:
        yield "not asked by this framework"
    elif not material.seen.relevant(answer.fact):
        yield "no longer relevant"
    else:
        valid_days = material.bank.topics[material.bank.facts[answer.fact].topic].valid_days
        if valid_days is not None and answer.at and material.now - answer.at > timedelta(days=valid_days):
            yield "out of date"


def _consent(material: Material) -> tuple[Line, ...]:
    unknown = material.unknown(CONSENT)
    drafts = [*material.lines(CONSENT), *([unknown] if unknown else [])]
    return tuple(draft.line(EXCERPTS[0]) for draft in drafts) or (Line("Nothing is known.", "unknown"),)


def _record(material: Material) -> Iterator[tuple[str, str]]:
    header, bank, person = material.header, material.bank, material.lead.person
    yield "SDR", one_line(header.author, 80)
    yield "Stage", header.stage
    yield "Call", str(header.id)
    yield "Started", moment(header.started_at)
    yield "Ended", moment(header.ended_at)
    yield "Brief written", moment(material.now)
    yield "E-mail", one_line(person.email, 200)
    yield "Phone", one_line(person.phone, 80)
    yield "Source", one_line(material.lead.source, 200)
    yield "Framework", one_line(f"{bank.title} {bank.version}")
    switches = [f"{one_line(switch.framework, 40)} from {moment(switch.at)}" for switch in material.state.switches]
    yield "Switched", ", ".join(switches)
    yield "Question bank", bank.sha256[:_BANK_DIGITS]
    yield "Head of the event chain", f"{material.head[:_HEAD_DIGITS]} after {counted(material.events, 'event')}"
    not_applicable = [c.title for c in bank.criteria if c.id in material.state.sheet.not_applicable]
    yield "Not applicable", one_line(", ".join(not_applicable))
