"""What a topic file takes away from others when it replaces one of the same id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from discovery.banks.conditions import Json
from discovery.banks.references import facts_in, items, reads, texts
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem


def dropped_problems(topic: Source, before: Iterable[Source], needing: Iterable[Source]) -> Iterator[Problem]:
    """Facts that the files before it had, that this topic file has not, and that others need."""
    lost = {fact for other in before for fact in facts_in(other.data)} - facts_in(topic.data).keys()
    for fact in sorted(lost):
        names = [Path(other.path).name for other in needing if fact in _needed(other.data)]
        if names:
            text = f"{fact} was in the file that this one replaces, and {names[0]} needs it; add it here"
            yield topic.problem("QB120", ("facts",), text, at_key=True)


def _needed(data: Json) -> frozenset[str]:
    """The facts that a framework asks, or that the conditions of a topic read."""
    asked = (fact for _, item in items(data, "criteria") for _, fact in texts(item, "ask"))
    read = (fact for item in facts_in(data).values() for fact in reads(item.get("when")))
    return frozenset((*asked, *read))
