"""A framework and its topics as one document: what is stored with a call, hashed and read again years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from discovery.banks.conditions import Json
from discovery.banks.grammar import parse
from discovery.banks.model import ALWAYS_ON
from discovery.banks.references import facts_in, items, reads, texts


def topics_named(framework: Json) -> tuple[str, ...]:
    """The topics that a framework's questions are from, and those that are always on."""
    asked = (fact.partition(".")[0] for _, item in items(framework, "criteria") for _, fact in texts(item, "ask"))
    return tuple(dict.fromkeys((*asked, *ALWAYS_ON)))


def topics_read(topic: Json) -> tuple[str, ...]:
    """The topics that the conditions of a topic read."""
    return tuple(
        dict.fromkeys(fact.partition(".")[0] for item in facts_in(topic).values() for fact in reads(item.get("when")))
    )


def resolve(framework: Mapping[str, Json], topics: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """`{"framework": {…}, "topics": {…}}` of checked files: what they say and no more, conditions as trees."""
    return {"framework": dict(framework), "topics": {topic["topic"]: _topic(topic) for topic in topics}}


def _topic(topic: Mapping[str, Json]) -> dict[str, Json]:
    return {**topic, "facts": [lowered(fact) for fact in topic["facts"]]}


def lowered(fact: Mapping[str, Json]) -> dict[str, Json]:
    """A fact as written, its condition as a tree."""
    when = fact.get("when")
    return {**fact, "when": parse(when).tree} if isinstance(when, str) else dict(fact)
