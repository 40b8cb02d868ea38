"""The values of a question bank: frozen, checked before they are built, and read by everything above.

A bank is always built from its *document*, the canonical JSON that is stored with a call, so that a bank
just read from YAML and one read from an old call are the same thing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import Literal

from discovery.banks.conditions import Condition, Json, condition_from, facts_of

FactType = Literal["text", "yes_no", "choice", "choices", "number", "money", "date", "person", "people"]
Stage = Literal["sdr", "ae"]
PHASES = ("open", "situation", "pain", "impact", "urgency", "decision", "money", "recap", "next_step")
OPENING = PHASES[0]
STAGES: tuple[Stage, ...] = ("sdr", "ae")
ROLES = (
    "economic_buyer",
    "decider",
    "champion",
    "influencer",
    "user",
    "gatekeeper",
    "blocker",
    "procurement",
    "unknown",
)
THRESHOLDS: Mapping[str, float] = MappingProxyType({"open": 50.0, "standard": 60.0, "strict": 72.0})
ALWAYS_ON = ("next_step", "compliance")
"""The topics that belong to every framework, outside its criteria and weights."""


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: str
    quality: int | None
    knockout: str | None
    also: tuple[str, ...]
    renamed_from: str | None


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a scale; `tests` are pairs of operator and bound, all of which must hold."""

    tests: tuple[tuple[str, float], ...]
    quality: int | None
    knockout: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing worth knowing. `id` is whole (`money.route`)."""

    id: str
    topic: str
    ask: str
    type: FactType
    phase: str
    core: bool
    when: Condition | None
    choices: tuple[Choice, ...]
    scale: tuple[Band, ...]
    unit: str | None
    hint: str
    listen_for: tuple[str, ...]
    red_flags: tuple[str, ...]
    probes: tuple[str, ...]
    renamed_from: str | None

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    @property
    def bears_knockout(self) -> bool:
        return any(choice.knockout for choice in self.choices) or any(band.knockout for band in self.scale)


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    title: str
    definition: str
    valid_days: int | None
    quality: tuple[str, str, str, str]
    evidence: Mapping[str, str]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class MustPass:
    min_quality: int
    min_evidence: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One letter of a framework. `ask`, `core` and `proof` are whole fact ids; `proof` has the default filled in."""

    id: str
    title: str
    definition: str
    weight: float
    stage: Stage
    must_pass: MustPass | None
    knockout: str | None
    risk: str | None
    ask: tuple[str, ...]
    core: tuple[str, ...]
    proof: tuple[str, ...]
    wording: Mapping[str, str]


@dataclass(frozen=True)
class Bank:
    """One framework with the topics that it uses: everything that a call needs."""

    id: str
    title: str
    version: str
    origin: str
    use_when: str
    threshold: float
    min_coverage: float
    currency: str
    ask_order: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    topics: Mapping[str, Topic]
    sha256: str
    document: Mapping[str, Json] = field(repr=False, compare=False)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact of the bank by its whole id."""
        return MappingProxyType({fact.id: fact for topic in self.topics.values() for fact in topic.facts})

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of all facts, each after those that its `when` reads."""
        graph = {fact.id: set(facts_of(fact.when)) if fact.when else set() for fact in self.facts.values()}
        return tuple(TopologicalSorter(graph).static_order())

    @cached_property
    def read(self) -> frozenset[str]:
        """The facts that some `when` reads."""
        return frozenset(fact for asked in self.facts.values() if asked.when for fact in facts_of(asked.when))

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        return MappingProxyType({criterion.id: criterion for criterion in self.criteria})

    @cached_property
    def criteria_of(self) -> Mapping[str, tuple[Criterion, ...]]:
        """The criteria that ask a fact, in display order."""
        return MappingProxyType(
            {fact: tuple(c for c in self.criteria if fact in c.ask) for fact in self.facts}  # few of each
        )

    @cached_property
    def asked(self) -> tuple[Criterion, ...]:
        """The criteria in the order of the conversation."""
        return tuple(self.by_id[criterion] for criterion in self.ask_order)

    def wording(self, fact_id: str, criterion: Criterion | None = None) -> str:
        """The question in this framework's own words."""
        for asking in (criterion,) if criterion else self.criteria_of[fact_id]:
            if fact_id in asking.wording:
                return asking.wording[fact_id]
        return self.facts[fact_id].ask

    @cached_property
    def always_on(self) -> tuple[Fact, ...]:
        """The facts of the topics that belong to every framework."""
        return tuple(fact for topic in ALWAYS_ON if topic in self.topics for fact in self.topics[topic].facts)

    @cached_property
    def groups(self) -> tuple[tuple[str, Criterion | None, tuple[str, ...]], ...]:
        """The agenda as title, criterion and facts: consent before anything is asked, the criteria in ask order, and
        what else is always on."""
        always = [fact for fact in self.always_on if not self.criteria_of[fact.id]]
        found: list[tuple[str, Criterion | None, tuple[str, ...]]] = [
            (self.topics[topic].title, None, facts) for topic, facts in _by_topic(always, opening=True)
        ]
        found += [(criterion.title, criterion, criterion.ask) for criterion in self.asked]
        return (*found, *((self.topics[topic].title, None, facts) for topic, facts in _by_topic(always, opening=False)))

    def questions(self) -> Iterator[tuple[Criterion | None, Fact]]:
        """The agenda in its order, each fact once."""
        seen: set[str] = set()
        for _, criterion, facts in self.groups:
            yield from ((criterion, self.facts[fact]) for fact in facts if fact not in seen)
            seen.update(facts)


def _by_topic(facts: Iterable[Fact], *, opening: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = {}
    for fact in facts:
        if (fact.phase == OPENING) is opening:
            found.setdefault(fact.topic, []).append(fact.id)
    for topic, ids in found.items():
        yield topic, tuple(ids)


def canonical(document: Json) -> bytes:
    """The one spelling of a JSON document that is hashed: sorted keys, no white space, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def bank_from(document: Mapping[str, Json]) -> Bank:
    """The bank of a resolved document `{"framework": {…}, "topics": {…}}` (a `sha256` beside them is ignored)."""
    framework, topics = document["framework"], document["topics"]
    body = {"framework": framework, "topics": topics}
    built = {topic_id: _topic(topic_id, topic) for topic_id, topic in topics.items()}
    facts = {fact.id: fact for topic in built.values() for fact in topic.facts}
    criteria = tuple(_criterion(item, facts) for item in framework["criteria"])
    threshold = framework.get("threshold", "standard")
    return Bank(
        id=framework["framework"],
        title=framework["title"],
        version=framework["version"],
        origin=framework.get("origin", ""),
        use_when=framework.get("use_when", ""),
        threshold=THRESHOLDS[threshold] if isinstance(threshold, str) else float(threshold),
        min_coverage=float(framework.get("min_coverage", 50)),
        currency=framework.get("currency", "USD"),
        ask_order=tuple(framework.get("ask_order") or [criterion.id for criterion in criteria]),
        criteria=criteria,
        topics=MappingProxyType(built),
        sha256=hashlib.sha256(canonical(body)).hexdigest(),
        document=body,
    )


def _topic(topic_id: str, item: Mapping[str, Json]) -> Topic:
    anchors = item.get("quality", {})
    first, second, third, fourth = (anchors.get(str(level), anchors.get(level, "")) for level in range(4))
    return Topic(
        id=topic_id,
        title=item["title"],
        definition=item.get("definition", ""),
        valid_days=item.get("valid_days"),
        quality=(first, second, third, fourth),
        evidence=MappingProxyType(dict(item.get("evidence", {}))),
        facts=tuple(fact_from(topic_id, fact) for fact in item["facts"]),
    )


def fact_from(topic_id: str, item: Mapping[str, Json]) -> Fact:
    """The fact of an item of a resolved document."""
    return Fact(
        id=f"{topic_id}.{item['id']}",
        topic=topic_id,
        ask=item["ask"],
        type=item["type"],
        phase=item.get("phase", "situation"),
        core=item.get("core", False),
        when=condition_from(item["when"]) if item.get("when") else None,
        choices=tuple(_choice(choice) for choice in item.get("choices", ())),
        scale=tuple(_band(band) for band in item.get("scale", ())),
        unit=item.get("unit"),
        hint=item.get("hint", ""),
        listen_for=tuple(item.get("listen_for", ())),
        red_flags=tuple(item.get("red_flags", ())),
        probes=tuple(item.get("probes", ())),
        renamed_from=item.get("renamed_from"),
    )


def _choice(item: Mapping[str, Json]) -> Choice:
    return Choice(
        id=item["id"],
        label=item["label"],
        quality=item.get("quality"),
        knockout=item.get("knockout"),
        also=tuple(item.get("also", ())),
        renamed_from=item.get("renamed_from"),
    )


def _band(item: Mapping[str, Json]) -> Band:
    tests = tuple((name, bound) for name, bound in item.items() if name not in {"quality", "knockout"})
    return Band(tests, item.get("quality"), item.get("knockout"))


def _criterion(item: Mapping[str, Json], facts: Mapping[str, Fact]) -> Criterion:
    ask = tuple(item["ask"])
    core = tuple(item["core"]) if "core" in item else tuple(fact for fact in ask if facts[fact].core)
    must_pass = item.get("must_pass")
    return Criterion(
        id=item["id"],
        title=item["title"],
        definition=item.get("definition", ""),
        weight=item["weight"],
        stage=item.get("stage", "sdr"),
        must_pass=MustPass(must_pass.get("min_quality", 2), must_pass.get("min_evidence", "confirmed"))
        if must_pass is not None
        else None,
        knockout=item.get("knockout"),
        risk=item.get("risk"),
        ask=ask,
        core=core,
        proof=tuple(item["proof"]) if "proof" in item else core,
        wording=MappingProxyType(dict(item.get("wording", {}))),
    )
