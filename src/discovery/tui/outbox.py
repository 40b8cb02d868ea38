"""What was done on a call and is not kept yet: in order, each once, until the store has taken it.

While the store cannot be written the events wait in memory and in a file beside, and are tried again with the same
keys. Nothing here knows a screen.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from discovery.engine.calls import NewEvent
from discovery.engine.events import Event, Kind
from discovery.errors import DiscoveryError, StoreUnavailableError
from discovery.files import write_whole
from discovery.text import one_line

RETRY_SECONDS = 3.0

Keep = Callable[[Sequence[NewEvent]], Awaitable[tuple[Event, ...]]]


class Outbox:
    """The queue of one call. `keep` writes a batch; `told` hears of every change, with the events just kept."""

    def __init__(
        self,
        keep: Keep,
        call_id: UUID,
        folder: Path | None,
        told: Callable[[tuple[Event, ...]], None],
        *,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._keep, self._told, self._retry = keep, told, retry
        self._files = [place / f"unsaved-{call_id}.jsonl" for place in (folder, spare_folder()) if place is not None]
        self._held: list[NewEvent] = []
        self._more, self._settled = asyncio.Event(), asyncio.Event()
        self._settled.set()
        self._running = False
        self.trouble = ""
        self.beside: Path | None = None

    @property
    def held(self) -> tuple[NewEvent, ...]:
        """What is not kept yet, oldest first."""
        return tuple(self._held)

    def put(self, event: NewEvent) -> None:
        """Takes an event; `run` has to be running, or be started."""
        self._held.append(event)
        self._settled.clear()
        self._more.set()

    async def settled(self, patience: float = 0.5) -> bool:
        """Waits, but not long, for the attempt that is under way; whether everything is kept now."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), patience)
        return not self._held

    async def run(self) -> None:
        """Keeps everything that is held, however long it takes; returns when nothing is. Only one runs at a time."""
        if self._running:
            return
        self._running = True
        try:
            while self._held:
                await self._try()
        finally:
            self._running = False

    async def _try(self) -> None:
        batch = self.held
        try:
            kept = await self._keep(batch)
        except (DiscoveryError, OSError) as error:
            self.trouble = one_line(str(error), 300)
            await self._write_beside()
            self._settled.set()
            self._told(())
            await self._wait()
            return
        except Exception:
            await self._write_beside()
            raise
        del self._held[: len(batch)]
        self.trouble = ""
        await self._clear_beside()
        if not self._held:
            self._settled.set()
        self._told(kept)

    async def _wait(self) -> None:
        """Until the next attempt; what comes in meanwhile is written beside at once."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._retry
        while (left := until - loop.time()) > 0:
            self._more.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), left)
                await self._write_beside()
                self._settled.set()
                self._told(())

    async def _write_beside(self) -> None:
        lines = "".join(f"{json.dumps(_document(event), ensure_ascii=True)}\n" for event in self._held)
        self.beside = await asyncio.to_thread(_written, self._files, lines)

    async def _clear_beside(self) -> None:
        if self.beside is not None:
            if self._held:
                await self._write_beside()
                return
            await asyncio.to_thread(_removed, self._files)
            self.beside = None

    def recover(self, known: Collection[UUID]) -> tuple[NewEvent, ...]:
        """Takes up what an earlier run could not keep, but for the `known` keys; `run` has to be started."""
        found: dict[UUID, NewEvent] = {}
        for path in self._files:
            for event in _read(path):
                found.setdefault(event.key, event)
                self.beside = path
        events = tuple(event for key, event in found.items() if key not in known)
        for event in events:
            self.put(event)
        if not events and self.beside is not None:
            _removed(self._files)
            self.beside = None
        return events


def spare_folder() -> Path:
    """A folder of this user alone in the temporary one."""
    return Path(tempfile.gettempdir()) / f"discovery-{os.getuid() if hasattr(os, 'getuid') else 'unsaved'}"


def _document(event: NewEvent) -> dict[str, Any]:
    return {
        "key": str(event.key),
        "kind": event.kind.value,
        "author": event.author,
        "at": event.at.isoformat(),
        "body": event.body,
    }


def _event(line: str) -> NewEvent:
    item = json.loads(line)
    at = datetime.fromisoformat(item["at"])
    return NewEvent(UUID(item["key"]), Kind(item["kind"]), str(item["author"]), at, dict(item["body"]))


def _written(files: Sequence[Path], text: str) -> Path | None:
    """The first file that could be written, whole or not at all and readable by its user alone."""
    for path in files:
        with suppress(StoreUnavailableError):
            write_whole(path, text)
            return path
    return None


def _removed(files: Sequence[Path]) -> None:
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _read(path: Path) -> list[NewEvent]:
    """The events of a file of this user; a file that cannot be read whole is put aside under another name."""
    try:
        if hasattr(os, "getuid") and path.lstat().st_uid != os.getuid():
            return []
        text = path.read_text("ascii")
        return [_event(line) for line in text.splitlines() if line.strip()]
    except OSError:
        return []
    except (ValueError, KeyError, TypeError):
        with suppress(OSError):
            path.replace(path.with_suffix(".unreadable"))
        return []
