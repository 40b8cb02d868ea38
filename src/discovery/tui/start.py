"""Starting the screens: the first list is painted before the store, and all that it needs, is loaded."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from discovery import config, paths
from discovery.leads.lead import LeadRow
from discovery.tui.database import Database, Transactions
from discovery.tui.following import Desk

FIRST_ROWS = 200
"""Leads that are read before the store is open: more than any window shows."""
_SWITCH_SECONDS = 0.0005
_M_ARENA_MAX, _ARENAS = -8, 2  # as in glibc's malloc.h


def run(store_location: str | Path, *, demo: bool, call_lead: str | None = None) -> int:
    """Shows the leads of a store until the user leaves; the exit status. `call_lead` names the lead to call at once.

    Raises UsageError for a configuration that cannot be read. What is wrong with the store is shown on the screen.
    """
    share_memory()
    gc.disable()  # nothing of what is loaded now can be collected; DiscoveryApp lets it work again
    settings = config.load()
    rows = first_rows(store_location)
    from discovery.tui.app import DiscoveryApp
    from discovery.tui.keymap import keymap
    from discovery.tui.screens.leads import LeadsScreen
    from discovery.tui.tour import Tour

    database = Database(lambda: open_store(store_location), lambda error: app.lost(error), now)

    desk = cache(lambda: make_desk(database, settings))
    app = DiscoveryApp(
        lambda: LeadsScreen(
            database, rows, desk, framework=settings.framework, now=now, demo=demo, call_lead=call_lead
        ),
        database,
        keymap=keymap(settings.keys),
        theme=settings.theme,
        tour=Tour(offered=call_lead is None and is_new(store_location, rows, demo=demo), seen=remember),
    )
    try:
        app.run()
    finally:
        database.close()
    return app.return_code or 0


def share_memory() -> None:
    """Has the threads take their memory from the same places; nothing where the C library is not glibc.

    It would give each thread a place of its own. What one gives back, no other takes again: over 200 calls up to a
    third more memory, against an eighth.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def make_desk(database: Database, settings: config.Config) -> Desk:
    """What makes the screens that follow; importing it takes a while."""
    from discovery.engine.working_time import working_time
    from discovery.service.banks import library
    from discovery.tui.desk import Desk

    working = working_time(settings.working_hours, settings.working_days)
    return Desk(
        database,
        library(settings.banks),
        author=settings.author,
        now=now,
        sla_hours=settings.sla_hours,
        working=working,
        plan=settings.plan,
        stage=settings.stage,
        destinations=settings.destinations,
    )


def now() -> datetime:
    """The time, with the offset of this machine."""
    return datetime.now().astimezone()


def first_rows(location: str | Path) -> tuple[LeadRow, ...] | None:
    """The first leads of a store in a file; None of one that is not there yet, or on a server."""
    if "://" in str(location):
        return None
    from discovery.storage.peek import first_leads

    return first_leads(Path(location), FIRST_ROWS)


def is_new(location: str | Path, rows: Sequence[LeadRow] | None, *, demo: bool) -> bool:
    """Whether somebody seems to start the program for the first time: nobody was called, nor was the tour seen."""
    if "://" in str(location) or _seen().exists():
        return False
    return demo or not any(lead.last_call_at or lead.open_call for lead in rows or ())


def remember() -> None:
    """Keeps in mind that the tour was seen; where that cannot be written, it is offered again."""
    with suppress(OSError):
        paths.data_dir().mkdir(0o700, parents=True, exist_ok=True)
        _seen().touch(0o600)


def _seen() -> Path:
    return paths.data_dir() / "tour-seen"


def open_store(location: str | Path) -> Transactions:
    """Loads all that a call needs and opens the store, beside the event loop, which stays quick to answer a key."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        from discovery.storage.store import Store
        from discovery.tui import desk  # noqa: F401 — loaded here, so that opening a call does not wait for it

        return Store.open(location)
    finally:
        sys.setswitchinterval(before)
