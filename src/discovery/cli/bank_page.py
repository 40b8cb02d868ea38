"""A whole question bank as a page of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from discovery.banks.model import ALWAYS_ON, Band, Bank, Choice, Criterion, Fact
from discovery.banks.reasons import Reason
from discovery.banks.words import describe, describe_band
from discovery.text import one_line

WIDTH = 100


def page(bank: Bank, reasons: Mapping[str, Reason]) -> Iterator[str]:
    """The lines of the page: criteria, weights, gates, and every question with its logic in words."""
    yield from _head(bank)
    for number, criterion in enumerate(bank.criteria, 1):
        yield ""
        yield from _criterion(bank, number, criterion, reasons)
    for topic_id in ALWAYS_ON:
        topic = bank.topics[topic_id]
        yield ""
        yield f"Always asked: {one_line(topic.title)}"
        for fact in topic.facts:
            yield from _fact(bank, fact, fact.ask, "core" if fact.core else "", reasons)
    asked = {fact for criterion in bank.criteria for fact in criterion.ask}
    rest = [fact for fact, value in bank.facts.items() if fact not in asked and value.topic not in ALWAYS_ON]
    if rest:
        yield ""
        yield from _wrapped("In the same topics, not asked by this framework: " + ", ".join(rest), "")


def _head(bank: Bank) -> Iterator[str]:
    yield f"{one_line(bank.title)} ({bank.id}) {bank.version}"
    for text in (bank.use_when, bank.origin and f"Origin: {bank.origin}"):
        if text:
            yield from _wrapped(text, "")
    yield f"Threshold {bank.threshold:g} of 100, least coverage {bank.min_coverage:g} %, amounts in {bank.currency}"
    yield from _wrapped("Conversation: " + ", ".join(one_line(criterion.title) for criterion in bank.asked), "")
    yield f"sha256 {bank.sha256}"
    yield ""
    width = max(len(one_line(criterion.title)) for criterion in bank.criteria)
    for criterion in bank.criteria:
        gate = _gate(criterion)
        counts = f"{len(criterion.ask):2} questions, {len(criterion.core)} core"
        line = f"  {one_line(criterion.title):{width}}  {criterion.weight:>4g}  {criterion.stage}  {counts}  {gate}"
        yield line.rstrip()


def _gate(criterion: Criterion) -> str:
    gate = criterion.must_pass
    return f"must pass with {gate.min_quality}, {gate.min_evidence}" if gate else ""


def _criterion(bank: Bank, number: int, criterion: Criterion, reasons: Mapping[str, Reason]) -> Iterator[str]:
    yield f"{number}. {one_line(criterion.title)} ({criterion.id}), weight {criterion.weight:g}, {criterion.stage}"
    if criterion.definition:
        yield from _wrapped(criterion.definition, "   ")
    if criterion.must_pass:
        yield f"   Gate: {_gate(criterion)}"
    if criterion.knockout:
        yield f"   Knockout: 0 and confirmed ends it with {_reason(criterion.knockout, reasons)}"
    if criterion.risk:
        yield from _wrapped(f"Risk: {criterion.risk}", "   ")
    for fact_id in criterion.ask:
        marks = [word for word, facts in (("core", criterion.core), ("proof", criterion.proof)) if fact_id in facts]
        yield from _fact(bank, bank.facts[fact_id], bank.wording(fact_id, criterion), ", ".join(marks), reasons)


def _fact(bank: Bank, fact: Fact, ask: str, marks: str, reasons: Mapping[str, Reason]) -> Iterator[str]:
    unit = f" ({one_line(fact.unit)})" if fact.unit else ""
    yield f"   {fact.id}  {fact.type}{unit}, {fact.phase}{', ' if marks else ''}{marks}"
    yield from _wrapped(f"“{one_line(ask)}”", "      ")
    if fact.when is not None:
        yield from _wrapped(f"only if {describe(fact.when, bank.facts)}", "      ")
    width = max((len(choice.id) for choice in fact.choices), default=0)
    for choice in fact.choices:
        yield f"      {choice.id:{width}}  {_effect(choice, _label(choice), reasons)}"
    for band in fact.scale:
        yield f"      {_effect(band, describe_band(band), reasons)}"
    for name, texts in (
        ("hint", (fact.hint,)),
        ("listen for", fact.listen_for),
        ("red flags", fact.red_flags),
        ("probes", fact.probes),
    ):
        if any(texts):
            yield from _wrapped(f"{name}: {'; '.join(texts)}", "      ")


def _label(choice: Choice) -> str:
    also = f" (also: {', '.join(one_line(word) for word in choice.also)})" if choice.also else ""
    return one_line(choice.label) + also


def _effect(part: Choice | Band, text: str, reasons: Mapping[str, Reason]) -> str:
    """The quality of an answer, what it is, and whether it ends the call."""
    mark = "-" if part.quality is None else str(part.quality)
    return f"{mark}  {text}" + (f" → knockout {_reason(part.knockout, reasons)}" if part.knockout else "")


def _reason(code: str, reasons: Mapping[str, Reason]) -> str:
    return f"{code} ({one_line(reasons[code].title).rstrip('.')})" if code in reasons else code


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(one_line(text), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
