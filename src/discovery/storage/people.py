"""Do-not-contact: who must not be called again, kept as salted hashes that outlive the person's erasure."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from discovery.errors import StoreDamagedError
from discovery.storage import tables
from discovery.storage.times import offset_of


def email_key(email: str) -> str:
    """An e-mail address as it is compared: no case, no white space around it."""
    return email.strip().casefold()


def phone_key(phone: str) -> str:
    """A phone number as it is compared: its digits."""
    return "".join(character for character in phone if character in "0123456789")


def suppress(session: Session, email: str, phone: str, reason: str, now: datetime) -> int:
    """Never contact that address or number again. How many of the two were given: 0 means nothing was blocked."""
    hashes = _hashes(session, email, phone)
    offset = offset_of(now)
    for digest in hashes:
        if session.get(tables.Suppression, digest) is None:
            session.add(tables.Suppression(hash=digest, reason=reason, at=now, offset_minutes=offset))
    session.flush()
    return len(hashes)


def lift(session: Session, email: str, phone: str, at: datetime) -> None:
    """Take back what was blocked at that very time: by a call that turned out to have ended otherwise."""
    hashes = col(tables.Suppression.hash).in_(_hashes(session, email, phone))
    session.connection().execute(sa.delete(tables.Suppression).where(hashes, col(tables.Suppression.at) == at))


def is_suppressed(session: Session, email: str, phone: str) -> bool:
    """Whether that address or that number must not be contacted."""
    hashes = _hashes(session, email, phone)
    found = sa.exists().where(sa.column("hash").in_(hashes)).select_from(tables.Suppression)
    return bool(hashes) and bool(session.scalar(sa.select(found)))


def _hashes(session: Session, email: str, phone: str) -> list[str]:
    given = [("email", email_key(email)), ("phone", phone_key(phone))]
    salt = session.exec(select(tables.Meta.value).where(tables.Meta.name == "suppression_salt")).one_or_none()
    if salt is None:
        raise StoreDamagedError("the store has lost the salt of its do-not-contact list: restore a backup")
    return [
        hmac.new(bytes.fromhex(salt), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
        for kind, value in given
        if value
    ]
