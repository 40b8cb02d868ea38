from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest

from discovery.errors import StoreUnavailableError
from discovery.tui.database import Database


class Recorder:
    """A store that keeps the order of what was asked, each in the transaction that it got."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.threads: set[int] = set()

    def read(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return self._run("read", work, *args, **kwargs)

    def write(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return self._run("write", work, *args, **kwargs)

    def stamp(self) -> object:
        return None

    def back_up_daily(self, now: datetime) -> object:
        self.done.append(("backup", now))
        return None

    def _run(self, mode: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.threads.add(threading.get_ident())
        result = work(self, *args, **kwargs)
        self.done.append((mode, result))
        return result

    def close(self) -> None:
        self.done.append("closed")


def echo(_: object, value: object) -> object:
    return value


def refuse(_: object) -> None:
    raise StoreUnavailableError("the disk is full: make room")


def test_what_is_asked_before_the_store_is_open_waits_for_it() -> None:
    gate: Future[None] = Future()
    store = Recorder()

    def opening() -> Recorder:
        gate.result()
        return store

    async def script() -> object:
        database = Database(opening, lambda _: None)
        asked = asyncio.create_task(database.run(echo, 1))
        await asyncio.wait([asked], timeout=0.01)
        assert not asked.done()
        assert not database.is_open
        gate.set_result(None)
        result = await asked
        assert database.is_open
        database.close()
        return result

    assert asyncio.run(script()) == 1
    assert store.done == [("write", 1), "closed"]


def test_everything_runs_on_one_thread_in_the_order_in_which_it_was_asked() -> None:
    store = Recorder()

    async def script() -> None:
        database = Database(lambda: store, lambda _: None)
        await asyncio.gather(*(database.run(echo, n) if n % 2 else database.read(echo, n) for n in range(20)))
        database.close()

    asyncio.run(script())
    assert store.done == [*(("write" if n % 2 else "read", n) for n in range(20)), "closed"]
    assert len(store.threads) == 1
    assert threading.get_ident() not in store.threads


def test_a_write_outlives_the_screen_that_waited_for_it() -> None:
    gate: Future[None] = Future()
    store = Recorder()

    def slow(_: object, value: object) -> object:
        gate.result()
        return value

    async def script() -> None:
        database = Database(lambda: store, lambda _: None)
        waiting = [asyncio.create_task(database.run(slow, n)) for n in range(3)]
        await asyncio.wait(waiting, timeout=0.01)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        gate.set_result(None)
        database.close()

    asyncio.run(script())
    assert store.done == [("write", 0), ("write", 1), ("write", 2), "closed"]


def test_a_write_that_fails_after_its_screen_is_gone_is_reported() -> None:
    gate: Future[None] = Future()
    lost: list[BaseException] = []

    def fail(_: object) -> None:
        gate.result()
        refuse(_)

    async def script() -> None:
        database = Database(Recorder, lost.append)
        waiting = asyncio.create_task(database.run(fail))
        await asyncio.wait([waiting], timeout=0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        gate.set_result(None)
        await database.read(echo, None)
        await asyncio.wait([asyncio.create_task(asyncio.sleep(0))])
        database.close()

    asyncio.run(script())
    assert [str(error) for error in lost] == ["the disk is full: make room"]


def test_a_store_that_cannot_be_opened_gives_its_reason_to_whoever_asks() -> None:
    def opening() -> Recorder:
        raise StoreUnavailableError("the folder is read-only: choose another place")

    async def script() -> None:
        database = Database(opening, lambda _: None)
        for asked in (database.opened(), database.run(echo, 1), database.read(echo, 1)):
            with pytest.raises(StoreUnavailableError, match="read-only"):
                await asked
        assert not database.is_open
        database.close()

    asyncio.run(script())


def test_a_refusal_reaches_the_screen_that_asked() -> None:
    async def script() -> None:
        database = Database(Recorder, lambda _: None)
        with pytest.raises(StoreUnavailableError, match="disk is full"):
            await database.run(refuse)
        assert await database.run(echo, "still there") == "still there"
        database.close()

    asyncio.run(script())


def test_the_backup_of_the_day_is_made_once_the_store_is_open() -> None:
    recorder, today = Recorder(), datetime(2026, 3, 4, tzinfo=UTC)
    database = Database(lambda: recorder, _no_loss, lambda: today)

    async def use() -> None:
        await database.opened()
        await database.opened()
        await database.run(lambda _: "after")

    asyncio.run(use())
    database.close()
    assert recorder.done[0] == ("backup", today)
    assert [item for item in recorder.done if item == ("backup", today)] == [("backup", today)]


def _no_loss(error: BaseException) -> None:
    raise error
