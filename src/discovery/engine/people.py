"""Everybody who is named on a call, gathered from all the answers that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Sheet

UNKNOWN_ROLE = "unknown"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """One person; `facts` are the ids of the answers that name them. `confirmed`: one of those is."""

    name: str
    title: str = ""
    role: str = UNKNOWN_ROLE
    facts: tuple[str, ...] = ()
    confirmed: bool = False


def named_people(bank: Bank, sheet: Sheet, contact: str = "", title: str = "") -> tuple[NamedPerson, ...]:
    """The contact first, then the others in the order of the facts. The first title and role that is known holds."""
    found = {_key(contact): NamedPerson(contact, title)} if contact.strip() else {}
    for fact, answer, value in mentions(bank, sheet.answers.get):
        name, title = value.get("name") or "", value.get("title") or ""
        key = _key(name or title)
        before = found.get(key, NamedPerson(name or title))
        role = value.get("role") or UNKNOWN_ROLE
        found[key] = NamedPerson(
            before.name,
            before.title or title,
            before.role if before.role != UNKNOWN_ROLE else role,
            (*before.facts, *([fact] if fact not in before.facts else [])),
            before.confirmed or answer.confirmed,
        )
    return tuple(found.values())


def single_threaded(people: tuple[NamedPerson, ...]) -> bool:
    """Whether all hangs on one person: nobody else is named."""
    return len(people) < 2


def mentions(bank: Bank, answered: Callable[[str], Answer | None]) -> Iterator[tuple[str, Answer, Mapping[str, Json]]]:
    """Each person of each known answer, in the order of the facts: the fact's id, the answer, and the person."""
    for fact in bank.facts.values():
        answer = answered(fact.id) if fact.type in {"person", "people"} else None
        if answer is not None and answer.known:
            for value in answer.value if fact.type == "people" else [answer.value]:
                yield fact.id, answer, value


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
