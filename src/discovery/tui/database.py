"""The seam between the screens and the store: one thread, in order, one transaction a use case."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Transactions(Protocol):
    """What a screen needs of a store; so that naming the type does not import the store."""

    def read(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...

    def write(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...

    def back_up_daily(self, now: datetime) -> object: ...

    def stamp(self) -> object: ...

    def close(self) -> None: ...


class Database:
    """Runs use cases off the event loop. The first job of its one thread opens the store, so whatever is asked
    before waits for that and nothing blocks.

    `open_store` may raise a DiscoveryError: every use case then raises the same. `lost` hears of an error of a use
    case whose screen is gone and can no longer show it. With `now`, the day's backup is made behind what is queued.
    """

    def __init__(
        self,
        open_store: Callable[[], Transactions],
        lost: Callable[[BaseException], None],
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._open_store = open_store
        self._lost = lost
        self._now = now
        self._thread = ThreadPoolExecutor(1, "discovery-db")
        self._store: Future[Transactions] | None = None

    def open(self) -> Future[Transactions]:
        """Starts to open the store, once."""
        if self._store is None:
            self._store = self._thread.submit(self._open_store)
        return self._store

    @property
    def is_open(self) -> bool:
        store = self._store
        return store is not None and store.done() and store.exception() is None

    async def opened(self) -> None:
        """Waits until the store is open; raises why it could not be opened."""
        store = await asyncio.shield(asyncio.wrap_future(self.open()))
        if self._now is not None:
            today, self._now = self._now(), None
            backup = asyncio.wrap_future(self._thread.submit(store.back_up_daily, today))
            backup.add_done_callback(self._report)

    async def run(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """The result of a use case that writes: durable when this returns, whether or not the screen waits for it."""
        return await self._submit("write", use_case, *args, **kwargs)

    async def read(self, use_case: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """The result of a use case that only reads."""
        return await self._submit("read", use_case, *args, **kwargs)

    async def stamp(self) -> object:
        """Something that differs once anybody has written to the store; None where only reading it would tell."""
        store = await asyncio.shield(asyncio.wrap_future(self.open()))
        return store.stamp()

    async def _submit(self, mode: str, use_case: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        store = self.open()
        job = self._thread.submit(lambda: getattr(store.result(), mode)(use_case, *args, **kwargs))
        # A worker of a popped screen is cancelled, and without the shield its queued write would be too.
        waiting = asyncio.wrap_future(job)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            waiting.add_done_callback(self._report)
            raise

    def _report(self, job: asyncio.Future[Any]) -> None:
        if not job.cancelled() and (error := job.exception()) is not None:
            self._lost(error)

    def close(self) -> None:
        """Finishes what is queued, then closes the store."""
        if self._store is not None:
            self._thread.submit(partial(_close, self._store))
        self._thread.shutdown(wait=True)


def _close(store: Future[Transactions]) -> None:
    if store.exception() is None:
        store.result().close()
