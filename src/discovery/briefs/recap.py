"""What may be sent to the customer after the call: what they said, what was agreed, and nothing that we think of it.

It has no score, grade, verdict, quality, role, stance, amount or note. A fact is told in their words where they were
written down, else as it was noted, and only where it is confirmed: what is only claimed may be a guess of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.briefs.brief import Line, Section
from discovery.briefs.material import excerpt
from discovery.engine.answers import Answer
from discovery.engine.calls import CallHeader
from discovery.engine.events import CallState
from discovery.engine.values import describe
from discovery.engine.view import View, view
from discovery.errors import UsageError
from discovery.leads.lead import Lead
from discovery.text import one_line

LENGTH = 300
"""Characters of one answer: it is read in an e-mail."""

QUOTES = 2
"""Lines about the problem at most."""

_PROBLEM = ("pain.trigger", "pain.example", "pain.walkthrough", "interest.relevant")
_GOAL = (("goal.top", "Goal"), ("goal.number", "Measured by"), ("goal.date", "By"))
_WHY_NOW = (("timeline.needed_by", "Needed by"), ("timeline.driver", "Reason"))
_AGREED = (
    ("next_step.action", "What"),
    ("next_step.date", "When"),
    ("next_step.attendees", "From your side"),
    ("next_step.goal", "Agenda"),
    ("next_step.homework", "Before then"),
)
_OURS_TO_WORD = frozenset({"choice", "choices"})
"""Types whose labels are our words for what they said; a next step's are what was agreed."""


@dataclass(frozen=True, slots=True)
class Recap:
    """The customer's page: what we heard and what was agreed. `email` introduces who takes over, by paragraphs."""

    title: str
    sections: tuple[Section, ...]
    subject: str
    email: tuple[str, ...]


def recap(*, bank: Bank, lead: Lead, header: CallHeader, state: CallState, executive: str = "") -> Recap:
    """The recap of a call; `executive` names who takes over. Raises UsageError where they want to hear no more."""
    seen = view(bank, state.sheet)
    objection = seen.answer("compliance.objection")
    if objection is not None and objection.known and objection.value == "yes":
        raise UsageError("they asked not to be contacted again: there is no recap to send")
    said = {
        "problem": Section("problem", "What you told us", tuple(_problem(seen)[:QUOTES])),
        "goal": Section("goal", "What you want to reach", tuple(_told(seen, _GOAL))),
        "why_now": Section("why_now", "Why now", tuple(_told(seen, _WHY_NOW))),
        "next_step": Section("next_step", "What we agreed", tuple(_agreed(seen))),
    }
    title = one_line(f"{lead.company or lead.person.name}: what we heard", 120)
    sections = tuple(section for section in said.values() if section.lines)
    account = one_line(lead.company or lead.person.name, 80)
    day = header.started_at.date().isoformat()
    return Recap(title, sections, f"{account}: our call on {day}", tuple(_email(lead, header, said, executive)))


def _known(seen: View, fact_id: str) -> Answer | None:
    """An answer that they gave: confirmed, or in their own words."""
    answer = seen.answer(fact_id)
    if answer is None or not answer.known:
        return None
    return answer if answer.confirmed or answer.quote.strip() else None


def _quoted(text: str) -> str:
    return f"“{excerpt(one_line(text), LENGTH)}”"


def _problem(seen: View) -> list[Line]:
    """Their problem; what they said word for word comes first."""
    answers = [answer for fact_id in _PROBLEM if (answer := _known(seen, fact_id))]
    answers.sort(key=lambda answer: not answer.quote.strip())
    return [Line(words, source=answer.fact) for answer in answers if (words := _words(seen, answer))]


def _words(seen: View, answer: Answer) -> str:
    """Their words, else the value; empty where the value is a label of ours."""
    if answer.quote.strip():
        return _quoted(answer.quote)
    fact = seen.bank.facts[answer.fact]
    return "" if fact.type in _OURS_TO_WORD else excerpt(one_line(describe(fact, answer.value)), LENGTH)


def _told(seen: View, facts: tuple[tuple[str, str], ...]) -> Iterator[Line]:
    for fact_id, label in facts:
        answer = _known(seen, fact_id)
        if answer is None:
            continue
        words = _words(seen, answer)
        if words:
            dated = seen.bank.facts[fact_id].type == "date"
            value = f"{one_line(str(answer.value))} ({words})" if dated and answer.quote.strip() else words
            yield Line(f"{label}: {value}", source=fact_id, label=label)


def _agreed(seen: View) -> Iterator[Line]:
    """The next step. Who comes is named without the role that we give them."""
    for fact_id, label in _AGREED:
        answer = seen.answer(fact_id)
        if answer is None or not answer.known or answer.value == "nothing":
            continue
        fact = seen.bank.facts[fact_id]
        value = "; ".join(map(_named, answer.value)) if fact.type == "people" else describe(fact, answer.value)
        yield Line(f"{label}: {excerpt(one_line(value), LENGTH)}", source=fact_id, label=label)


def _named(person: Mapping[str, Json]) -> str:
    return ", ".join(part for part in (person.get("name"), person.get("title")) if part)


def _email(lead: Lead, header: CallHeader, said: Mapping[str, Section], executive: str) -> Iterator[str]:
    """Who takes over, the problem in their words, what was agreed, and the request to correct it."""
    author = one_line(header.author, 80)
    colleague = one_line(executive, 80) or "[name of the colleague who takes over]"
    yield f"Hello {one_line(lead.person.name, 80)},"
    day = header.started_at.date().isoformat()
    yield f"thank you for your time on {day}. {colleague}, in copy, takes over from here."
    if said["problem"].lines:
        yield f"What I took away: {said['problem'].lines[0].text}"
    agreed = {line.source: line.text.removeprefix(f"{line.label}: ") for line in said["next_step"].lines}
    plan = [agreed[fact] for fact in ("next_step.action", "next_step.date", "next_step.attendees") if fact in agreed]
    if plan:
        yield f"What we agreed: {' · '.join(plan)}."
    for fact, label in (("next_step.goal", "Agenda"), ("next_step.homework", "Before then")):
        if fact in agreed:
            yield f"{label}: {agreed[fact]}"
    yield "Did I get anything wrong, or has anything changed? Please correct me: a line is enough."
    yield f"Best regards, {author}"
