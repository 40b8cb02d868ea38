"""The first page of leads, read with nothing but SQLite: the list can be painted before SQLAlchemy is loaded.

Read-only, on the same SQLite library as the store itself, and never in anybody's way: where something is not as
it should be, there is no first page, and the store, once it is open, says what is wrong.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

from discovery.leads.lead import LeadRow
from discovery.storage import schema
from discovery.storage.driver import sqlite_module

_WAIT_SECONDS = 0.2
_ROWS = """
    SELECT lead.id, name, company, title, email, source, verdict, last_call_at, last_call_offset, open_call
    FROM lead JOIN person ON person.id = lead.person_id
    ORDER BY is_open DESC, listed_at DESC, lead.id DESC LIMIT ?
"""


def first_leads(path: Path, limit: int) -> tuple[LeadRow, ...] | None:
    """What `list_leads` returns without a query; None where the store is not there, busy, or not of this version."""
    module = sqlite_module()
    try:
        connection = module.connect(
            f"{path.expanduser().resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
        )
    except module.Error:
        return None
    try:
        return _read(connection, limit)
    except (module.Error, ValueError, TypeError, OverflowError):
        return None
    finally:
        connection.close()


def _read(connection: Any, limit: int) -> tuple[LeadRow, ...] | None:
    connection.execute("BEGIN")
    marks = (
        connection.execute("PRAGMA application_id").fetchone() + connection.execute("PRAGMA user_version").fetchone()
    )
    if marks != (schema.APPLICATION_ID, schema.VERSION):
        return None
    return tuple(_row(*row) for row in connection.execute(_ROWS, (limit,)))


def _row(
    lead_id: str,
    name: str,
    company: str,
    title: str,
    email: str,
    source: str,
    verdict: str | None,
    last_call_at: str | None,
    offset: int | None,
    open_call: str | None,
) -> LeadRow:
    return LeadRow(
        id=UUID(lead_id),
        name=name,
        company=company,
        title=title,
        email=email,
        source=source,
        verdict=verdict,
        last_call_at=_at(last_call_at, offset) if last_call_at else None,
        open_call=UUID(open_call) if open_call else None,
    )


def _at(text: str, offset: int | None) -> datetime:
    utc = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return utc.astimezone(timezone(timedelta(minutes=offset or 0)))
