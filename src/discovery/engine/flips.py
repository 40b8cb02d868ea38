"""What would move the verdict: the end of a criterion, the answer to an unasked question, a dated next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from discovery.banks.conditions import Json
from discovery.banks.model import ALWAYS_ON, Bank, Criterion, Fact
from discovery.engine.answers import Answer, Evidence
from discovery.engine.assess import assess_view, figures_of, gates_of, judge, score_of
from discovery.engine.assessment import Assessment, CriterionScore, Verdict
from discovery.engine.values import describe, knockouts_of, quality_of
from discovery.engine.view import View, view

NEXT_STEP = "next_step.date"


@dataclass(frozen=True, slots=True)
class Flip:
    """One change that alone would give another verdict.

    On a criterion (`fact` None): it ends with that evidence at a quality from `low` to `high`. On a fact: it is
    answered with any of `values`, or, where it takes free values, with one of a quality from `low` to `high`. On the
    next step (`criterion` None): it gets a date.
    """

    criterion: str | None
    fact: str | None
    values: tuple[Json, ...]
    evidence: Evidence
    low: int | None
    high: int | None
    verdict: Verdict
    text: str


def flips(seen: View, now: Assessment) -> tuple[Flip, ...]:
    """Every such change, criteria before facts, in the order of the conversation."""
    if now.verdict is Verdict.DO_NOT_CONTACT or any(knockout.firm for knockout in now.knockouts):
        return ()
    scores = {score.id: score for score in now.criteria}
    open_criteria = [c for c in seen.bank.asked if c.id in scores and not scores[c.id].resolved]
    found = [flip for criterion in open_criteria for flip in criterion_flips(seen, now, scores[criterion.id])]
    found += next_step_flip(seen, now)
    found += [flip for criterion in open_criteria for flip in _fact_flips(seen, now, criterion)]
    return tuple(found)


def next_step_flip(seen: View, now: Assessment) -> list[Flip]:
    """What a dated next step would give."""
    if now.next_step_dated or now.verdict is Verdict.DO_NOT_CONTACT:
        return []
    verdict = judge(seen.bank, now.criteria, now.gates, figures_of(now.criteria), bool(now.knockouts), True)
    if verdict is now.verdict:
        return []
    text = f"{_word(verdict)} with a dated next step"
    return [Flip(None, NEXT_STEP, (), Evidence.CLAIMED, None, None, verdict, text)]


def criterion_flips(seen: View, now: Assessment, score: CriterionScore) -> Iterator[Flip]:
    """What one open criterion would do alone, at each evidence and range of qualities."""
    criterion = seen.bank.by_id[score.id]
    for evidence in (Evidence.CLAIMED, Evidence.CONFIRMED):
        verdicts = [_with_end(seen, now, criterion, quality, evidence) for quality in range(4)]
        for verdict in dict.fromkeys(verdicts):
            if verdict is not now.verdict:
                low, high = verdicts.index(verdict), 3 - verdicts[::-1].index(verdict)
                text = f"{_word(verdict)} {_once(score.title, [(evidence, low, high)])}"
                yield Flip(score.id, None, (), evidence, low, high, verdict, text)


def told(bank: Bank, found: Sequence[Flip]) -> tuple[str, ...]:
    """The changes as a person says them: those of one criterion that give the same verdict in one line."""
    lines: dict[tuple[str | None, str | None, Verdict], list[Flip]] = {}
    for flip in found:
        lines.setdefault((flip.criterion, flip.fact, flip.verdict), []).append(flip)
    texts = []
    for (criterion, fact, verdict), same in lines.items():
        ends = [(flip.evidence, flip.low, flip.high) for flip in same if flip.low is not None and flip.high is not None]
        if criterion is None or fact is not None or len(ends) < 2:
            texts += [flip.text for flip in same]
        else:
            texts.append(f"{_word(verdict)} {_once(bank.by_id[criterion].title, ends)}")
    return tuple(texts)


def _once(title: str, ends: Sequence[tuple[Evidence, int, int]]) -> str:
    """When a criterion ends in one of those: each an evidence with a range of qualities, the weakest evidence first."""
    (evidence, *qualities), *others = ends
    low, high = qualities
    if all((one, other) == (0, 3) for _, one, other in ends):
        return f"once {title} is {'asked' if evidence is Evidence.CLAIMED else evidence.value}"
    if not others:
        return f"if {title} is {_at(evidence, low, high)}"
    if all((one, other) == (low, high) for _, one, other in others):
        return f"if {title} is at {_range(low, high)}"
    return f"if {title} is {', or '.join(_at(*end) for end in reversed(ends))}"


def _at(evidence: Evidence, low: int, high: int) -> str:
    return evidence.value if (low, high) == (0, 3) else f"{evidence.value} at {_range(low, high)}"


def _with_end(seen: View, now: Assessment, criterion: Criterion, quality: int, evidence: Evidence) -> Verdict:
    points = criterion.weight * quality / 3 * evidence.factor
    ended = tuple(
        replace(score, quality=quality, evidence=evidence, points=points) if score.id == criterion.id else score
        for score in now.criteria
    )
    fires = bool(criterion.knockout) and quality == 0 and evidence is Evidence.CONFIRMED
    others = any(knockout.criterion != criterion.id or knockout.fact for knockout in now.knockouts)
    return _judged(seen, ended, fires or others, now.next_step_dated)


def _judged(seen: View, scores: tuple[CriterionScore, ...], knocked_out: bool, dated: bool) -> Verdict:
    return judge(seen.bank, scores, gates_of(seen.bank, scores), figures_of(scores), knocked_out, dated)


def _range(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if high == 3:
        return f"{low} or better"
    return f"{high} or worse" if low == 0 else f"{low} to {high}"


def _word(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


def _fact_flips(seen: View, now: Assessment, criterion: Criterion) -> Iterator[Flip]:
    for fact_id in criterion.ask:
        if not seen.relevant(fact_id) or fact_id in seen.sheet.answers:
            continue
        fact = seen.bank.facts[fact_id]
        free = not fact.choices and fact.type != "yes_no"
        if free and fact_id in seen.bank.read:
            continue
        for evidence in (Evidence.CLAIMED, Evidence.CONFIRMED):
            found: dict[Verdict, list[Answer]] = {}
            for answer in _possible(fact, evidence):
                found.setdefault(_with_answer(seen, now, fact, answer), []).append(answer)
            for verdict, answers in found.items():
                if verdict is not now.verdict:
                    yield _fact_flip(seen, criterion, fact, answers, verdict)


def _fact_flip(seen: View, criterion: Criterion, fact: Fact, answers: Sequence[Answer], verdict: Verdict) -> Flip:
    values = tuple(answer.value for answer in answers if answer.value is not None)
    qualities = [answer.quality for answer in answers if answer.quality is not None]
    low, high = (qualities[0], qualities[-1]) if qualities else (None, None)
    said = "as " + " or ".join(f"“{describe(fact, value)}”" for value in values)
    if low is not None and high is not None:
        said = f"at {_range(low, high)}"
    evidence = answers[0].evidence
    text = f"{_word(verdict)} if “{seen.bank.wording(fact.id, criterion)}” is {evidence.value} {said}"
    return Flip(criterion.id, fact.id, values, evidence, low, high, verdict, text)


def _possible(fact: Fact, evidence: Evidence) -> Sequence[Answer]:
    """The answers that can make a difference: each choice, or each quality that the rep may see in it.

    A free value that other questions hang on has too many consequences to be told in a line.
    """
    if fact.choices:
        values = [[choice.id] if fact.type == "choices" else choice.id for choice in fact.choices]
        return [Answer(fact.id, value, evidence) for value in values]
    if fact.type == "yes_no":
        return [Answer(fact.id, value, evidence) for value in ("yes", "no")]
    return [Answer(fact.id, None, evidence, quality=quality) for quality in range(4)]


def _with_answer(seen: View, now: Assessment, fact: Fact, answer: Answer) -> Verdict:
    sheet = seen.sheet.answer(answer)
    if fact.id in seen.bank.read or fact.topic in ALWAYS_ON:
        return assess_view(view(seen.bank, sheet)).verdict
    quality = quality_of(fact, answer, on=sheet.on, currency=seen.bank.currency) if answer.value else answer.quality
    qualities = dict(seen.qualities)
    if quality is not None:
        qualities[fact.id] = quality
    changed = replace(seen, sheet=sheet, qualities=MappingProxyType(qualities))
    asking = {criterion.id: criterion for criterion in seen.bank.criteria_of[fact.id]}
    scores = tuple(score_of(changed, asking[s.id]) if s.id in asking else s for s in now.criteria)
    fired = bool(answer.value and knockouts_of(fact, answer, on=sheet.on, currency=seen.bank.currency))
    whole = any(
        bool(seen.bank.by_id[s.id].knockout) and s.quality == 0 and s.evidence is Evidence.CONFIRMED for s in scores
    )
    facts = any(knockout.fact for knockout in now.knockouts)
    return _judged(seen, scores, fired or whole or facts, now.next_step_dated)
