"""What a framework, the reason codes and the objections say about facts, criteria and each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from discovery.banks.conditions import Json
from discovery.banks.grammar import Place
from discovery.banks.hints import did_you_mean, listed, quoted
from discovery.banks.old_ids import reused
from discovery.banks.references import Facts, code_problems, duplicates, items, texts, unknown_fact
from discovery.banks.schema import FACT_ID
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem


def framework_problems(source: Source, facts: Facts, codes: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong between the parts of a framework, and between it and the topics and reason codes."""
    criteria = list(items(source.data, "criteria"))
    yield from duplicates(source, "criteria", "id")
    yield from reused(source, "criteria")
    yield from _order_problems(source, [str(item["id"]) for _, item in criteria if isinstance(item.get("id"), str)])
    if criteria and all(item.get("stage") == "ae" for _, item in criteria):
        text = "every criterion is of the stage ae; give at least one the stage sdr"
        yield source.problem("QB114", ("criteria",), text, at_key=True)
    for index, item in criteria:
        place: Place = ("criteria", index)
        yield from _ask_problems(source, place, item, facts)
        yield from _listed_problems(source, place, item, facts)
        yield from code_problems(source, (*place, "knockout"), item.get("knockout"), codes)


def reasons_problems(source: Source) -> Iterator[Problem]:
    """Codes that are used twice."""
    yield from duplicates(source, "reasons", "code")


def objections_problems(source: Source, topics: Collection[str], codes: Mapping[str, object]) -> Iterator[Problem]:
    """Ids that are used twice, and codes and topics that are not there."""
    yield from duplicates(source, "objections", "id")
    for index, item in items(source.data, "objections"):
        yield from code_problems(source, ("objections", index, "if_true"), item.get("if_true"), codes)
        topic = item.get("feeds")
        if isinstance(topic, str) and topic.strip() and topic not in topics:
            advice = did_you_mean(topic, topics, f"known: {listed(sorted(topics))}, or null")
            yield source.problem("QB116", ("objections", index, "feeds"), f"no topic {quoted(topic)}; {advice}")


def _order_problems(source: Source, criteria: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    known = set(criteria)
    for index, name in texts(source.data, "ask_order"):
        if name not in known:
            advice = did_you_mean(name, criteria, f"known: {listed(criteria)}")
            yield source.problem("QB102", ("ask_order", index), f"no criterion {quoted(name)}; {advice}")
        elif name in seen:
            yield source.problem("QB107", ("ask_order", index), f"{quoted(name)} stands in ask_order twice; remove it")
        seen.add(name)
    missing = [name for name in dict.fromkeys(criteria) if name not in seen]
    if seen and missing:
        text = f"ask_order leaves out {listed(missing)}; list every criterion once"
        yield source.problem("QB107", ("ask_order",), text, at_key=True)


def _ask_problems(source: Source, place: Place, item: Mapping[str, Json], facts: Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, fact in texts(item, "ask"):
        if fact in seen:
            yield source.problem("QB106", (*place, "ask", index), f"{fact} is asked above already; remove it")
        elif re.search(FACT_ID, fact) and facts.fact(fact) is None:
            yield source.problem("QB101", (*place, "ask", index), unknown_fact(fact, facts.known()))
        seen.add(fact)


def _listed_problems(source: Source, place: Place, item: Mapping[str, Json], facts: Facts) -> Iterator[Problem]:
    asked = dict.fromkeys(fact for _, fact in texts(item, "ask"))
    wording = item.get("wording")
    named = [((key, index), fact) for key in ("core", "proof") for index, fact in texts(item, key)]
    named += [(("wording", fact), fact) for fact in wording] if isinstance(wording, Mapping) else []
    seen: set[tuple[str | int, str]] = set()
    for at, fact in named:
        again = (at[0], fact) in seen
        seen.add((at[0], fact))
        if again:
            yield source.problem("QB106", (*place, *at), f"{fact} stands in {at[0]} twice; remove it")
        elif fact not in asked and re.search(FACT_ID, fact):
            known = facts.fact(fact) is not None
            advice = "add it to `ask`, or remove it here" if known else did_you_mean(fact, asked, "add it to `ask`")
            text = f"{fact} is not asked by this criterion; {advice}"
            yield source.problem("QB108", (*place, *at), text, at_key=at[0] == "wording")
