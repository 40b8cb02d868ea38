"""The verdict: a bank and a sheet in, an explained assessment out (the verdict page, sections 1 to 5)."""

from __future__ import annotations

from collections.abc import Iterator

from discovery.banks.model import Bank, Criterion, MustPass
from discovery.engine.answers import Evidence, Sheet
from discovery.engine.assessment import (
    TOLERANCE,
    Assessment,
    CriterionScore,
    Figures,
    Gate,
    Knockout,
    Verdict,
    reaches,
)
from discovery.engine.reasons import reasons
from discovery.engine.values import knockouts_of
from discovery.engine.view import View, view


def assess(bank: Bank, sheet: Sheet) -> Assessment:
    """The verdict on a sheet, with every figure and reason."""
    return assess_view(view(bank, sheet))


def assess_view(seen: View) -> Assessment:
    """As `assess`, on a sheet that is already seen through its bank."""
    bank, scope = seen.bank, tuple(seen.scope())
    scores = tuple(score_of(seen, criterion) for criterion in scope)
    figures = figures_of(scores)
    gates = gates_of(bank, scores)
    knockouts = tuple(_knockouts(seen, scope, scores))
    dated = seen.known("next_step.date")
    objected = objects(seen)
    verdict = Verdict.DO_NOT_CONTACT if objected else judge(bank, scores, gates, figures, bool(knockouts), dated)
    grade = None
    if verdict is Verdict.QUALIFIED:
        grade = "A" if reaches(figures.score, 80) and reaches(figures.proof, 70) else "B"
    return Assessment(
        bank=bank.id,
        version=bank.version,
        verdict=verdict,
        grade=grade,
        score=figures.score,
        ceiling=figures.ceiling,
        coverage=figures.coverage,
        proof=figures.proof,
        threshold=bank.threshold,
        criteria=scores,
        gates=gates,
        knockouts=knockouts,
        risks=tuple(_risks(scope, scores)),
        reasons=tuple(reasons(seen, verdict, figures, scores, gates, knockouts, dated)),
        next_step_dated=dated,
    )


def score_of(seen: View, criterion: Criterion) -> CriterionScore:
    """Section 2: quality and evidence of one criterion."""
    rating = seen.sheet.ratings.get(criterion.id)
    quality, evidence = (rating.quality, rating.evidence) if rating else _derived(seen, criterion)
    points = criterion.weight * (quality or 0) / 3 * evidence.factor
    firm = all(seen.firm[fact] is not None for fact in criterion.proof)
    return CriterionScore(
        criterion.id, criterion.title, criterion.weight, quality, evidence, points, rating is not None, firm
    )


def _derived(seen: View, criterion: Criterion) -> tuple[float | None, Evidence]:
    answered = [seen.qualities[fact] for fact in criterion.ask if fact in seen.qualities]
    if not answered:
        return None, Evidence.NONE
    proof = [fact for fact in criterion.proof if seen.relevant(fact)]
    proven = [seen.qualities[fact] for fact in proof if fact in seen.qualities]
    if proven and all(seen.confirmed(fact) for fact in proof):
        return sum(proven) / len(proven), Evidence.CONFIRMED
    return sum(answered) / len(answered), Evidence.CLAIMED


def figures_of(scores: tuple[CriterionScore, ...]) -> Figures:
    """Section 3."""
    total = sum(score.weight for score in scores)
    if not total:
        return Figures()
    best = 0.0
    for score in scores:
        best += score.weight * (score.quality or 0) / 3 if score.evidence is Evidence.CONFIRMED else score.weight
    return Figures(
        score=100 * sum(score.points for score in scores) / total,
        ceiling=100 * best / total,
        coverage=100 * sum(s.weight for s in scores if s.evidence is not Evidence.NONE) / total,
        proof=100 * sum(s.weight for s in scores if s.evidence is Evidence.CONFIRMED) / total,
    )


def gate_state(must_pass: MustPass, quality: float | None, evidence: Evidence) -> str:
    """Section 4: `met`, `weak` or `open`."""
    good = quality is not None and quality >= must_pass.min_quality - TOLERANCE
    if good and evidence.rank >= Evidence(must_pass.min_evidence).rank:
        return "met"
    return "weak" if evidence is Evidence.CONFIRMED and not good else "open"


def _knockouts(seen: View, scope: tuple[Criterion, ...], scores: tuple[CriterionScore, ...]) -> Iterator[Knockout]:
    for criterion, score in zip(scope, scores, strict=True):
        if criterion.knockout and score.quality == 0 and score.evidence is Evidence.CONFIRMED:
            yield Knockout(None, criterion.id, criterion.knockout, score.firm)
        for fact_id in criterion.ask:
            answer = seen.answer(fact_id)
            if answer is None or not answer.confirmed:
                continue
            fact = seen.bank.facts[fact_id]
            firm = seen.firm[fact_id] is True
            for code in knockouts_of(fact, answer, on=seen.sheet.on, currency=seen.bank.currency):
                yield Knockout(fact_id, criterion.id, code, firm)


def _risks(scope: tuple[Criterion, ...], scores: tuple[CriterionScore, ...]) -> Iterator[str]:
    for criterion, score in zip(scope, scores, strict=True):
        if criterion.risk and (score.evidence is not Evidence.CONFIRMED or (score.quality or 0) < 2 - TOLERANCE):
            yield criterion.risk


def gates_of(bank: Bank, scores: tuple[CriterionScore, ...]) -> tuple[Gate, ...]:
    """The state of each must_pass."""
    return tuple(
        Gate(score.id, gate_state(must_pass, score.quality, score.evidence))
        for score in scores
        if (must_pass := bank.by_id[score.id].must_pass)
    )


def objects(seen: View) -> bool:
    """Whether they object to further contact; claimed suffices."""
    objection = seen.answer("compliance.objection")
    return objection is not None and objection.known and objection.value == "yes"


def judge(
    bank: Bank,
    scores: tuple[CriterionScore, ...],
    gates: tuple[Gate, ...],
    figures: Figures,
    knocked_out: bool,
    dated: bool,
) -> Verdict:
    """Section 5 without its first row: the first row that holds."""
    if knocked_out:
        return Verdict.DISQUALIFIED
    if not scores or not reaches(figures.coverage, bank.min_coverage):
        return Verdict.INSUFFICIENT
    met = all(gate.state == "met" for gate in gates)
    if dated and met and reaches(figures.score, bank.threshold):
        return Verdict.QUALIFIED
    if any(gate.state == "weak" for gate in gates) or not reaches(figures.ceiling, bank.threshold):
        return Verdict.NURTURE
    return Verdict.DEVELOP
