"""One call composed into its brief. Pure: nothing is said that no answer says, and what is not known is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from discovery.banks.model import Bank, Criterion, Fact
from discovery.briefs.appendix import appendix
from discovery.briefs.brief import Brief, Tag
from discovery.briefs.material import EXCERPTS, Block, Draft, Material, excerpt, tag_of, weakest
from discovery.briefs.notes import noted, promises
from discovery.briefs.parts import (
    DECISION,
    IMPACT,
    LANDSCAPE,
    MONEY,
    NEXT_STEP,
    OBJECTIONS,
    OPENING,
    PAIN,
    RISKS,
    WHY_NOW,
)
from discovery.briefs.people import people
from discovery.engine.answers import Answer, Evidence
from discovery.engine.assessment import Assessment, CriterionScore
from discovery.engine.calls import CallHeader
from discovery.engine.events import CallState
from discovery.engine.view import view
from discovery.leads.lead import Lead
from discovery.text import one_line

WORDS = 350
"""Words that the first page aims at, at most: it is shortened answer by answer until it fits."""

QUOTES = 2
QUESTIONS = 3
"""Quotes and questions that the first page shows."""

_COVERED = (WHY_NOW, DECISION, MONEY, LANDSCAPE)
_PAIN_PHASES = ("pain", "impact", "situation", "urgency")
_OPEN: Mapping[Evidence, str] = {
    Evidence.NONE: "Nothing is known.",
    Evidence.CLAIMED: "Only claimed so far.",
    Evidence.CONFIRMED: "Confirmed and weak.",
}


def compose(
    *,
    bank: Bank,
    lead: Lead,
    header: CallHeader,
    state: CallState,
    assessment: Assessment,
    reasons: Mapping[str, str],
    head: str,
    events: int,
    now: datetime,
    heard: Mapping[str, str] | None = None,
    elsewhere: Mapping[str, Fact] | None = None,
) -> Brief:
    """The brief of a call.

    `reasons` maps reason codes to their titles, `heard` objection cards to what is heard; `head` is the last hash of
    the call's chain of `events` events, in hexadecimal; `now` is when the brief is written; `elsewhere` has facts that
    were answered and that only other banks ask.
    """
    agenda = tuple((criterion, fact.id) for criterion, fact in bank.questions())
    seen = view(bank, state.sheet)
    material = Material(
        seen, lead, header, state, assessment, reasons, heard or {}, head, events, now, agenda, elsewhere or {}
    )
    headline, blocks = _headline(material), _blocks(material)
    limit = _limit(headline, blocks)
    return Brief(
        title=one_line(f"{_account(material)}: hand-off", 120),
        headline=headline.line(limit),
        sections=tuple(block.section(limit) for block in blocks),
        appendix=appendix(material),
    )


def _limit(headline: Draft, blocks: Sequence[Block]) -> int:
    """The most characters of one answer with which the first page has at most `WORDS` words."""
    drafts = [headline, *(draft for block in blocks[:-1] for draft in block.drafts)]
    texts = [
        *(block.title for block in blocks[:-1]),
        *(draft.text for draft in drafts),
        *(draft.after for draft in drafts),
    ]
    fixed = len(" ".join(texts).split())
    cut = [draft.long for draft in drafts if draft.long]
    for limit in EXCERPTS:
        if fixed + sum(len(excerpt(text, limit).split()) for text in cut) <= WORDS:
            break
    return limit


def _blocks(material: Material) -> tuple[Block, ...]:
    """The parts in the order in which they are read; the opening is the last one."""
    objections = material.objections()
    return (
        _next_step(material),
        people(material),
        _pain(material),
        material.block(WHY_NOW),
        material.block(DECISION),
        material.block(MONEY),
        material.block(LANDSCAPE),
        _risks(material),
        *([Block(OBJECTIONS.id, OBJECTIONS.title, objections)] if objections else []),
        promises(material),
        *noted(material),
        _opening(material),
    )


def _account(material: Material) -> str:
    return one_line(material.lead.company or material.lead.person.name, 80)


def _verdict(material: Material) -> str:
    """The verdict that holds: a person's with the computed one beside it, or the computed one with its grade."""
    computed = material.assessment.verdict.value.replace("_", " ")
    if material.state.override:
        return f"{material.state.override.verdict.replace('_', ' ')} (override; computed: {computed})"
    return f"{computed} {material.assessment.grade}" if material.assessment.grade else computed


def _headline(material: Material) -> Draft:
    start = f"{_account(material)}: {_verdict(material)}."
    if material.objected:
        return Draft(f"{start} They asked not to be contacted again.", _tag(material, "compliance.objection"))
    if material.assessment.knockouts:
        knockout = material.assessment.knockouts[0]
        return Draft(f"{start} {material.reason(knockout.code)}", "confirmed", knockout.fact or knockout.criterion)
    why = [fact for fact in ("timeline.driver", "timeline.needed_by") if material.known(fact)]
    for fact in ("pain.trigger", "goal.top", "consequence.none"):
        if not why and material.known(fact):
            why = [fact]
    if not why:
        return Draft(f"{start} Why now is not known.", "unknown")
    values = [excerpt(material.value(fact, material.seen.sheet.answers[fact].value), 80).rstrip(".") for fact in why]
    return Draft(f"{start} Why now: {', by '.join(values)}.", weakest([_tag(material, fact) for fact in why]), why[0])


def _tag(material: Material, fact_id: str) -> Tag:
    answer = material.known(fact_id)
    return tag_of(answer.evidence) if answer else "unknown"


def _next_step(material: Material) -> Block:
    """What was agreed; where the call is closed for now, when it is worth coming back."""
    lines = []
    closing = material.state.closing
    if closing and closing.disposition != "handed_off":
        reason = f": {material.reason(closing.reason)}" if closing.reason else ""
        lines.append(Draft(f"Closed as {closing.disposition.replace('_', ' ')}{reason}"))
        if closing.reopen_on:
            lines.append(Draft(f"Come back on {closing.reopen_on.isoformat()}"))
        if closing.trigger:
            lines.append(Draft("Come back when: ", long=one_line(closing.trigger), label="Come back when"))
    if material.objected:
        stop = Draft("None: they asked not to be contacted again.", *_source(material, "compliance.objection"))
        return Block(NEXT_STEP.id, NEXT_STEP.title, (*lines, stop))
    agreed = material.block(NEXT_STEP)
    return Block(agreed.id, agreed.title, (*agreed.drafts, *lines))


def _source(material: Material, fact_id: str) -> tuple[Tag, str]:
    return _tag(material, fact_id), fact_id


def _pain(material: Material) -> Block:
    """At most two answers with their quotes, what else is known of the problem, and the numbers of its impact."""
    quotes = [_with_quote(material, answer) for answer in _quotes(material)]
    quoted = {line.source for line in quotes}
    told = [line for line in material.lines(PAIN) if line.source not in quoted]
    impact = [_whose(material, line) for line in material.lines(IMPACT) if line.source not in quoted]
    known = [*quotes, *told[: max(1, PAIN.limit - len(quotes))], *impact]
    unknown = material.unknown(PAIN, IMPACT)
    lines = [*known, *([unknown] if unknown else [])]
    return Block(PAIN.id, PAIN.title, tuple(lines) or (Draft("Nothing is known.", "unknown"),))


def _with_quote(material: Material, answer: Answer) -> Draft:
    """An answer with what they said, where that says more than the answer."""
    label = dict((*PAIN.facts, *IMPACT.facts, *WHY_NOW.facts)).get(answer.fact, "In their words")
    line = _whose(material, Draft(f"{label}: ", tag_of(answer.evidence), answer.fact, label=label))
    value, quote = material.value(answer.fact, answer.value), _quote(material, answer)
    if value.strip("“”\"'.… ").casefold() == one_line(answer.quote).strip("“”\"'.… ").casefold():
        return replace(line, text=f"{label}: {quote}")
    return replace(line, long=value, after=f"{line.after} {quote}")


def _quotes(material: Material) -> list[Answer]:
    """The first quotes about the problem, in the order of the conversation, those about pain itself first."""
    found = []
    for _, fact_id in material.agenda:
        answer = material.known(fact_id)
        if answer and answer.quote.strip() and material.bank.facts[fact_id].phase in _PAIN_PHASES:
            found.append(answer)
    found.sort(key=lambda answer: _PAIN_PHASES.index(material.bank.facts[answer.fact].phase))
    return found[:QUOTES]


def _quote(material: Material, answer: Answer) -> str:
    speaker = f" ({one_line(answer.speaker, 60)})" if answer.speaker.strip() else ""
    return material.quoted(answer.quote) + speaker


def _whose(material: Material, line: Draft) -> Draft:
    """A number with whose it is: theirs once they said it, ours as long as it is only claimed and nobody is quoted."""
    fact_id = line.source or ""
    answer = material.known(fact_id)
    if answer is None or material.bank.facts[fact_id].type not in {"money", "number"}:
        return line
    theirs = answer.confirmed or bool(answer.quote.strip())
    return replace(line, after=f" ({'theirs' if theirs else 'ours until they confirm it'})")


def _risks(material: Material) -> Block:
    """Every criterion that is not confirmed or bears an open risk; the first three with the question to ask next."""
    bank = material.bank
    lines: list[Draft] = []
    for score in sorted(_open(material), key=lambda score: _urgency(material, score)):
        criterion = bank.by_id[score.id]
        risk = one_line(criterion.risk) if criterion.risk in material.assessment.risks else _OPEN[score.evidence]
        question = _next_question(material, criterion) if len(lines) < QUESTIONS else None
        ask = f" {_verb(material, question)}: {_asked(material, question, criterion)}" if question else ""
        title = one_line(score.title)
        lines.append(Draft(f"{title}: ", tag_of(score.evidence), score.id, risk or "–", ask, title))
    if not lines:
        lines.append(Draft("No criterion is open."))
    uncovered = [part.title.lower() for part in _COVERED if not material.covers(part)]
    if uncovered:
        lines.append(Draft(f"Not covered by {one_line(bank.title)}: {', '.join(uncovered)}.", "unknown"))
    if stale := list(_stale(material)):
        lines.append(Draft(f"Out of date, worth asking again: {', '.join(stale)}."))
    return Block(RISKS.id, RISKS.title, tuple(lines))


def _open(material: Material) -> Iterator[CriterionScore]:
    for score in material.assessment.criteria:
        risk = material.bank.by_id[score.id].risk
        if score.evidence is not Evidence.CONFIRMED or (risk and risk in material.assessment.risks):
            yield score


def _urgency(material: Material, score: CriterionScore) -> tuple[bool, float]:
    """Gates that are not met first, then the heaviest."""
    unmet = any(gate.criterion == score.id and gate.state != "met" for gate in material.assessment.gates)
    return not unmet, -score.weight


def _next_question(material: Material, criterion: Criterion) -> str | None:
    """What would move a criterion on: a proof that was not asked, one that is claimed, else its first such fact."""
    proof = [fact for fact in criterion.proof if _askable(material, fact)]
    proof.sort(key=lambda fact: material.known(fact) is not None)
    return next((fact for fact in (*proof, *criterion.ask) if _askable(material, fact)), None)


def _verb(material: Material, fact_id: str) -> str:
    """What is to be done about a fact that is not confirmed: nobody asks anew what was answered."""
    return "Confirm" if material.known(fact_id) else "Ask"


def _askable(material: Material, fact_id: str) -> bool:
    """Whether a fact is relevant, not confirmed, and was not asked in vain."""
    if not material.seen.relevant(fact_id):
        return False
    answer = material.seen.answer(fact_id)
    return answer is None or (answer.known and not answer.confirmed)


def _stale(material: Material) -> Iterator[str]:
    """The topics with an answer that is older than the topic's answers stay valid."""
    for topic in material.bank.topics.values():
        if topic.valid_days is None:
            continue
        times = [answer.at for fact in topic.facts if (answer := material.known(fact.id)) and answer.at]
        if any((material.now - at).days > topic.valid_days for at in times):
            yield one_line(topic.title).lower()


def _opening(material: Material) -> Block:
    """A recap in their own words, and the first questions that are worth the executive's time."""
    if material.objected:
        return Block(OPENING.id, OPENING.title, (Draft("None: do not contact them.", "confirmed"),))
    author = one_line(material.header.author, 60)
    day = material.header.started_at.date().isoformat()
    quotes = _quotes(material)
    if quotes:
        recap = f"You told {author} on {day}: {material.quoted(quotes[0].quote)} What has changed since?"
        opening = Draft(f"Open with: {recap}", tag_of(quotes[0].evidence), quotes[0].fact, label="Open with")
    else:
        opening = Draft(f"Open with: You spoke with {author} on {day}. What has changed since?", label="Open with")
    questions = [
        Draft(f"{(verb := _verb(material, fact_id))}: {_asked(material, fact_id, criterion)}",
              _tag(material, fact_id), fact_id, label=verb)
        for criterion, fact_id in _first_questions(material)
    ]  # fmt: skip
    return Block(OPENING.id, OPENING.title, (opening, *questions))


def _asked(material: Material, fact_id: str, criterion: Criterion | None) -> str:
    return material.quoted(material.ask(fact_id, criterion))


def _first_questions(material: Material) -> list[tuple[Criterion | None, str]]:
    """The first facts that nobody confirmed, in the order of the conversation, core questions before the others."""
    found = [
        (criterion, fact_id)
        for criterion, fact_id in material.agenda
        if _askable(material, fact_id)
        and not fact_id.startswith("compliance.")
        and (criterion is None or criterion.id not in material.state.sheet.not_applicable)
    ]
    found.sort(key=lambda item: item[0] is None or item[1] not in item[0].core)
    return found[:QUESTIONS]
