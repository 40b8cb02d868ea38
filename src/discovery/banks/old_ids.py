"""Ids are for ever: those that are gone come back as nothing else, and each has one heir at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from discovery.banks.conditions import Json
from discovery.banks.grammar import Place
from discovery.banks.hints import quoted
from discovery.banks.references import Facts, facts_in, items, texts, type_of
from discovery.banks.renames import old_ids
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem


def old_id_problems(source: Source, facts: Facts, taken: Mapping[str, str]) -> Iterator[Problem]:
    """Retired ids that are used again in a topic, and renames that cannot be followed.

    `taken`: by old id of a fact, the fact of another topic that says it had that id.
    """
    yield from reused(source, "facts")
    topic = source.data.get("topic") if isinstance(source.data, Mapping) else None
    heirs = dict(taken)
    for index, item in items(source.data, "facts"):
        place: Place = ("facts", index)
        own = f"{topic}.{item.get('id')}"
        yield from _renames(source, place, own, item, heirs, lambda old: facts.fact(old) is not None)
        yield from reused(source, "choices", place, item)
        choices = {choice.get("id") for _, choice in items(item, "choices")}
        kept: dict[str, str] = {}
        for at, choice in items(item, "choices"):
            yield from _renames(
                source, (*place, "choices", at), str(choice.get("id")), choice, kept, choices.__contains__
            )


def reused(source: Source, key: str, place: Place = (), data: Json = None) -> Iterator[Problem]:
    """Items of a list whose id stands under `retired` beside it."""
    around = source.data if data is None else data
    retired = {old for _, old in texts(around, "retired")}
    for index, item in items(around, key) if retired else ():
        if isinstance(item.get("id"), str) and item["id"] in retired:
            text = f"the id {quoted(item['id'])} is retired, and old answers carry it; use another"
            yield source.problem("QB118", (*place, key, index, "id"), text)


def type_problems(source: Source, before: Source) -> Iterator[Problem]:
    """Facts of a topic that were of another type in the file that it replaces, under the old id."""
    was = facts_in(before.data)
    for index, item in items(source.data, "facts"):
        for old in _old(item):
            kinds = type_of(was.get(old, {})), type_of(item)
            if all(kinds) and kinds[0] != kinds[1]:
                text = (
                    f"{old} was of the type {kinds[0]} and this is of the type {kinds[1]}; retire it, do not rename it"
                )
                yield source.problem("QB119", ("facts", index, "renamed_from"), text)


def claims(data: Json) -> Iterator[tuple[str, str]]:
    """Pairs of an old id and the whole id of the fact of a topic that had it."""
    for fact_id, item in facts_in(data).items():
        yield from ((old, fact_id) for old in _old(item))


def _old(item: Mapping[str, Json]) -> tuple[str, ...]:
    found = item.get("renamed_from")
    return old_ids(found) if isinstance(found, str) else ()


def _renames(
    source: Source,
    place: Place,
    own: str,
    item: Mapping[str, Json],
    heirs: dict[str, str],
    is_there: Callable[[str], bool],
) -> Iterator[Problem]:
    """What keeps a `renamed_from` from being followed; its ids become those of `heirs`."""
    at = (*place, "renamed_from")
    for old in _old(item):
        if old == own:
            yield source.problem("QB119", at, f"{old} is renamed from itself; remove that")
        elif is_there(old):
            yield source.problem("QB119", at, f"{old} is still there, so nothing was renamed; remove one of the two")
        elif old in heirs:
            text = f"{old} was renamed to {heirs[old]} already; one of the two can have its answers"
            yield source.problem("QB119", at, text)
        heirs.setdefault(old, own)
