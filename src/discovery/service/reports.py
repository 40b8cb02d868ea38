"""One call as a script reads it (JSON) and as a person reads it (lines)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from discovery.banks.conditions import Json
from discovery.banks.model import Fact
from discovery.engine.answers import Answer, State
from discovery.engine.assess import assess
from discovery.engine.events import Event, answer_body
from discovery.engine.problem_points import counts_concerns, problem_points
from discovery.engine.values import describe
from discovery.service.calls import Call, facts_elsewhere, find_call, load
from discovery.service.sheets import assessment_document
from discovery.storage.store import Session
from discovery.text import one_line

_IN_VAIN = {State.UNKNOWN: "they don't know", State.DECLINED: "they would not say"}


def find_and_load(session: Session, text: str) -> tuple[Call, dict[str, Fact]]:
    """The call that a text means, with everything that happened on it, and the facts that only other banks ask."""
    call = load(session, find_call(session, text).id)
    return call, facts_elsewhere(session, call)


def call_document(call: Call) -> dict[str, Json]:
    """A call as JSON: header, lead, assessment, answers, notes and every event. Dates and ids are still values."""
    state = call.state
    lead = call.lead
    return {
        "call": asdict(call.header),
        "lead": {
            "id": lead.id,
            **{key: value for key, value in asdict(lead.person).items() if key != "id"},
            "company": lead.company,
            "source": lead.source,
            "extra": dict(lead.extra),
        },
        "assessment": assessment_document(assess(call.bank, state.sheet)),
        "override": asdict(state.override) if state.override else None,
        "closing": asdict(state.closing) if state.closing else None,
        "answers": [_answer(answer) | {"carried": answer.fact not in state.asked} for answer in _in_order(call)],
        "notes": [asdict(note) for note in state.notes],
        "objections": [asdict(raised) for raised in state.objections],
        "switches": [asdict(switch) for switch in state.switches],
        "events": [_event(event) for event in call.events],
    }


def _answer(answer: Answer) -> dict[str, Json]:
    return {**answer_body(answer), "at": answer.at}


def _event(event: Event) -> dict[str, Json]:
    body = None if event.body is None else dict(event.body)
    return {"seq": event.seq, "kind": event.kind.value, "author": event.author, "at": event.at, "body": body}


def _in_order(call: Call) -> Iterator[Answer]:
    """The answers in the order of the conversation, then those to questions that this bank does not ask."""
    answers = call.state.sheet.answers
    asked = dict.fromkeys(fact.id for _, fact in call.bank.questions())
    for fact_id in (*asked, *sorted(answers.keys() - asked.keys())):
        if fact_id in answers:
            yield answers[fact_id]


def call_lines(call: Call, elsewhere: Mapping[str, Fact] | None = None) -> Iterator[str]:
    """A call as lines of plain text; `elsewhere` has facts that only other banks ask."""
    header, person, state = call.header, call.lead.person, call.state
    assessment = assess(call.bank, state.sheet)
    who = ", ".join(one_line(part, 80) for part in (person.name, person.title, call.lead.company) if part)
    yield who
    yield f"{call.bank.title} {call.bank.version}, {header.started_at:%Y-%m-%d %H:%M}, by {one_line(header.author, 60)}"
    grade = f" {assessment.grade}" if assessment.grade else ""
    figures = {name: getattr(assessment, name) for name in ("score", "ceiling", "coverage", "proof")}
    shown = ", ".join(f"{name} {figure:.1f}" for name, figure in figures.items())
    yield f"{assessment.verdict.value.replace('_', ' ')}{grade}: {shown}; the threshold is {assessment.threshold:g}"
    if counts_concerns(call.bank):
        points = problem_points(assessment)
        each = ", ".join(f"{one_line(call.bank.by_id[name].title)} {count}" for name, count in points.concerns.items())
        yield f"{points} ({each})"
    if state.override:
        yield f"overridden as {state.override.verdict.replace('_', ' ')}: {one_line(state.override.why, 200)}"
    yield from (f"- {one_line(reason, 200)}" for reason in assessment.reasons)
    yield "" if header.ended_at else "The call is open."
    yield from _answer_lines(call, elsewhere or {})
    yield from (f"{switch.at:%H:%M}: from here on with {switch.framework.upper()}" for switch in state.switches)
    for raised in state.objections:
        said = f": {one_line(raised.text, 400)}" if raised.text else ""
        yield f"objection at {raised.at:%H:%M}: {one_line(raised.card, 80)}{said}"
    for note in state.notes:
        yield f"note: {one_line(note.text, 400)}"
    if state.closing:
        parts = (state.closing.disposition.replace("_", " "), state.closing.reason or "", state.closing.trigger)
        yield "closed: " + ", ".join(one_line(part, 200) for part in parts if part)
    yield f"call {header.id}"


def _answer_lines(call: Call, elsewhere: Mapping[str, Fact]) -> Iterator[str]:
    for answer in _in_order(call):
        fact = call.bank.facts.get(answer.fact) or elsewhere.get(answer.fact)
        if fact is None:
            continue
        said = describe(fact, answer.value) if answer.known else _IN_VAIN[answer.state]
        evidence = f" [{answer.evidence.value}]" if answer.known else ""
        quote = f" “{one_line(answer.quote, 200)}”" if answer.quote else ""
        asked = call.bank.wording(fact.id) if fact.id in call.bank.facts else f"{fact.ask} (of another framework)"
        yield f"{one_line(asked, 120)}\n    {one_line(said, 400)}{evidence}{quote}"
