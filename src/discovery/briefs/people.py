"""Who matters at the account, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from discovery.banks.conditions import Json
from discovery.briefs.brief import Tag
from discovery.briefs.material import EXCERPTS, Block, Draft, Material, excerpt, tag_of, weakest
from discovery.briefs.parts import PEOPLE, PERSON_LABELS
from discovery.engine.people import mentions
from discovery.engine.values import describe_person
from discovery.text import one_line

SHOWN = 5
"""People that the first page names, beside the contact."""

_DECIDING_ROLES = frozenset({"economic_buyer", "decider"})
_DECIDING_PARTS = frozenset({"decide", "hold_budget"})
"""Answers to `authority.role` by which the contact is one of those who decide."""


@dataclass(slots=True)
class _Named:
    """One person, gathered from all answers that name them."""

    text: str
    source: str
    roles: set[str] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)

    def draft(self) -> Draft:
        return Draft(
            excerpt(f"{self.text}: {_said(self.parts)}", EXCERPTS[0]), weakest(self.tags), self.source, label=self.text
        )


def people(material: Material) -> Block:
    """The contact, everybody who was named, what is known of those who decide, and who is missing."""
    named = _named(material)
    contact = named.pop(_key({"name": material.lead.person.name}), None)
    others = list(named.values())
    everybody = [contact, *others] if contact else others
    shown = [person.draft() for person in others[:SHOWN]]
    if len(others) > SHOWN:
        shown.append(Draft(f"And {len(others) - SHOWN} more, in the answers."))
    missing = _missing(material, everybody)
    lines = [_contact(material, contact), *shown, *material.lines(PEOPLE), *([missing] if missing else [])]
    return Block(PEOPLE.id, PEOPLE.title, tuple(lines))


def _named(material: Material) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for fact_id, answer, value in mentions(material.bank, material.seen.answer):
        person = found.setdefault(_key(value), _Named(one_line(describe_person(value), 120), fact_id))
        person.roles.add(value.get("role", "unknown"))
        person.tags.append(tag_of(answer.evidence))
        label = PERSON_LABELS.get(fact_id, one_line(material.bank.topics[fact_id.split(".")[0]].title).lower())
        if label not in person.parts:
            person.parts.append(label)
    return found


def _said(parts: list[str]) -> str:
    """That somebody comes to the next step stands there: it is repeated only where it is all that is known of them."""
    attends = PERSON_LABELS["next_step.attendees"]
    return ", ".join([part for part in parts if part != attends] or parts)


def _key(value: Mapping[str, Json]) -> str:
    return one_line(value.get("name") or value.get("title") or "").casefold()


def _contact(material: Material, named: _Named | None) -> Draft:
    """The person on the phone: known from the list of leads until an answer says more."""
    person = material.lead.person
    who = ", ".join(one_line(part, 60) for part in (person.name, person.title) if part)
    role = material.known("authority.role")
    parts = [material.value("authority.role", role.value)] if role else []
    tags = [tag_of(role.evidence)] if role else []
    if named:
        parts += named.parts
        tags += named.tags
    said = f": {_said(parts)}" if parts else ""
    source = "authority.role" if role else (named.source if named else None)
    return Draft(excerpt(f"{who} (our contact){said}", EXCERPTS[0]), weakest(tags) if tags else "claimed", source)


def _missing(material: Material, named: list[_Named]) -> Draft | None:
    roles = {role for person in named for role in person.roles}
    part = material.known("authority.role")
    decides = (part is not None and part.value in _DECIDING_PARTS) or material.known("economic_buyer.signer")
    missing = []
    if not decides and not roles & _DECIDING_ROLES:
        missing.append("who decides or signs")
    if "champion" not in roles and not material.known("champion.who"):
        missing.append("a champion")
    return Draft(f"Missing: {' and '.join(missing)}.", "unknown") if missing else None
