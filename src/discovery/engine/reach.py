"""Which verdicts can still come out: section 6, exact, without enumerating the completions.

Resolved criteria stand; every other one stays as it is or ends at any quality of 0 to 3, claimed or confirmed.
What is best and worst for each verdict can be chosen criterion by criterion, because score, ceiling and
coverage are sums and the gates are separate: so a handful of sums decides.

Whether an answer counts may still change while its relevance hangs on one that is missing or only claimed. So
a knockout that fired on such a fact keeps the other verdicts open, and a criterion that is known through such
facts alone may come to be unknown again.
"""

from __future__ import annotations

from collections.abc import Iterator

from discovery.banks.conditions import facts_of
from discovery.banks.model import Criterion, Fact
from discovery.engine.answers import Evidence
from discovery.engine.assess import gate_state
from discovery.engine.assessment import Assessment, CriterionScore, Verdict, reaches
from discovery.engine.values import knockouts_of
from discovery.engine.view import View

_ENDS = tuple((quality, evidence) for evidence in (Evidence.CLAIMED, Evidence.CONFIRMED) for quality in range(4))


def open_knockout(seen: View, criterion: Criterion, *, firm: bool = False) -> bool:
    """Whether a relevant fact of the criterion bears a knockout and has no confirmed answer.

    `firm`: count the facts that may still become relevant, too.
    """
    relevance = seen.firm if firm else seen.relevance
    return any(
        seen.bank.facts[fact].bears_knockout and relevance[fact] is not False and not _confirmed(seen, fact)
        for fact in criterion.ask
    )


def _confirmed(seen: View, fact_id: str) -> bool:
    answer = seen.sheet.answers.get(fact_id)
    return answer is not None and answer.confirmed


def reachable(seen: View, now: Assessment) -> tuple[Verdict, ...]:
    """The verdicts that some completion gives, in the order of the rows."""
    if now.verdict is Verdict.DO_NOT_CONTACT or not now.criteria:
        return (now.verdict,)
    if any(knockout.firm for knockout in now.knockouts):
        return (Verdict.DISQUALIFIED,)
    found = set(_others(seen, now))
    if now.knockouts or _knockout_ahead(seen, now):
        found.add(Verdict.DISQUALIFIED)
    return tuple(verdict for verdict in Verdict if verdict in found)


def _knockout_ahead(seen: View, now: Assessment) -> bool:
    for score in now.criteria:
        criterion = seen.bank.by_id[score.id]
        if (criterion.knockout and not score.resolved) or open_knockout(seen, criterion, firm=True):
            return True
        if any(_fires_when_relevant(seen, fact) for fact in criterion.ask):
            return True
    return False


def _fires_when_relevant(seen: View, fact_id: str) -> bool:
    """Whether a confirmed answer is closed now, may count again, and bears a knockout."""
    answer = seen.sheet.answers.get(fact_id)
    if answer is None or not answer.confirmed or seen.firm[fact_id] is False:
        return False
    return bool(knockouts_of(seen.bank.facts[fact_id], answer, on=seen.sheet.on, currency=seen.bank.currency))


def _others(seen: View, now: Assessment) -> Iterator[Verdict]:
    """The verdicts beside `disqualified` that some completion without a knockout gives.

    Figures are in percent, so that they meet the bank's bounds with the tolerance of the assessment.
    """
    bank = seen.bank
    unit = 100 / sum(score.weight for score in now.criteria)
    resolved = [score for score in now.criteria if score.resolved]
    unresolved = [score for score in now.criteria if not score.resolved]
    lost = unit * sum(score.weight - score.points for score in resolved)
    best = 100 - lost  # of score and of ceiling alike: everything that is open ends strong and confirmed
    states = [_state(seen, score) for score in resolved]
    sure = unit * sum(score.weight for score in now.criteria if _stays_known(seen, score))
    if not reaches(sure, bank.min_coverage):
        yield Verdict.INSUFFICIENT
    if reaches(best, bank.threshold) and all(state in {"met", ""} for state in states):
        yield Verdict.QUALIFIED
    worst = best - unit * sum(_largest_loss(seen, score) for score in unresolved)
    weak = any(_can_be_weak(seen, score) for score in unresolved)
    if "weak" in states or weak or not reaches(worst, bank.threshold):
        yield Verdict.NURTURE
    if "weak" not in states and reaches(best, bank.threshold):
        points = unit * sum(score.points for score in resolved)
        held = "open" in states or any(_can_stay_open(seen, score, unit) for score in unresolved)
        if not _dated_for_good(seen, now) or held or not reaches(points, bank.threshold):
            yield Verdict.DEVELOP


def _dated_for_good(seen: View, now: Assessment) -> bool:
    """Whether the next step is dated, and no answer that is still to come can close that question again."""
    return now.next_step_dated and seen.firm["next_step.date"] is True


def _stays_known(seen: View, score: CriterionScore) -> bool:
    """Whether something will be known of a criterion whatever else is answered."""
    if score.evidence is Evidence.NONE or score.rated:
        return score.evidence is not Evidence.NONE
    ask = seen.bank.by_id[score.id].ask
    return any(fact in seen.qualities and _counts_or_is_replaced(seen, fact, ask) for fact in ask)


def _counts_or_is_replaced(seen: View, fact_id: str, ask: tuple[str, ...]) -> bool:
    """Whether an answer counts for good, or can only be closed by one of the same criterion that is scored itself."""
    if seen.firm[fact_id] is True:
        return True
    when = seen.bank.facts[fact_id].when
    assert when is not None  # a fact without a condition is relevant for good
    return all(other in ask and _always_scored(seen.bank.facts[other]) for other in facts_of(when))


def _always_scored(fact: Fact) -> bool:
    """Whether every answer to a fact that is always relevant has a quality."""
    return fact.when is None and bool(fact.choices) and all(choice.quality is not None for choice in fact.choices)


def _state(seen: View, score: CriterionScore) -> str:
    must_pass = seen.bank.by_id[score.id].must_pass
    return gate_state(must_pass, score.quality, score.evidence) if must_pass else ""


def _ends(seen: View, score: CriterionScore) -> Iterator[tuple[float | None, Evidence]]:
    """How an open criterion may end without firing its own knockout.

    A knockout needs a quality of 0 exactly; the mean of several proofs can come as close to it as one of them at 1.
    """
    criterion = seen.bank.by_id[score.id]
    for quality, evidence in ((score.quality, score.evidence), *_ENDS):
        if not (criterion.knockout and quality == 0 and evidence is Evidence.CONFIRMED):
            yield quality, evidence
    if criterion.knockout and len(criterion.proof) > 1:
        yield 1 / len(criterion.proof), Evidence.CONFIRMED


def _largest_loss(seen: View, score: CriterionScore) -> float:
    confirmed = [quality or 0 for quality, evidence in _ends(seen, score) if evidence is Evidence.CONFIRMED]
    return score.weight * (1 - min(confirmed) / 3)


def _can_be_weak(seen: View, score: CriterionScore) -> bool:
    must_pass = seen.bank.by_id[score.id].must_pass
    return must_pass is not None and any(gate_state(must_pass, *end) == "weak" for end in _ends(seen, score))


def _can_stay_open(seen: View, score: CriterionScore, unit: float) -> bool:
    """Whether the gate can end open with enough covered: something is known of the criterion, or the others suffice."""
    must_pass = seen.bank.by_id[score.id].must_pass
    if must_pass is None:
        return False
    if not _stays_known(seen, score) and reaches(100 - unit * score.weight, seen.bank.min_coverage):
        return True
    ends = (end for end in _ends(seen, score) if end[1] is Evidence.CLAIMED)
    return any(gate_state(must_pass, *end) == "open" for end in ends)
