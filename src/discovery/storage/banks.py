"""Banks as they were on a call, under the hash of their document, so that an old call stays explainable."""

from __future__ import annotations

import json
from importlib import import_module

import sqlalchemy as sa
from sqlmodel import Session, col, select

from discovery.banks.model import Bank, bank_from, canonical
from discovery.errors import NotFoundError, StoreDamagedError, UsageError
from discovery.storage import tables


def keep_bank(session: Session, bank: Bank) -> None:
    """Keep a bank; the same one is kept once."""
    if session.scalar(sa.select(sa.exists().where(tables.BankSnapshot.sha256 == bank.sha256))):  # type: ignore[arg-type]
        return
    values = {
        "sha256": bank.sha256,
        "framework": bank.id,
        "version": bank.version,
        "document": canonical(bank.document).decode(),
    }
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")  # the other one costs 3 MB
    session.execute(dialect.insert(tables.BankSnapshot).values(values).on_conflict_do_nothing())


def get_bank(session: Session, sha256: str) -> Bank:
    """The bank with that hash; NotFoundError where there is none, StoreDamagedError where it is not what it was."""
    document = session.exec(
        select(tables.BankSnapshot.document).where(tables.BankSnapshot.sha256 == sha256)
    ).one_or_none()
    if document is None:
        raise NotFoundError(f"there is no bank {sha256[:12]} in the store: give the whole hash of one that is kept")
    bank = bank_from(json.loads(document))
    if bank.sha256 != sha256:
        raise StoreDamagedError(f"the bank {sha256[:12]} was changed since it was kept: restore a backup")
    return bank


def find_bank(session: Session, framework: str, prefix: str) -> Bank:
    """The one kept bank of a framework whose hash begins so. NotFoundError for none, UsageError for several."""
    like = col(tables.BankSnapshot.sha256).startswith(prefix.lower(), autoescape=True)
    found = session.exec(
        select(tables.BankSnapshot.sha256).where(tables.BankSnapshot.framework == framework, like).limit(2)
    ).all()
    if not found:
        raise NotFoundError(f"no call in the store was held with a bank {framework}@{prefix[:64]}: give another hash")
    if len(found) > 1:
        raise UsageError(f"several banks in the store are {framework}@{prefix[:64]}: give more of the hash")
    return get_bank(session, found[0])
