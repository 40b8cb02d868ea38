"""Everybody who is named on a call, gathered from all the answers that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from discovery.banks.conditions import Json
from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Sheet

UNKNOWN_ROLE = "unknown"
_PARTS: Mapping[str, str] = {
    "decide": "decider",
    "hold_budget": "economic_buyer",
    "evaluate": "influencer",
    "advise": "influencer",
    "use": "user",
    "gatekeep": "gatekeeper",
}
"""By the answer to `authority.role`, what the contact is."""
_SIGNS = "economic_buyer.signer"

Mention = tuple[str, Answer, Mapping[str, Json]]
"""The id of a fact, its answer, and one person whom that names."""


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """One person; `facts` are the ids of the answers that name them. `confirmed`: one of those is."""

    name: str
    title: str = ""
    role: str = UNKNOWN_ROLE
    facts: tuple[str, ...] = ()
    confirmed: bool = False


@dataclass(slots=True)
class Gathered:
    """One person with everything that names them. `contact`: the one whom the call is held with."""

    name: str
    title: str = ""
    contact: bool = False
    mentions: list[Mention] = field(default_factory=list)

    def take(self, name: str, title: str) -> None:
        """The longest name and the first title that is known hold."""
        self.name = name if len(name.split()) > len(self.name.split()) else self.name
        self.title = self.title or title


def named_people(bank: Bank, sheet: Sheet, contact: str = "", title: str = "") -> tuple[NamedPerson, ...]:
    """The contact first, then the others in the order of the facts; of each the first role that is known holds.

    Where somebody's part is confirmed, by the contact or as the one who signs, that holds before what they are called.
    """
    return tuple(
        NamedPerson(
            person.name,
            person.title,
            role_of(person, sheet.answers.get),
            tuple(dict.fromkeys(fact for fact, _, _ in person.mentions)),
            any(answer.confirmed for _, answer, _ in person.mentions),
        )
        for person in gathered(mentions(bank, sheet.answers.get), contact, title)
    )


def role_of(person: Gathered, answered: Callable[[str], Answer | None]) -> str:
    """What somebody is in the decision, as the confirmed answers have it, else as they are called first."""
    part = answered("authority.role") if person.contact else None
    if part is not None and part.confirmed and part.value in _PARTS:
        return _PARTS[part.value]
    if any(fact == _SIGNS and answer.confirmed for fact, answer, _ in person.mentions):
        return "economic_buyer"
    called = (value.get("role") or UNKNOWN_ROLE for _, _, value in person.mentions)
    return next((role for role in called if role != UNKNOWN_ROLE), UNKNOWN_ROLE)


def gathered(mentioned: Iterable[Mention], contact: str = "", title: str = "") -> tuple[Gathered, ...]:
    """The mentions by person, the contact first. A bare first name is the one person who has it, where one has it."""
    every = list(mentioned)
    named = [(contact, title), *((value.get("name") or "", value.get("title") or "") for _, _, value in every)]
    whole = [(_key(name), _key(called)) for name, called in named if len(name.split()) > 1]
    found: dict[str, Gathered] = {}
    if contact.strip():
        found[_person(contact, title, whole)] = Gathered(contact, title, contact=True)
    for mention, (name, called) in zip(every, named[1:], strict=True):
        key = _person(name, called, whole) if name.strip() else _key(called)
        person = found.setdefault(key, Gathered(name or called))
        person.take(name, called)
        person.mentions.append(mention)
    return tuple(found.values())


def _person(name: str, title: str, whole: Iterable[tuple[str, str]]) -> str:
    """What tells a person from the others: the name, and for a bare first name the whole one that it is short for.

    Somebody who has it and is known by another title is somebody else.
    """
    key = _key(name)
    titles: dict[str, set[str]] = {}
    for other, called in whole:
        if other.split()[0] == key:
            titles.setdefault(other, set()).update([called] if called else [])
    fits = [other for other, called in titles.items() if not title or not called or _key(title) in called]
    return fits[0] if len(titles) == len(fits) == 1 else key


def single_threaded(people: Sequence[object]) -> bool:
    """Whether all hangs on one person: nobody else is named."""
    return len(people) < 2


def mentions(bank: Bank, answered: Callable[[str], Answer | None]) -> Iterator[Mention]:
    """Each person of each known answer, in the order of the facts."""
    for fact in bank.facts.values():
        answer = answered(fact.id) if fact.type in {"person", "people"} else None
        if answer is not None and answer.known:
            for value in answer.value if fact.type == "people" else [answer.value]:
                yield fact.id, answer, value


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
