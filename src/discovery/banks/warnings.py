"""What loads but deserves a look by its author: warnings about topics and about frameworks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import isclose

from discovery.banks.conditions import Json, condition_from
from discovery.banks.cones import STATES_LIMIT, Cones
from discovery.banks.grammar import Place
from discovery.banks.hints import listed
from discovery.banks.model import Bank, Criterion, Fact
from discovery.banks.references import facts_in, items
from discovery.banks.resolve import lowered
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem

CORE_RANGE = (9, 14)


def topic_warnings(source: Source, cones: Cones, mentioned: Collection[tuple[str, str]]) -> Iterator[Problem]:
    """Warnings about a topic without mistakes. `mentioned`: pairs of a fact and a choice that some condition names."""
    own = {id(item): fact_id for fact_id, item in facts_in(source.data).items()}
    for index, item in items(source.data, "facts"):
        fact_id, place = own[id(item)], ("facts", index)
        if "when" in item:
            yield from _condition_warnings(source, (*place, "when"), fact_id, item, cones)
        yield from _choice_warnings(source, place, cones.fact(fact_id), mentioned)


def _condition_warnings(
    source: Source, place: Place, fact_id: str, item: Mapping[str, Json], cones: Cones
) -> Iterator[Problem]:
    outcome = cones.outcome(condition_from(lowered(item)["when"]))
    if not outcome.proven:
        text = f"not proven within {STATES_LIMIT} combinations of answers that {fact_id} can be relevant; simplify it"
        yield source.problem("QB311", place, text, at_key=True, severity="note")
    elif not outcome.can_hold:
        yield _warn(source, "QB303", place, f"no answers make {fact_id} relevant; mend its `when`", at_key=True)
    elif not outcome.can_fail:
        text = f"the condition of {fact_id} holds whatever is answered; remove or mend it"
        yield _warn(source, "QB304", place, text, at_key=True)


def _choice_warnings(
    source: Source, place: Place, fact: Fact, mentioned: Collection[tuple[str, str]]
) -> Iterator[Problem]:
    qualities = [choice.quality for choice in fact.choices if choice.quality is not None]
    if not qualities:
        return
    if fact.type == "choice" and 0 not in qualities:
        text = f"{fact.id} has no choice of quality 0; add the answer that works against us"
        yield _warn(source, "QB308", (*place, "choices"), text, at_key=True)
    for index, choice in enumerate(fact.choices):
        if choice.quality is None and not choice.knockout and (fact.id, choice.id) not in mentioned:
            text = f"the choice {choice.id} of {fact.id} never matters; give it a quality"
            yield _warn(source, "QB306", (*place, "choices", index), text)


def framework_warnings(source: Source, bank: Bank) -> Iterator[Problem]:
    """Warnings about a framework without mistakes."""
    yield from _sums(source, bank)
    yield from _money_first(source, bank)
    for index, criterion in enumerate(bank.criteria):
        place: Place = ("criteria", index)
        if not any(_best(bank.facts[fact]) is not None for fact in criterion.ask):
            text = f"nothing that {criterion.id} asks can give it a quality; ask a text, or something with qualities"
            yield _warn(source, "QB305", (*place, "ask"), text, at_key=True)
        elif criterion.must_pass and not _can_pass(bank, criterion):
            gate = f"quality {criterion.must_pass.min_quality}, {criterion.must_pass.min_evidence}"
            text = f"no answers make {criterion.id} pass ({gate}); look at its proof facts and their qualities"
            yield _warn(source, "QB310", (*place, "must_pass"), text, at_key=True)
    yield from _unreachable(source, bank)


def _warn(source: Source, code: str, place: Place, text: str, *, at_key: bool = False) -> Problem:
    return source.problem(code, place, text, at_key=at_key, severity="warning")


def _sums(source: Source, bank: Bank) -> Iterator[Problem]:
    every, first = bank.criteria, _sdr(bank)
    sums = [sum(criterion.weight for criterion in criteria) for criteria in (every, first)]
    if not any(isclose(total, 100, abs_tol=1e-6) for total in sums):
        told = f"{sums[0]:g}" if len(every) == len(first) else f"{sums[0]:g}, those of the stage sdr to {sums[1]:g}"
        yield _warn(source, "QB301", ("criteria",), f"the weights sum to {told}; make it 100", at_key=True)
    cores = [len({fact for criterion in criteria for fact in criterion.core}) for criteria in (every, first)]
    low, high = CORE_RANGE
    if not any(low <= core <= high for core in cores):
        text = f"{cores[0]} core questions; {low} to {high} fit into a call"
        yield _warn(source, "QB302", ("criteria",), text, at_key=True)


def _sdr(bank: Bank) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in bank.criteria if criterion.stage == "sdr")


def _money_first(source: Source, bank: Bank) -> Iterator[Problem]:
    for criterion in bank.asked:
        for index, fact in enumerate(criterion.ask):
            phase = bank.facts[fact].phase
            if phase == "pain":
                return
            if phase == "money":
                place: Place = ("criteria", bank.criteria.index(criterion), "ask", index)
                text = f"{fact} is about money and comes before the first question about the problem; move it back"
                yield _warn(source, "QB307", place, text)
                return


def _unreachable(source: Source, bank: Bank) -> Iterator[Problem]:
    if bank.min_coverage == 0:
        text = "`insufficient` cannot come out, because min_coverage is 0; raise it"
        yield _warn(source, "QB309", ("min_coverage",), text, at_key=True)
    scope = _sdr(bank)
    most = 100 * sum(c.weight * _most(bank, c) for c in scope) / sum(c.weight for c in scope)
    closed = [c.id for c in scope if c.must_pass and not _can_pass(bank, c)]
    if closed:
        text = f"`qualified` cannot come out, because {listed(closed)} cannot pass; see there"
        yield _warn(source, "QB309", ("criteria",), text, at_key=True)
    elif most < bank.threshold - 1e-9:
        text = f"`qualified` cannot come out: the best score is {most:.1f}, the threshold {bank.threshold:g}; lower it"
        yield _warn(source, "QB309", ("threshold",), text, at_key=True)


def _best(fact: Fact) -> int | None:
    """The best quality that the bank gives an answer of the fact; the rep rates a text up to 3."""
    if fact.type == "text":
        return 3
    qualities = [choice.quality for choice in fact.choices] + [band.quality for band in fact.scale]
    return max((quality for quality in qualities if quality is not None), default=None)


def _may_lack(fact: Fact) -> bool:
    """Whether some answer of the fact has no quality, so that it does not count in a mean."""
    if fact.type in ("choice", "choices"):
        return any(choice.quality is None for choice in fact.choices) or bool(fact.scale)
    return True  # a text not rated, a number that no band fits


def _claimed(bank: Bank, criterion: Criterion) -> float | None:
    """The best quality of the criterion where it is not confirmed: one good answer is enough."""
    return max((best for fact in criterion.ask if (best := _best(bank.facts[fact])) is not None), default=None)


def _confirmed(bank: Bank, criterion: Criterion) -> float | None:
    """The best quality once every proof fact is confirmed; None where no proof fact has a quality."""
    facts = [bank.facts[fact] for fact in criterion.proof]
    rated = [(fact, best) for fact in facts if (best := _best(fact)) is not None]
    if not rated:
        return None
    always = [best for fact, best in rated if not _may_lack(fact)]
    if not always:
        return max(best for _, best in rated)
    counted = sorted((best for fact, best in rated if _may_lack(fact)), reverse=True)
    return max((sum(always) + sum(counted[:more])) / (len(always) + more) for more in range(len(counted) + 1))


def _can_pass(bank: Bank, criterion: Criterion) -> bool:
    gate = criterion.must_pass
    if gate is None:
        return True
    confirmed, claimed = _confirmed(bank, criterion), _claimed(bank, criterion)
    if confirmed is not None and confirmed >= gate.min_quality:
        return True
    return gate.min_evidence == "claimed" and claimed is not None and claimed >= gate.min_quality


def _most(bank: Bank, criterion: Criterion) -> float:
    """The largest share of its weight that the criterion can add to the score."""
    return max((_confirmed(bank, criterion) or 0) / 3, (_claimed(bank, criterion) or 0) / 6)
