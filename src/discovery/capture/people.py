"""People in one line: `Ana Ruiz, CFO, decider`, `Ana Ruiz <ana@example.com>`; several with `;` between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from discovery.banks.conditions import Json
from discovery.banks.model import ROLES
from discovery.capture import examples
from discovery.capture.refusals import refused
from discovery.capture.words import load

_EMAIL = re.compile(r"<?(?:mailto:)?([^\s<>,;:()@]+@[^\s<>,;:()@.]+(?:\.[^\s<>,;:()@.]+)+)>?", re.IGNORECASE)
_ARTICLE = r"^(?:(?:the|their|our|his|her)\s+|(?-i:my|an?)\s+)"  # An and My are names as well
_TITLE = re.compile(
    rf"{_ARTICLE}|^(?:c(?:[efotimrpd]|is)o$|[es]?vp\b|head of\b|director\b|vice president\b)", re.IGNORECASE
)
_TITLED = re.compile(r"^(?P<title>C[EFOTIMRPD]O|[ES]?VP|MD|FD|GM)\s+(?=[A-Z])")
_NOT_ME = re.compile(r"^not (?:me|him|her|them|us)\b[,;:]?\s*", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_APART = re.compile(r"[;\n]")


def parse_person(typed: str) -> dict[str, Json]:
    """One person; what was not said is "" and the role `unknown`. Raises ValueRefused."""
    typed = _NOT_ME.sub("", typed) or typed
    if _APART.search(typed.strip(" ;\n")) or (_AND.search(typed.partition(",")[0]) and not _TITLE.match(typed)):
        raise refused(typed, "is more than one person: type the one who matters most, the others into the note")
    rest, emails = _EMAIL.sub(",", typed), _EMAIL.findall(typed)
    if "@" in rest or len(emails) > 1:
        raise refused(typed, "has no e-mail address that can be read: try Ana Ruiz <ana@example.com>")
    parts = [" ".join(part.split()) for part in re.split(r"[,()<>]|\s[-–—|/]\s", rest)]
    name, roles, titles = parts[0], [], []
    if role_of(name):
        name, parts = "", ["", *parts]
    for part in filter(None, parts[1:]):
        role = role_of(part)
        roles += [role] if role else []
        titles += [] if role else [part]
    if name and _TITLE.match(name):
        name, titles = "", [re.sub(_ARTICLE, "", name, flags=re.IGNORECASE), *titles]
    elif titled := _TITLED.match(name):
        name, titles = name[titled.end() :], [titled["title"], *titles]
    if len(set(roles)) > 1:
        raise refused(typed, f"has two roles: type one of {', '.join(dict.fromkeys(roles))}")
    if not (name or titles):
        raise refused(typed, f"has no name and no title: try {examples.PERSON}")
    role = roles[0] if roles else "unknown"
    return {"name": name, "title": ", ".join(titles), "role": role, "email": "".join(emails)}


def parse_people(typed: str) -> list[Json]:
    """Several people, with `;`, an end of line or `and` between them. Raises ValueRefused naming the one refused."""
    lines = [line for line in _APART.split(typed) if line.strip()]
    parts = (part for line in lines for part in _split_at_names(_NOT_ME.sub("", line.strip()) or line))
    people = [parse_person(person.strip()) for part in parts for person in _split_at_and(part)]
    if not people:
        raise refused(typed, f"names nobody: try {examples.PEOPLE}")
    return people


def role_of(text: str) -> str | None:
    """The role that a word or an obvious synonym of it names."""
    word = " ".join(re.sub(r"[_-]", " ", text.casefold()).split())
    word = re.sub(r"^(?:(?:the|our|their|an?|is|role:?) )+", "", word)
    return _roles().get(word)


@cache
def _roles() -> Mapping[str, str]:
    """The role of each phrase that names one."""
    return {phrase: role for role, phrases in load().roles.items() if role in ROLES for phrase in phrases}


def _split_at_names(part: str) -> list[str]:
    """`Ana, Tom` are two where what follows the comma is a first name; `Ana, CFO` is one."""
    people: list[str] = []
    for piece in part.split(","):
        words = piece.split()
        if people and not (words and words[0][0].isupper() and words[0].casefold() in load().first_names):
            people[-1] += f",{piece}"
        else:
            people.append(piece)
    return people


def _split_at_and(line: str) -> list[str]:
    """`Ana, CFO and Bob, CTO` are two; the `and` of `Ana, Head of Sales and Marketing` belongs to the title."""
    parts = _AND.split(line)
    people = parts[:1]
    for part in parts[1:]:
        if "," in people[-1] and "," not in part:
            people[-1] += f" and {part}"
        else:
            people.append(part)
    return people
