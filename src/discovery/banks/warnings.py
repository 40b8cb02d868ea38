"""What loads but deserves a look by its author: warnings about topics and about frameworks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import isclose
from typing import Protocol

from discovery.banks.conditions import Any_, Condition, facts_of
from discovery.banks.cones import STATES_LIMIT, Cones, Outcome
from discovery.banks.grammar import Place
from discovery.banks.hints import listed
from discovery.banks.model import Bank, Criterion, Fact
from discovery.banks.qualities import gap, hidden_bands
from discovery.banks.references import facts_in, items
from discovery.banks.words import describe
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem
from discovery.text import one_line

CORE_RANGE = (9, 14)


class Prover(Protocol):
    """Decides what is too much to try; `proofs.Proofs`, where the extra `lint` is installed."""

    def outcome(self, cones: Cones, condition: Condition) -> Outcome: ...

    def clash(self, cones: Cones, condition: Condition) -> tuple[str, ...]: ...

    def can_pass(self, bank: Bank, criterion: Criterion) -> bool | None: ...


def topic_warnings(
    source: Source, cones: Cones, mentioned: Collection[tuple[str, str]], prover: Prover | None = None
) -> Iterator[Problem]:
    """Warnings about a topic without mistakes. `mentioned`: pairs of a fact and a choice that some condition names."""
    own = {id(item): fact_id for fact_id, item in facts_in(source.data).items()}
    for index, item in items(source.data, "facts"):
        fact_id, place = own[id(item)], ("facts", index)
        if "when" in item:
            yield from _condition_warnings(source, (*place, "when"), cones.fact(fact_id), cones, prover)
        yield from _band_warnings(source, place, cones.fact(fact_id))
        yield from _choice_warnings(source, place, cones.fact(fact_id), mentioned)


def _condition_warnings(
    source: Source, place: Place, fact: Fact, cones: Cones, prover: Prover | None
) -> Iterator[Problem]:
    when = fact.when
    if when is None:
        return
    outcome = _outcome(cones, when, prover)
    if not outcome.proven:
        more = "by the extra `lint` either" if prover else f"within {STATES_LIMIT} combinations of answers"
        advice = "simplify it" if prover else "simplify it, or install the extra `lint`, which proves more"
        text = f"not proven {more} that {fact.id} can be relevant; {advice}"
        yield source.problem("QB311", place, text, at_key=True, severity="note")
    elif not outcome.can_hold:
        text = f"no answers make {fact.id} relevant{_because(cones, when, prover)}; mend its `when`"
        yield _warn(source, "QB303", place, text, at_key=True)
    elif not outcome.can_fail:
        text = f"the condition of {fact.id} holds whatever is answered; remove or mend it"
        yield _warn(source, "QB304", place, text, at_key=True)
    elif isinstance(when, Any_):
        for part in when.of:
            found = _outcome(cones, part, prover)
            if found.proven and not found.can_hold:
                said = describe(part, {one.id: one for one in map(cones.fact, facts_of(part))})
                text = f"a part of the condition of {fact.id} never holds ({one_line(said, 80)}); remove or mend it"
                yield _warn(source, "QB315", place, text, at_key=True)


def _outcome(cones: Cones, condition: Condition, prover: Prover | None) -> Outcome:
    """What a condition can come to: by trying first, which is faster, then by proof."""
    outcome = cones.outcome(condition)
    return outcome if outcome.proven or prover is None else prover.outcome(cones, condition)


def _because(cones: Cones, condition: Condition, prover: Prover | None) -> str:
    """Which parts of a condition cannot hold together."""
    parts = prover.clash(cones, condition) if prover else ()
    if not parts:
        return ""
    said = " and ".join(f"({one_line(part, 80)})" for part in parts)
    return f", because {said} {'exclude each other' if len(parts) > 1 else 'never holds'}"


def _band_warnings(source: Source, place: Place, fact: Fact) -> Iterator[Problem]:
    for index in hidden_bands(fact):
        effect = "the knockout" if fact.scale[index].knockout else "the quality"
        text = f"{effect} of this band of {fact.id} never counts, because no value gets here; move it up, or mend it"
        yield _warn(source, "QB313", (*place, "scale", index), text)
    value = gap(fact)
    if value is not None:
        text = f"{value:,.10g} falls between the bands of {fact.id} and has no quality; close the gap"
        yield _warn(source, "QB314", (*place, "scale"), text, at_key=True)


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


def framework_warnings(source: Source, bank: Bank, prover: Prover | None = None) -> Iterator[Problem]:
    """Warnings about a framework without mistakes."""
    closed = {criterion.id for criterion in bank.criteria if not _passes(bank, criterion, prover)}
    yield from _sums(source, bank)
    yield from _money_first(source, bank)
    for index, criterion in enumerate(bank.criteria):
        place: Place = ("criteria", index)
        if not any(_best(bank.facts[fact]) is not None for fact in criterion.ask):
            text = f"nothing that {criterion.id} asks can give it a quality; ask a text, or something with qualities"
            yield _warn(source, "QB305", (*place, "ask"), text, at_key=True)
        elif criterion.must_pass and criterion.id in closed:
            gate = f"quality {criterion.must_pass.min_quality}, {criterion.must_pass.min_evidence}"
            text = f"no answers make {criterion.id} pass ({gate}); look at its proof facts and their qualities"
            yield _warn(source, "QB310", (*place, "must_pass"), text, at_key=True)
    yield from _unreachable(source, bank, closed)


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


def _passes(bank: Bank, criterion: Criterion, prover: Prover | None) -> bool:
    """Whether a criterion can meet its must_pass; where it hangs on conditions and is not proven, yes."""
    if criterion.must_pass and prover and any(bank.facts[fact].when for fact in (*criterion.ask, *criterion.proof)):
        proven = prover.can_pass(bank, criterion)
        if proven is not None:
            return proven
    return _can_pass(bank, criterion)


def _unreachable(source: Source, bank: Bank, never: Collection[str]) -> Iterator[Problem]:
    if bank.min_coverage == 0:
        text = "`insufficient` cannot come out, because min_coverage is 0; raise it"
        yield _warn(source, "QB309", ("min_coverage",), text, at_key=True)
    scope = _sdr(bank)
    most = 100 * sum(c.weight * _most(bank, c) for c in scope) / sum(c.weight for c in scope)
    closed = [c.id for c in scope if c.id in never]
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
