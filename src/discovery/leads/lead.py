"""A lead, its person and the row of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """A contact. Everything that names a human being stands here and nowhere else."""

    id: UUID
    name: str
    email: str = ""
    phone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. `extra` keeps the columns of an import that this program has no field for, as they came."""

    id: UUID
    person: Person
    company: str
    source: str
    created_at: datetime
    extra: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead that is not stored yet, its texts clean."""

    name: str
    company: str
    title: str = ""
    email: str = ""
    phone: str = ""
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One line of the list. `verdict` and `last_call_at` are of the newest call; `open_call` is one to resume.

    A call that ended as what its verdict does not say has its disposition there: `no_show`, `handed_off`, ….
    """

    id: UUID
    name: str
    company: str
    title: str
    email: str
    source: str
    verdict: str | None = None
    last_call_at: datetime | None = None
    open_call: UUID | None = None
