"""What changed between two versions of a bank, by what it does to the calls that were held with the old one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Choice, Criterion, Fact, MustPass, Topic
from discovery.banks.renames import new_choices, new_facts, renamed
from discovery.banks.words import describe, describe_band
from discovery.text import one_line

_LONGEST = 60


class Kind(StrEnum):
    """What a change does, the least first.

    cosmetic       other words on the screen
    compatible     more to ask, or in another order; every old answer counts as it did
    re-scores      the same answers may come to another verdict
    loses answers  what was answered is not read any more
    """

    COSMETIC = "cosmetic"
    COMPATIBLE = "compatible"
    RE_SCORES = "re-scores"
    LOSES_ANSWERS = "loses answers"


KINDS = tuple(Kind)
SCORING = frozenset({Kind.RE_SCORES, Kind.LOSES_ANSWERS})
"""The kinds that call for a higher version."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `where`: `framework`, `criterion ID`, `topic ID`, or the id of a fact."""

    kind: Kind
    where: str
    what: str


def diff(old: Bank, new: Bank) -> tuple[Change, ...]:
    """Every change from one bank to another, by kind and then in the order of the bank. None for equal banks.

    No change of the kinds cosmetic and compatible alters the figures, gates, knockouts or verdict of a sheet of the
    old bank.
    """
    pair = _Pair(old, new)
    found = (*pair.framework(), *pair.criteria(), *pair.topics(), *pair.facts())
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


class _Pair:
    """Two banks, and what the facts and choices of the old one are called in the new one."""

    def __init__(self, old: Bank, new: Bank) -> None:
        self._old, self._new = old, new
        self._names = new_facts(old.facts, new)
        self._choices = {
            fact_id: new_choices([choice.id for choice in old.facts[fact_id].choices], new.facts[name])
            for fact_id, name in self._names.items()
        }
        self._added = new.facts.keys() - self._names.values()

    def framework(self) -> Iterator[Change]:
        old, new, where = self._old, self._new, "framework"
        for name in ("id", "title", "version", "origin", "use_when"):
            yield from _changed(Kind.COSMETIC, where, name, getattr(old, name), getattr(new, name))
        for name in ("threshold", "min_coverage", "currency"):
            yield from _changed(Kind.RE_SCORES, where, name, getattr(old, name), getattr(new, name))
        yield from _moved(Kind.COMPATIBLE, where, "ask_order", old.ask_order, new.ask_order)
        yield from _moved(Kind.COSMETIC, where, "criteria", tuple(old.by_id), tuple(new.by_id))

    def criteria(self) -> Iterator[Change]:
        for criterion in self._old.criteria:
            if criterion.id in self._new.by_id:
                yield from self._criterion(criterion, self._new.by_id[criterion.id])
            else:
                yield Change(Kind.RE_SCORES, f"criterion {criterion.id}", f"removed, weight {criterion.weight:g}")
        for criterion in self._new.criteria:
            if criterion.id not in self._old.by_id:
                yield Change(Kind.RE_SCORES, f"criterion {criterion.id}", f"added, weight {criterion.weight:g}")

    def _criterion(self, old: Criterion, new: Criterion) -> Iterator[Change]:
        where = f"criterion {new.id}"
        for name in ("title", "definition"):
            yield from _changed(Kind.COSMETIC, where, name, getattr(old, name), getattr(new, name))
        yield from _changed(
            Kind.COSMETIC if old.risk and new.risk else Kind.COMPATIBLE, where, "risk", old.risk, new.risk
        )
        for name in ("weight", "stage", "knockout"):
            yield from _changed(Kind.RE_SCORES, where, name, getattr(old, name), getattr(new, name))
        yield from _changed(Kind.RE_SCORES, where, "must_pass", _gate(old.must_pass), _gate(new.must_pass))
        for name, known, added in (
            ("ask", Kind.RE_SCORES, Kind.COMPATIBLE),
            ("core", Kind.COMPATIBLE, Kind.COMPATIBLE),  # moves the verdict as the default of `proof` only: see there
            ("proof", Kind.RE_SCORES, Kind.RE_SCORES),
        ):
            yield from self._listed(where, name, getattr(old, name), getattr(new, name), known, added)
        wording = {self._names.get(fact, fact): text for fact, text in old.wording.items()}
        for fact in dict.fromkeys((*wording, *new.wording)):
            yield from _changed(Kind.COSMETIC, where, f"wording of {fact}", wording.get(fact), new.wording.get(fact))

    def _listed(
        self, where: str, name: str, old: Sequence[str], new: Sequence[str], known: Kind, added: Kind
    ) -> Iterator[Change]:
        """Changes of a list of facts: of the kind `known`, or `added` where the old bank does not have the fact."""
        before = tuple(self._names[fact] for fact in old if fact in self._names)
        for fact in before:
            if fact not in new:
                yield Change(known, where, f"{name}: without {fact}")
        for fact in new:
            if fact not in before:
                yield Change(added if fact in self._added else known, where, f"{name}: with {fact}")
        yield from _moved(Kind.COMPATIBLE, where, name, before, new)

    def topics(self) -> Iterator[Change]:
        for topic in self._old.topics.values():
            if topic.id in self._new.topics:
                yield from _topic(topic, self._new.topics[topic.id])
            elif lost := sum(fact.id not in self._names for fact in topic.facts):
                yield Change(Kind.LOSES_ANSWERS, f"topic {topic.id}", f"removed, with {_count(lost, 'fact')}")
        for topic in self._new.topics.values():
            if topic.id not in self._old.topics:
                count = _count(sum(fact.id in self._added for fact in topic.facts), "new fact")
                yield Change(Kind.COMPATIBLE, f"topic {topic.id}", f"added, with {count}")

    def facts(self) -> Iterator[Change]:
        for fact in self._old.facts.values():
            if fact.id in self._names:
                yield from self._fact(fact, self._new.facts[self._names[fact.id]])
            elif fact.topic in self._new.topics:
                yield Change(Kind.LOSES_ANSWERS, fact.id, "removed")
        for fact in self._new.facts.values():
            if fact.id in self._added and fact.topic in self._old.topics:
                yield Change(Kind.COMPATIBLE, fact.id, "added")

    def _fact(self, old: Fact, new: Fact) -> Iterator[Change]:
        where = new.id
        if old.id != new.id:
            merged = new.id in self._old.facts
            yield Change(Kind.RE_SCORES if merged else Kind.COMPATIBLE, where, f"renamed from {old.id}")
        for name in ("ask", "hint", "listen_for", "red_flags", "probes", "unit"):
            yield from _changed(Kind.COSMETIC, where, name, getattr(old, name), getattr(new, name))
        yield from _changed(Kind.COMPATIBLE, where, "phase", old.phase, new.phase)
        if old.type != new.type:
            yield from _changed(Kind.LOSES_ANSWERS, where, "type", old.type, new.type)
        else:
            yield from self._choice_changes(old, new)
            if _bands(old) != _bands(new):
                yield Change(Kind.RE_SCORES, where, f"scale: {_scale(old)} → {_scale(new)}")
        yield from self._when(old, new)

    def _when(self, old: Fact, new: Fact) -> Iterator[Change]:
        before = old.when and renamed(old.when, self._names, self._choices)
        if before != (new.when and renamed(new.when, {}, {})):
            texts = (old.when and describe(old.when, self._old.facts), new.when and describe(new.when, self._new.facts))
            yield Change(Kind.RE_SCORES, new.id, f"when: {_shown(texts[0])} → {_shown(texts[1])}")

    def _choice_changes(self, old: Fact, new: Fact) -> Iterator[Change]:
        names, where = self._choices[old.id], new.id
        by_id = {choice.id: choice for choice in new.choices}
        for choice in old.choices:
            if choice.id in names:
                yield from _choice(where, choice, by_id[names[choice.id]], merges=old.choice(names[choice.id]))
            else:
                yield Change(Kind.LOSES_ANSWERS, where, f"choice {choice.id}: removed")
        for choice in new.choices:
            if choice.id not in names.values():
                yield Change(Kind.COMPATIBLE, where, f"choice {choice.id}: added")
        before = tuple(names[choice.id] for choice in old.choices if choice.id in names)
        yield from _moved(Kind.COSMETIC, where, "choices", before, tuple(by_id))


def _topic(old: Topic, new: Topic) -> Iterator[Change]:
    where = f"topic {new.id}"
    for name in ("title", "definition"):
        yield from _changed(Kind.COSMETIC, where, name, getattr(old, name), getattr(new, name))
    for level, (before, after) in enumerate(zip(old.quality, new.quality, strict=True)):
        yield from _changed(Kind.COSMETIC, where, f"quality {level}", before, after)
    for grade in dict.fromkeys((*old.evidence, *new.evidence)):
        yield from _changed(Kind.COSMETIC, where, f"evidence {grade}", old.evidence.get(grade), new.evidence.get(grade))
    yield from _changed(Kind.COMPATIBLE, where, "valid_days", old.valid_days, new.valid_days)


def _choice(where: str, old: Choice, new: Choice, *, merges: Choice | None) -> Iterator[Change]:
    name = f"choice {new.id}"
    if old.id != new.id:
        kind = Kind.RE_SCORES if merges else Kind.COMPATIBLE
        yield Change(kind, where, f"{name}: {'takes the answers of' if merges else 'renamed from'} {old.id}")
    for field in ("label", "also"):
        yield from _changed(Kind.COSMETIC, where, f"{name}: {field}", getattr(old, field), getattr(new, field))
    for field in ("quality", "knockout"):
        yield from _changed(Kind.RE_SCORES, where, f"{name}: {field}", getattr(old, field), getattr(new, field))


def _changed(kind: Kind, where: str, name: str, old: Json, new: Json) -> Iterator[Change]:
    if old != new:
        yield Change(kind, where, f"{name}: {_shown(old)} → {_shown(new)}")


def _moved(kind: Kind, where: str, name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Another order of what both have."""
    before, after = (
        tuple(item for item in dict.fromkeys(items) if item in other) for items, other in ((old, new), (new, old))
    )
    if before != after:
        yield Change(kind, where, f"order of {name}: {', '.join(before)} → {', '.join(after)}")


def _gate(must_pass: MustPass | None) -> str | None:
    return f"{must_pass.min_quality} {must_pass.min_evidence}" if must_pass else None


def _bands(fact: Fact) -> list[Json]:
    return [(frozenset(band.tests), band.quality, band.knockout) for band in fact.scale]


def _scale(fact: Fact) -> str:
    return (
        "; ".join(f"{describe_band(band)}: {_effect(band.quality, band.knockout)}" for band in fact.scale) or "nothing"
    )


def _effect(quality: int | None, knockout: str | None) -> str:
    return " ".join(str(part) for part in (quality, knockout) if part is not None)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _shown(value: Json) -> str:
    """A value on one line, short."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        value = ", ".join(value)
    return one_line(str(value), _LONGEST)


def by_kind(changes: Iterable[Change]) -> Mapping[Kind, tuple[Change, ...]]:
    """The changes of each kind; every kind is there."""
    found = tuple(changes)
    return {kind: tuple(change for change in found if change.kind is kind) for kind in KINDS}
