"""Why the verdict is what it is, in words that a rep understands: what fired, what is missing, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from discovery.banks.model import Criterion
from discovery.engine.answers import Evidence
from discovery.engine.assessment import CriterionScore, Figures, Gate, Knockout, Verdict, reaches
from discovery.engine.values import describe
from discovery.engine.view import View

_QUALITY = ("works against us", "is weak", "is good enough", "is strong")
_STATES = {
    "weak": "its gate is confirmed weak",
    "open": "its gate was still open",
    "met": "its gate was passed",
}
"""The states of the gates where nothing more is to be asked."""


def reasons(
    seen: View,
    verdict: Verdict,
    figures: Figures,
    scores: tuple[CriterionScore, ...],
    gates: tuple[Gate, ...],
    knockouts: tuple[Knockout, ...],
    dated: bool,
) -> Iterator[str]:
    """One sentence a reason, the most telling first."""
    by_id = {score.id: score for score in scores}
    match verdict:
        case Verdict.DO_NOT_CONTACT:
            yield "They object to further contact: close the call, they go on the do-not-contact list"
            yield from (f"{by_id[gate.criterion].title}: {_STATES[gate.state]}" for gate in _worst_first(gates))
            return
        case Verdict.DISQUALIFIED:
            yield from (_fired(seen, knockout) for knockout in knockouts)
        case Verdict.INSUFFICIENT:
            missing = ", ".join(score.title for score in scores if score.evidence is Evidence.NONE)
            need = f"{figures.coverage:.0f} % is covered, {seen.bank.min_coverage:.0f} % is needed"
            yield f"{need}: ask about {missing}" if missing else "Every criterion is marked not applicable"
        case Verdict.QUALIFIED:
            yield f"Score {figures.score:.1f} reaches {seen.bank.threshold:g}, and a next step is dated"
        case Verdict.NURTURE if not reaches(figures.ceiling, seen.bank.threshold):
            best = f"{figures.ceiling:.1f} of {seen.bank.threshold:g}"
            yield f"At its very best this reaches {best}: agree when to come back"
    yield from (_gate(seen, gate, by_id[gate.criterion]) for gate in _worst_first(gates))
    yield from _missing(seen, verdict, figures, scores, dated)


def _worst_first(gates: tuple[Gate, ...]) -> list[Gate]:
    return sorted(gates, key=lambda gate: ("weak", "open", "met").index(gate.state))


def _fired(seen: View, knockout: Knockout) -> str:
    title = seen.bank.by_id[knockout.criterion].title
    if knockout.fact is None:
        return f"{title} is confirmed to work against us ({knockout.code})"
    answer = seen.sheet.answers[knockout.fact]
    said = describe(seen.bank.facts[knockout.fact], answer.value)
    return f"{title}: “{said}” is confirmed ({knockout.code})"


def _gate(seen: View, gate: Gate, score: CriterionScore) -> str:
    criterion = seen.bank.by_id[gate.criterion]
    must_pass = criterion.must_pass
    assert must_pass is not None  # a gate exists only where the criterion has one
    if gate.state == "met":
        return f"{score.title} passes"
    if gate.state == "weak":
        level = f"{score.quality:.1f} of 3, {must_pass.min_quality} needed"
        return f"{score.title} is confirmed and weak ({level}): agree a date or an event to come back"
    if score.evidence is Evidence.NONE:
        return f"{score.title} {_unrated(seen, criterion) or f'is not known: {_ask(seen, criterion)}'}"
    if score.quality is not None and not reaches(score.quality, must_pass.min_quality):
        return f"{score.title} {_QUALITY[int(score.quality)]} so far: {_ask(seen, criterion)}"
    return f"{score.title} is not confirmed: {_ask(seen, criterion)}"


def _unrated(seen: View, criterion: Criterion) -> str:
    """Where something is known of a criterion, and nobody said how good that is: a name, say."""
    for fact_id in (*criterion.proof, *criterion.ask):
        if seen.known(fact_id) and fact_id not in seen.qualities:
            return f"is answered and not rated: say how good it is, 0 to 3 — “{seen.bank.wording(fact_id, criterion)}”"
    return ""


def _ask(seen: View, criterion: Criterion) -> str:
    """What would move a criterion on: its first proof that is not confirmed."""
    for fact_id in (*criterion.proof, *criterion.ask):
        if not seen.relevant(fact_id) or seen.confirmed(fact_id):
            continue
        if seen.known(fact_id):
            return f"get it in their words — “{seen.bank.wording(fact_id, criterion)}”"
        if fact_id not in seen.sheet.answers:
            return f"ask “{seen.bank.wording(fact_id, criterion)}”"
    return "ask somebody who would know"


def _missing(
    seen: View, verdict: Verdict, figures: Figures, scores: tuple[CriterionScore, ...], dated: bool
) -> Iterator[str]:
    if verdict in {Verdict.DISQUALIFIED, Verdict.INSUFFICIENT}:
        return
    if not dated:
        yield "No dated next step: agree a day before you hang up"
    if not reaches(figures.score, seen.bank.threshold):
        open_titles = [score.title for score in scores if score.evidence is not Evidence.CONFIRMED]
        tail = f": {_listed(open_titles)} can still add to it" if open_titles else ""
        yield f"Score {figures.score:.1f} of {seen.bank.threshold:g}{tail}"


def _listed(titles: list[str]) -> str:
    *most, last = titles
    return f"{', '.join(most)} and {last}" if most else last
