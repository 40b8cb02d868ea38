"""What the facts and choices of an old bank are called in a new one, by the `renamed_from` of the new one.

`renamed_from` has every id that it had, the latest first, with commas between: so any old bank is followed, not only
the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from discovery.banks.conditions import All, Any_, AtLeast, Condition, Leaf, Not
from discovery.banks.model import Bank, Choice, Fact


def new_facts(ids: Collection[str], bank: Bank) -> Mapping[str, str]:
    """By old id of a fact its id in the bank; without those that the bank does not have."""
    return _carried(ids, bank.facts.values())


def new_choices(ids: Collection[str], fact: Fact) -> Mapping[str, str]:
    """By old id of a choice its id in the fact; without those that the fact does not have."""
    return _carried(ids, fact.choices)


def old_ids(renamed_from: str | None) -> tuple[str, ...]:
    """The ids that something had, the latest first."""
    return tuple(part.strip() for part in renamed_from.split(",")) if renamed_from else ()


def _carried(ids: Collection[str], items: Iterable[Choice | Fact]) -> Mapping[str, str]:
    """An id that is still there means itself; else the first item that was renamed from it, if any."""
    there: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for item in items:
        there[item.id] = item.id
        for old in old_ids(item.renamed_from):
            renamed.setdefault(old, item.id)
    known = {**renamed, **there}
    return {old: known[old] for old in ids if old in known}


def renamed(condition: Condition, facts: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> Condition:
    """An old condition in the ids of a new bank; `choices` by old id of their fact. What has no new id stays."""
    match condition:
        case Leaf(fact=fact, operator=operator, operand=operand):
            names = choices.get(fact, {})
            if isinstance(operand, tuple):
                operand = tuple(sorted({names.get(str(part), part) for part in operand}, key=str))
            elif isinstance(operand, str):
                operand = names.get(operand, operand)
            return Leaf(facts.get(fact, fact), operator, operand)
        case Not(of=part):
            return Not(renamed(part, facts, choices))
        case AtLeast(n=n, of=parts):
            return AtLeast(n, tuple(renamed(part, facts, choices) for part in parts))
        case All(of=parts):
            return All(tuple(renamed(part, facts, choices) for part in parts))
        case Any_(of=parts):
            return Any_(tuple(renamed(part, facts, choices) for part in parts))
