"""Every table, in one file. Rows never leave `discovery.storage`: its functions return the engine's values.

The partial indexes are partial on PostgreSQL as well, as the migrations say; naming that here would load its dialect
into every call, 3 MB of it. What names a human being stands in `person` alone. `event`, `payload` and `bank_snapshot`
are guarded by triggers: an event and a bank are never changed, a payload can be erased and nothing else.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

from discovery.errors import UsageError

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text itself; UsageError where it has a NUL or a lone surrogate, which no database takes."""
    if not text.isascii() or "\x00" in text:
        found = _UNSTORABLE.search(text)
        if found:
            raise UsageError(f"the text has the character U+{ord(found[0]):04X}, which cannot be stored: remove it")
    return text


class SafeText(sa.types.TypeDecorator[str]):
    """Text that both databases take unchanged."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment, kept in UTC. The offset of the rep stands in a column beside it."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Table(SQLModel):
    """What our tables share: one set of them, and names for constraints that a migration can refer to."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Meta(Table, table=True):
    """Facts about the store itself, such as the salt of its do-not-contact hashes."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True, sa_type=SafeText)
    value: str = Field(sa_type=SafeText)


class Person(Table, table=True):
    """A contact. `search` and `email_key` are made from the other columns; `extra` is JSON."""

    __tablename__ = "person"
    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=SafeText)
    email: str = Field(sa_type=SafeText)
    phone: str = Field(sa_type=SafeText)
    title: str = Field(sa_type=SafeText)
    extra: str = Field(sa_type=SafeText)
    email_key: str = Field(sa_type=SafeText, index=True)
    search: str = Field(sa_type=SafeText)


class Lead(Table, table=True):
    """One lead. The columns from `is_open` on repeat what its newest call says, so that a list joins no calls."""

    __tablename__ = "lead"
    __table_args__ = (sa.Index("ix_lead_list", "is_open", "listed_at", "id"),)
    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    company: str = Field(sa_type=SafeText)
    source: str = Field(sa_type=SafeText)
    created_at: datetime = Field(sa_type=UtcTime)
    created_offset: int
    version: int
    search: str = Field(sa_type=SafeText)
    is_open: bool
    listed_at: datetime = Field(sa_type=UtcTime)
    open_call: UUID | None = None
    last_call_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_call_offset: int | None = None
    verdict: str | None = Field(default=None, sa_type=SafeText)


class BankSnapshot(Table, table=True):
    """One bank as it was on a call: its resolved document, under the hash of it."""

    __tablename__ = "bank_snapshot"
    sha256: str = Field(primary_key=True, sa_type=SafeText)
    framework: str = Field(sa_type=SafeText)
    version: str = Field(sa_type=SafeText)
    document: str = Field(sa_type=SafeText)


class Call(Table, table=True):
    """The header of a call."""

    __tablename__ = "call"
    __table_args__ = (
        sa.Index("ix_call_newest", "started_at", "id"),
        sa.Index("ix_call_lead_id_started_at", "lead_id", "started_at"),
        sa.Index(
            "ix_call_open",
            "started_at",
            sqlite_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: UUID = Field(primary_key=True)
    lead_id: UUID = Field(foreign_key="lead.id")
    framework: str = Field(sa_type=SafeText)
    bank_sha256: str = Field(foreign_key="bank_snapshot.sha256", sa_type=SafeText)
    stage: str = Field(sa_type=SafeText)
    author: str = Field(sa_type=SafeText)
    started_at: datetime = Field(sa_type=UtcTime)
    started_offset: int
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_offset: int | None = None
    verdict: str | None = Field(default=None, sa_type=SafeText)
    override: str | None = Field(default=None, sa_type=SafeText)
    grade: str | None = Field(default=None, sa_type=SafeText)
    score: float | None = None
    disposition: str | None = Field(default=None, sa_type=SafeText)
    reason: str | None = Field(default=None, sa_type=SafeText)
    version: int


HAND_OFF = "kind IN ('submitted', 'accepted', 'returned', 'rejected', 'rated')"
"""The condition of the index on the moves of the hand-off: SQLite uses it where a query says the very same text."""

PENDING = "state = 'pending'"
"""The condition of the index on deliveries that are due; as above."""


class Event(Table, table=True):
    """One event of a call: appended, chained to the one before it, never changed. Hashes are 64 hex digits."""

    __tablename__ = "event"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.Index(
            "ix_event_hand_off",
            "call_id",
            "seq",
            "kind",
            sqlite_where=sa.text(HAND_OFF),
        ),
        {"sqlite_with_rowid": False},
    )
    call_id: UUID = Field(primary_key=True, foreign_key="call.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: UUID
    kind: str = Field(sa_type=SafeText)
    author: str = Field(sa_type=SafeText)
    at: datetime = Field(sa_type=UtcTime)
    offset_minutes: int
    bank_sha256: str = Field(foreign_key="bank_snapshot.sha256", sa_type=SafeText)
    value_hash: str = Field(sa_type=SafeText)
    prev_hash: str = Field(sa_type=SafeText)
    hash: str = Field(sa_type=SafeText)


class Payload(Table, table=True):
    """What an event says: canonical JSON and the salt of its hash, both NULL once erased."""

    __tablename__ = "payload"
    __table_args__ = (
        sa.ForeignKeyConstraint(["call_id", "seq"], ["event.call_id", "event.seq"]),
        {"sqlite_with_rowid": False},
    )
    call_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    salt: str | None = Field(default=None, sa_type=SafeText)
    body: str | None = Field(default=None, sa_type=SafeText)


class Assessment(Table, table=True):
    """What a call came to after its first `seq` events, with the hash of the last of them."""

    __tablename__ = "assessment"
    call_id: UUID = Field(primary_key=True, foreign_key="call.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    head: str = Field(sa_type=SafeText)
    document: str = Field(sa_type=SafeText)


class Suppression(Table, table=True):
    """Somebody not to contact: a salted hash of an address or a number, which outlives the person's erasure."""

    __tablename__ = "suppression"
    hash: str = Field(primary_key=True, sa_type=SafeText)
    reason: str = Field(sa_type=SafeText)
    at: datetime = Field(sa_type=UtcTime)
    offset_minutes: int


class Delivery(Table, table=True):
    """A brief on its way to a destination: the outbox. `state` is `pending`, `sent` or `failed`.

    `key` is what the other side is told, so that it can drop what came twice. `body` is JSON, and NULL once it was
    sent: what names people is kept here no longer than needed. Who sends it holds it until `lease_until`; nobody else
    takes it before.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.Index(
            "ix_delivery_due",
            "next_attempt_at",
            "id",
            sqlite_where=sa.text(PENDING),
        ),
    )
    id: UUID = Field(primary_key=True)
    call_id: UUID = Field(foreign_key="call.id", index=True)
    destination: str = Field(sa_type=SafeText)
    kind: str = Field(sa_type=SafeText)
    key: str = Field(sa_type=SafeText)
    body: str | None = Field(default=None, sa_type=SafeText)
    created_at: datetime = Field(sa_type=UtcTime)
    created_offset: int
    attempts: int
    next_attempt_at: datetime = Field(sa_type=UtcTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    state: str = Field(sa_type=SafeText)
    last_error: str = Field(sa_type=SafeText)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
