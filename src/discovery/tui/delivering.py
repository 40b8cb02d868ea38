"""Deliveries from the screens: queued on the database thread, sent from a thread of their own.

What renders and what knows the network is imported when a brief is delivered: 70 ms and 6 MB that no call needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from discovery.banks.library import Library
from discovery.tui.database import Database


class Arrival(Protocol):
    """Where a delivery stands."""

    @property
    def id(self) -> UUID: ...

    @property
    def state(self) -> str: ...


class Outcome(Protocol):
    """What one attempt came to."""

    @property
    def delivery(self) -> Arrival: ...

    @property
    def text(self) -> str: ...


Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Delivering:
    """The destinations of the configuration. `folder` is what a relative path in it counts from.

    Each method may raise a DiscoveryError.
    """

    database: Database
    library: Library
    tables: Tables
    folder: Path
    now: Callable[[], datetime]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.tables)

    async def send(self, call_id: UUID, name: str) -> str:
        """Delivers the brief of a call to a destination, now or from the outbox later; what became of it.

        Where a team's own template fails, nothing is put into the outbox.
        """
        from discovery.service.briefs import templates_folder, words
        from discovery.service.delivery import enqueue, parcel, source

        called = await asyncio.to_thread(words, self.library)
        kind = str(self.tables[name].get("kind", ""))
        found = await self.database.read(source, call_id, self.now(), called)
        leaving = await asyncio.to_thread(lambda: parcel(found, templates_folder()))
        made = await self.database.run(enqueue, found, leaving, name, kind)
        outcomes = {outcome.delivery.id: outcome for outcome in await self.send_due()}
        if made.id in outcomes:
            outcome = outcomes[made.id]
            arrived = outcome.delivery.state == "sent"
            return f"delivered to {name}" if arrived else f"in the outbox for {name}, tried again later: {outcome.text}"
        return f"delivered to {name} before; nothing new since" if made.state == "sent" else f"in the outbox for {name}"

    async def send_due(self) -> tuple[Outcome, ...]:
        """Sends what waits in the outbox for these destinations."""
        from discovery.crm.destinations import connectors
        from discovery.service.delivery import run

        known = await asyncio.to_thread(connectors, self.tables, self.folder)
        return await asyncio.to_thread(run, _FromThread(self.database), known, self.now)


class _FromThread:
    """The store as the sending thread sees it: each step runs on the database thread, in its turn."""

    def __init__(self, database: Database) -> None:
        self._database, self._loop = database, asyncio.get_running_loop()

    def read(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(self._database.read(work, *args, **kwargs), self._loop).result()

    def write(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(self._database.run(work, *args, **kwargs), self._loop).result()
