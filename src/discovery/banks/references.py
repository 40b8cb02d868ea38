"""What the parts of a bank say about each other: ids, facts, choices, codes, operators, circles.

Everything here reads files as they were written, mistakes included, and looks past what has no shape: `load`
reports that, so that all mistakes of a file come out in one run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from discovery.banks.conditions import OPERATORS, ORDERINGS, Json
from discovery.banks.grammar import GrammarError, Place, parse
from discovery.banks.hints import did_you_mean, listed, quoted
from discovery.banks.schema import FACT_ID
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem

OPERATORS_OF: Mapping[str, tuple[str, ...]] = {
    "text": ("answered",),
    "yes_no": ("is", "not", "in", "answered"),
    "choice": ("is", "not", "in", "answered"),
    "choices": ("has", "answered"),
    "number": ("is", "not", "in", *ORDERINGS, "answered"),
    "money": (*ORDERINGS, "answered"),
    "date": (*ORDERINGS, "answered"),
    "person": ("answered",),
    "people": ("answered",),
}
BOUNDS_OF: Mapping[str, tuple[str, ...]] = {
    "number": ORDERINGS,
    "money": ORDERINGS,
    "date": ("within_days", "beyond_days"),
    "choices": ("at_least",),
    "people": ("at_least",),
}
BOUNDS = (*ORDERINGS, "within_days", "beyond_days", "at_least")
WITH_CHOICES = ("choice", "choices")
ALWAYS_READ = {"next_step": ("date", "date"), "compliance": ("objection", "yes_no")}
"""By topic: the fact that the verdict reads, and its type."""
CYCLES_LIMIT = 20

_DATE = re.compile(r"\d{4}-(Q[1-4]|\d{2})")


class Facts(Protocol):
    """Every fact there is, as written in the topic files."""

    def fact(self, fact_id: str) -> Mapping[str, Json] | None: ...

    def known(self) -> Iterable[str]:
        """All ids, for suggestions: asked only where something is wrong."""
        ...


Report = Callable[[str, Place, str], Problem]


def items(data: Json, key: str) -> Iterator[tuple[int, Mapping[str, Json]]]:
    """The mappings in a list under a key, with their indexes; nothing where it is no list."""
    found = data.get(key) if isinstance(data, Mapping) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def texts(data: Json, key: str) -> Iterator[tuple[int, str]]:
    """The texts in a list under a key, with their indexes."""
    found = data.get(key) if isinstance(data, Mapping) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, str):
            yield index, item


def type_of(item: Mapping[str, Json]) -> str:
    """The type of a fact; empty where it has none that is known."""
    kind = item.get("type")
    return kind if isinstance(kind, str) and kind in OPERATORS_OF else ""


def facts_in(data: Json) -> dict[str, Mapping[str, Json]]:
    """The facts of a topic file by their whole id; the first of two with the same."""
    topic = data.get("topic") if isinstance(data, Mapping) else None
    found: dict[str, Mapping[str, Json]] = {}
    for _, item in items(data, "facts"):
        if isinstance(item.get("id"), str):
            found.setdefault(f"{topic}.{item['id']}", item)
    return found


def tree_of(when: Json) -> Json:
    """The tree of a condition in either form; None where there is none, or none that can be read."""
    if not isinstance(when, str):
        return when
    try:
        return parse(when).tree
    except GrammarError:
        return None


def reads(when: Json) -> tuple[str, ...]:
    """The facts that a condition names, in either form."""
    return tuple(leaf["fact"] for _, leaf in leaves_in(tree_of(when)) if isinstance(leaf["fact"], str))


def topic_problems(source: Source, facts: Facts, codes: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong between the parts of a topic file, and between it and the rest."""
    yield from duplicates(source, "facts", "id")
    topic = source.data.get("topic") if isinstance(source.data, Mapping) else None
    wanted = ALWAYS_READ.get(topic) if isinstance(topic, str) else None
    if wanted and not any(
        item.get("id") == wanted[0] and item.get("type") == wanted[1] for _, item in items(source.data, "facts")
    ):
        text = f"the verdict needs the fact {topic}.{wanted[0]} of the type {wanted[1]}; keep it in this topic"
        yield source.problem("QB115", ("facts",), text, at_key=True)
    for index, item in items(source.data, "facts"):
        yield from _fact_problems(source, ("facts", index), item, facts, codes)
    own = facts_in(source.data)
    yield from cycle_problems(source, {fact: _own_reads(item, own) for fact, item in own.items()})


def _own_reads(item: Mapping[str, Json], own: Mapping[str, object]) -> list[str]:
    return [fact for fact in reads(item.get("when")) if fact in own]


def cycle_problems(source: Source, graph: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Circles of `when`, each at the first of its facts that is in this file."""
    own = facts_in(source.data)
    places = {id(item): index for index, item in items(source.data, "facts")}
    indexes = {fact: places[id(item)] for fact, item in own.items()}
    for circle in cycles(graph) if own else ():
        here = [fact for fact in circle if fact in own]
        if not here:
            continue
        first = min(here, key=lambda fact: indexes[fact])
        turned = circle[circle.index(first) :] + circle[: circle.index(first)]
        way = " -> ".join((*turned, first))
        place = ("facts", indexes[first], "when")
        yield source.problem("QB105", place, f"{way} hang on each other in a circle; remove one `when`", at_key=True)


def cycles(graph: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Circles of a graph of who reads whom, one after the other, each without the facts of those before it."""
    left = {fact: set(read) & graph.keys() for fact, read in graph.items()}
    circles = [(fact,) for fact, read in left.items() if fact in read]
    for circle in circles[:CYCLES_LIMIT]:
        yield circle
    gone = {circle[0] for circle in circles}
    for _ in range(CYCLES_LIMIT):
        left = {fact: read - gone for fact, read in left.items() if fact not in gone}
        try:
            TopologicalSorter(left).prepare()
            return
        except CycleError as error:
            circle = tuple(reversed(error.args[1][1:]))
            gone = set(circle)
            yield circle


def _fact_problems(
    source: Source, place: Place, item: Mapping[str, Json], facts: Facts, codes: Mapping[str, object]
) -> Iterator[Problem]:
    kind = type_of(item)
    if kind:
        if kind in WITH_CHOICES and "choices" not in item:
            yield source.problem("QB111", (*place, "type"), f"a fact of the type {kind} needs `choices`; list them")
        if kind not in WITH_CHOICES and "choices" in item:
            text = f"a fact of the type {kind} has no choices; remove them, or make it a choice"
            yield source.problem("QB111", (*place, "choices"), text, at_key=True)
        if "scale" in item and kind not in BOUNDS_OF:
            text = f"a fact of the type {kind} has no scale; remove it (scales are for {listed(BOUNDS_OF)})"
            yield source.problem("QB110", (*place, "scale"), text, at_key=True)
    yield from duplicates(source, "choices", "id", place, item)
    for index, choice in items(item, "choices"):
        yield from code_problems(source, (*place, "choices", index, "knockout"), choice.get("knockout"), codes)
    for index, band in items(item, "scale"):
        yield from code_problems(source, (*place, "scale", index, "knockout"), band.get("knockout"), codes)
        yield from _band_problems(source, (*place, "scale", index), band, kind)
    if "when" in item:
        yield from condition_problems(source, (*place, "when"), item["when"], facts)


def _band_problems(source: Source, place: Place, band: Mapping[str, Json], kind: str) -> Iterator[Problem]:
    bounds = [name for name in BOUNDS if name in band]
    if not bounds:
        yield source.problem("QB210", place, f"the band has no bound; add one of {listed(BOUNDS_OF.get(kind, BOUNDS))}")
    if "quality" not in band and "knockout" not in band:
        yield source.problem("QB210", place, "the band has no effect; give it a quality or a knockout")
    for name in bounds:
        if kind in BOUNDS_OF and name not in BOUNDS_OF[kind]:
            text = f"'{name}' is no bound for the type {kind}; use {listed(BOUNDS_OF[kind])}"
            yield source.problem("QB110", (*place, name), text, at_key=True)


def duplicates(source: Source, key: str, name: str, place: Place = (), data: Json = None) -> Iterator[Problem]:
    """Items of a list that carry the id (under `name`) of one before them."""
    seen: set[str] = set()
    for index, item in items(source.data if data is None else data, key):
        value = item.get(name)
        if isinstance(value, str) and value in seen:
            text = f"the {name} {quoted(value)} is taken above; use another"
            yield source.problem("QB106", (*place, key, index, name), text)
        elif isinstance(value, str):
            seen.add(value)


def code_problems(source: Source, place: Place, code: Json, codes: Mapping[str, object]) -> Iterator[Problem]:
    """A reason code that is not there."""
    if isinstance(code, str) and code.strip() and code not in codes:
        advice = did_you_mean(code, codes, "add it to reasons.yaml, or use a code of it")
        yield source.problem("QB103", place, f"no reason code {quoted(code)}; {advice}")


def condition_problems(source: Source, place: Place, when: Json, facts: Facts) -> Iterator[Problem]:
    """What is wrong with a condition in either form."""
    if not isinstance(when, str):
        yield from _tree_problems(lambda code, at, text: source.problem(code, (*place, *at), text), when, facts)
        return
    if not when.strip():
        return
    try:
        parsed = parse(when)
    except GrammarError as error:
        yield source.inside("QB113", place, error.offset, str(error))
        return

    def report(code: str, at: Place, text: str) -> Problem:
        return source.inside(code, place, parsed.offset(at), text)

    yield from _tree_problems(report, parsed.tree, facts)


def leaves_in(tree: Json, place: Place = ()) -> Iterator[tuple[Place, Mapping[str, Json]]]:
    """The leaves of a tree with their places; what is no tree is passed over."""
    if not isinstance(tree, Mapping):
        return
    if "fact" in tree:
        yield place, tree
        return
    if "not" in tree:
        yield from leaves_in(tree["not"], (*place, "not"))
    for key in ("all", "any"):
        for index, part in items(tree, key):
            yield from leaves_in(part, (*place, key, index))
    if "at_least" in tree:
        for index, part in items(tree["at_least"], "of"):
            yield from leaves_in(part, (*place, "at_least", "of", index))


def _counts(tree: Json, place: Place) -> Iterator[tuple[Place, Mapping[str, Json]]]:
    """The `at_least` nodes of a tree."""
    if not isinstance(tree, Mapping) or "fact" in tree:
        return
    if isinstance(tree.get("at_least"), Mapping):
        yield (*place, "at_least"), tree["at_least"]
        for index, part in items(tree["at_least"], "of"):
            yield from _counts(part, (*place, "at_least", "of", index))
    yield from _counts(tree.get("not"), (*place, "not"))
    for key in ("all", "any"):
        for index, part in items(tree, key):
            yield from _counts(part, (*place, key, index))


def _tree_problems(report: Report, tree: Json, facts: Facts) -> Iterator[Problem]:
    for place, leaf in leaves_in(tree):
        yield from _leaf_problems(report, place, leaf, facts)
    for place, count in _counts(tree, ()):
        n, of = count.get("n"), count.get("of")
        if isinstance(n, int) and not isinstance(n, bool) and isinstance(of, list) and of and not 1 <= n <= len(of):
            yield report("QB205", (*place, "n"), f"'n' is {n} of {len(of)}; it has to be from 1 to {len(of)}")


def _leaf_problems(report: Report, place: Place, leaf: Mapping[str, Json], facts: Facts) -> Iterator[Problem]:
    operators = [name for name in OPERATORS if name in leaf]
    if len(operators) != 1 and leaf.keys() <= {"fact", *OPERATORS}:
        what = (
            f"has {len(operators)} operators ({listed(operators)}); keep one"
            if operators
            else "has no operator; add one"
        )
        yield report("QB209", place, f"the test of a fact {what}")
    fact_id = leaf["fact"]
    if not isinstance(fact_id, str) or not re.search(FACT_ID, fact_id):
        return
    item = facts.fact(fact_id)
    if item is None:
        yield report("QB101", (*place, "fact"), unknown_fact(fact_id, facts.known()))
        return
    kind = type_of(item)
    for operator in operators if kind else ():
        if operator not in OPERATORS_OF[kind]:
            text = f"'{operator}' does not fit {fact_id} of the type {kind}; use {listed(OPERATORS_OF[kind])}"
            yield report("QB109", (*place, operator), text)
        else:
            yield from _operand_problems(report, (*place, operator), leaf[operator], fact_id, item)


def unknown_fact(fact_id: str, known: Iterable[str]) -> str:
    return f"no fact {quoted(fact_id)}; {did_you_mean(fact_id, known, 'look the id up in the file of its topic')}"


def _operand_problems(
    report: Report, place: Place, operand: Json, fact_id: str, item: Mapping[str, Json]
) -> Iterator[Problem]:
    if place[-1] == "answered":
        return
    values = list(enumerate(operand)) if isinstance(operand, list) else [(-1, operand)]
    kind = type_of(item)
    ids = ("yes", "no") if kind == "yes_no" else (str(one.get("id")) for _, one in items(item, "choices"))
    possible = dict.fromkeys(ids)
    for index, value in values:
        at = place if index < 0 else (*place, index)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            continue  # reported by its shape
        if kind in ("number", "money", "date"):
            if not _fits(kind, value):
                wanted = 'a date in quotes, as in "2026-12-31"' if kind == "date" else "a number"
                yield report("QB112", at, f"{quoted(value)} is nothing to compare {fact_id} with; use {wanted}")
            continue
        if possible and value not in possible:
            advice = did_you_mean(str(value), possible, f"possible: {listed(possible)}")
            yield report("QB104", at, f"{fact_id} has no choice {quoted(value)}; {advice}")


def _fits(kind: str, value: Json) -> bool:
    if kind != "date":
        return not isinstance(value, str)
    if not isinstance(value, str):
        return False
    if _DATE.fullmatch(value):
        return value[5] == "Q" or 1 <= int(value[5:]) <= 12
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
