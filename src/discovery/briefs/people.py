"""Who matters at the account, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence

from discovery.briefs.brief import Tag
from discovery.briefs.material import EXCERPTS, Block, Draft, Material, excerpt, tag_of, weakest
from discovery.briefs.parts import PEOPLE, PERSON_LABELS
from discovery.engine.people import Gathered, gathered, mentions, role_of, single_threaded
from discovery.engine.values import describe_person
from discovery.text import one_line

SHOWN = 5
"""People that the first page names, beside the contact."""

_DECIDING_ROLES = frozenset({"economic_buyer", "decider"})
_DECIDING_PARTS = frozenset({"decide", "hold_budget"})
"""Answers to `authority.role` by which the contact is one of those who decide."""


def people(material: Material) -> Block:
    """The contact, everybody who was named, what is known of those who decide, and who is missing."""
    person = material.lead.person
    named = gathered(mentions(material.bank, material.seen.answer), person.name, person.title)
    contact = next((each for each in named if each.contact), None)
    others = [each for each in named if not each.contact]
    shown = [_line(material, each) for each in others[:SHOWN]]
    if len(others) > SHOWN:
        shown.append(Draft(f"And {len(others) - SHOWN} more, in the answers."))
    missing = _missing(material, named)
    lines = [_contact(material, contact), *shown, *material.lines(PEOPLE), *([missing] if missing else [])]
    return Block(PEOPLE.id, PEOPLE.title, tuple(lines))


def _line(material: Material, person: Gathered) -> Draft:
    role = role_of(person, material.seen.answer)
    text = one_line(describe_person({"name": person.name, "title": _apart(person), "role": role}), 120)
    said = excerpt(f"{text}: {_said(_parts(material, person))}", EXCERPTS[0])
    return Draft(said, weakest(_tags(person)), person.mentions[0][0], label=text)


def _apart(person: Gathered) -> str:
    """The title of somebody who is not known by that alone."""
    return "" if person.title == person.name else person.title


def _tags(person: Gathered) -> list[Tag]:
    return [tag_of(answer.evidence) for _, answer, _ in person.mentions]


def _parts(material: Material, person: Gathered) -> list[str]:
    """What the answers that name somebody say of them, each once."""
    topics = material.bank.topics
    labels = (
        PERSON_LABELS.get(fact, one_line(topics[fact.split(".")[0]].title).lower()) for fact, _, _ in person.mentions
    )
    return list(dict.fromkeys(labels))


def _said(parts: list[str]) -> str:
    """That somebody comes to the next step stands there: it is repeated only where it is all that is known of them."""
    attends = PERSON_LABELS["next_step.attendees"]
    return ", ".join([part for part in parts if part != attends] or parts)


def _contact(material: Material, named: Gathered | None) -> Draft:
    """The person on the phone: known from the list of leads until an answer says more."""
    person = material.lead.person
    who = ", ".join(one_line(part, 60) for part in (person.name, person.title) if part)
    role = material.known("authority.role")
    parts = [material.value("authority.role", role.value)] if role else []
    tags = [tag_of(role.evidence)] if role else []
    if named:
        parts += _parts(material, named)
        tags += _tags(named)
    said = f": {_said(parts)}" if parts else ""
    source = "authority.role" if role else (named.mentions[0][0] if named and named.mentions else None)
    return Draft(excerpt(f"{who} (our contact){said}", EXCERPTS[0]), weakest(tags) if tags else "claimed", source)


def _missing(material: Material, named: Sequence[Gathered]) -> Draft | None:
    """Who is not named and should be, and that all hangs on one person where it does."""
    roles = {value.get("role") for person in named for _, _, value in person.mentions}
    part = material.known("authority.role")
    decides = (part is not None and part.value in _DECIDING_PARTS) or material.known("economic_buyer.signer")
    missing = []
    if not decides and not roles & _DECIDING_ROLES:
        missing.append("who decides or signs")
    if "champion" not in roles and not material.known("champion.who"):
        missing.append("a champion")
    said = [f"Missing: {' and '.join(missing)}."] if missing else []
    said += ["Single-threaded: nobody else is named."] if single_threaded(named) else []
    return Draft(" ".join(said), "unknown") if said else None
